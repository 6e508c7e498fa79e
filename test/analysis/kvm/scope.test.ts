import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOMAIN } from '../../../src/analysis/kvm/data';
import {
  belongsTo,
  isKvmUnitTests,
  type Scope,
  scopeOf,
  scopesOfSeries,
} from '../../../src/analysis/kvm/scope';
import { seriesOfOne } from '../../../src/model/patch';
import { parseSubject } from '../../../src/model/subject';
import { patchOf } from '../../rules/example-patch';

const X86 = 'arch/x86/kvm/x86.c';
const TESTS = 'tools/testing/selftests/kvm';

function scope(message: string, ...files: string[]): Scope {
  const patch = patchOf({ name: '', message, ...(files.length > 0 ? { files } : {}) });
  return scopeOf({ ...patch, subject: parseSubject(message) }, DOMAIN);
}

test('what a patch touches decides', () => {
  assert.equal(scope('KVM: x86: Do it', X86), 'kvm-x86');
  assert.equal(scope('x86/fpu: Do it', 'arch/x86/kernel/fpu/core.c', X86), 'kvm-x86');
  assert.equal(scope('KVM: Do it', 'virt/kvm/kvm_main.c'), 'kvm-x86');
  assert.equal(scope('KVM: selftests: Do it', `${TESTS}/steal_time.c`), 'kvm-x86');
  assert.equal(scope('docs: Do it', 'Documentation/virt/kvm/x86/mmu.rst'), 'kvm-x86');
  assert.equal(scope('mm: Do it', 'mm/gup.c'), 'none');
  assert.equal(scope('x86/vmx: Do it', 'arch/x86/include/asm/vmx.h', 'arch/x86/kernel/cpu/common.c'), 'none');
});

test("other architectures' KVM is KVM, and not this guide's", () => {
  assert.equal(scope('KVM: arm64: Do it', 'arch/arm64/kvm/arm.c'), 'kvm');
  assert.equal(scope('KVM: arm64: selftests: Do it', `${TESTS}/arm64/vgic.c`), 'selftests');
  assert.equal(scope('KVM: s390: Do it', 'arch/s390/kvm/intercept.c', 'virt/kvm/kvm_main.c'), 'kvm');
  assert.equal(scope('KVM: Do it', 'arch/arm64/kvm/arm.c', X86), 'kvm-x86');
});

test('most of a patch decides, and what accompanies code decides nothing', () => {
  const lines = (file: string, count: number) =>
    `diff --git a/${file} b/${file}\n--- a/${file}\n+++ b/${file}\n@@ -0,0 +1,${count} @@\n${'+new\n'.repeat(count)}`;
  const of = (message: string, ...diffs: string[]) =>
    scopeOf({ ...patchOf({ name: '', message, diff: diffs.join('') }) }, DOMAIN);
  const arm = 'arch/arm64/kvm/arm.c';
  for (const file of [
    `${TESTS}/Makefile.kvm`,
    'Documentation/virt/kvm/api.rst',
    'include/uapi/linux/kvm.h',
  ]) {
    assert.equal(of('KVM: Do it', lines(arm, 2), lines(file, 9)), 'kvm', file);
    assert.equal(of('KVM: Do it', lines(file, 9)), 'kvm-x86', file);
  }
  assert.equal(of('KVM: Do it', lines(arm, 9), lines('virt/kvm/kvm_main.c', 2)), 'kvm');
  assert.equal(of('KVM: Do it', lines(arm, 2), lines('virt/kvm/kvm_main.c', 9)), 'kvm-x86');
  assert.equal(of('KVM: x86: Do it', lines(arm, 9), lines(X86, 2)), 'kvm-x86');
  assert.equal(of('KVM: Do it', lines(arm, 9), lines('arch/mips/kvm/mips.c', 9), lines(X86, 2)), 'kvm-x86');
  assert.equal(of('mm: Do it', lines('mm/gup.c', 9), lines('virt/kvm/kvm_main.c', 2)), 'none');
  assert.equal(of('mm: Do it', lines('mm/gup.c', 2), lines('virt/kvm/kvm_main.c', 9)), 'kvm-x86');
});

test("most of a series decides whose a capability's description is", () => {
  const patch = (message: string, file: string) => patchOf({ name: '', message, files: [file] });
  const docs = patch('KVM: Describe it', 'Documentation/virt/kvm/api.rst');
  const arm = patch('KVM: arm64: Do it', 'arch/arm64/kvm/arm.c');
  const arm2 = patch('KVM: arm64: Do more', 'arch/arm64/kvm/mmu.c');
  const x86 = patch('KVM: x86: Do it', X86);
  const test = patch('KVM: arm64: selftests: Do it', `${TESTS}/arm64/vgic.c`);
  const scopes = (...patches: (typeof docs)[]) => [
    ...scopesOfSeries({ ...seriesOfOne(docs), patches }, DOMAIN).values(),
  ];
  assert.deepEqual(scopes(arm, docs), ['kvm', 'kvm']);
  assert.deepEqual(scopes(x86, docs), ['kvm-x86', 'kvm-x86']);
  assert.deepEqual(scopes(docs), ['kvm-x86']);
  assert.deepEqual(scopes(arm, x86, docs), ['kvm', 'kvm-x86', 'kvm-x86']);
  assert.deepEqual(scopes(arm, arm2, docs), ['kvm', 'kvm', 'kvm']);
  assert.deepEqual(scopes(x86, test), ['kvm-x86', 'kvm-x86'], 'selftests are one program');
  assert.deepEqual(scopes(arm, test), ['kvm', 'selftests']);
});

test('headers of the extensions, lists and plain words', () => {
  const header = 'arch/x86/include/asm/vmx.h';
  assert.equal(scope('KVM: VMX: Do it', header), 'kvm-x86');
  assert.equal(scope('x86/vmx: Do it', header), 'none');
  assert.equal(scope('KVM: x86: Do it', 'arch/x86/kernel/kvm.c', header), 'guest');
  assert.equal(scope('KVM: x86: Do it', 'arch/x86/kernel/kvm.c', X86), 'kvm-x86');
  assert.equal(scope('x86/kvm: Do it'), 'guest');
  assert.equal(scope('KVM: x86: Do it', 'mm/gup.c'), 'kvm-x86');
  assert.equal(scope('kvm: x86: Do it', 'mm/gup.c'), 'none');
  assert.equal(scope('KVM: selftests: arm64: Do it'), 'kvm');
  assert.equal(scope('KVM: Documentation: arm64: Do it'), 'kvm');
  assert.equal(scope('KVM: selftests: x86: Test arm64: Do it'), 'kvm-x86');
  assert.equal(scope('KVM: x86: Do it', 'arch/arm64/kvm/arm.c'), 'kvm-x86');
  assert.equal(scope('KVM: Do it', 'arch/arm64/kvm/arm.c'), 'kvm');
  assert.equal(scope('KVM: arm64: Do it', X86), 'kvm');
});

test('most of some patches are of one kind', () => {
  const patch = (message: string, ...files: string[]) => patchOf({ name: '', message, files });
  const [x86, arm, mips, mm, guest] = [
    patch('KVM: x86: Do it', X86),
    patch('KVM: arm64: Do it', 'arch/arm64/kvm/arm.c'),
    patch('KVM: MIPS: Do it', 'arch/mips/kvm/mips.c'),
    patch('mm: Do it', 'mm/gup.c'),
    patch('x86/kvm: Do it', 'arch/x86/kernel/kvm.c'),
  ];
  const ours = (...patches: (typeof x86)[]) => belongsTo(patches, (one) => one === x86, DOMAIN);
  assert.equal(ours(), false);
  assert.equal(ours(arm), false);
  assert.equal(ours(x86, arm, mips), true);
  assert.equal(ours(x86, arm, arm), false);
  assert.equal(ours(x86, mm, guest), false, 'the rest of the kernel is one');
  assert.equal(ours(x86, mm, arm), true);
});

test('Linux as a guest is neither', () => {
  assert.equal(scope('x86/kvm: Do it', 'arch/x86/kernel/kvm.c'), 'guest');
  assert.equal(scope('KVM: x86: Do it', 'arch/x86/kernel/kvm.c'), 'guest');
  assert.equal(scope('x86/kvm: Do it', X86), 'kvm-x86');
});

test('without a diff the shortlog decides', () => {
  assert.equal(scope('KVM: nVMX: Do it'), 'kvm-x86');
  assert.equal(scope('kvm: vmx: Do it'), 'kvm-x86');
  assert.equal(scope('KVM: PPC: Do it'), 'kvm');
  assert.equal(scope('Revert "KVM: SVM: Do it"'), 'kvm-x86');
  assert.equal(scope('fixup! KVM: SVM: Do it'), 'kvm-x86');
  assert.equal(scope('x86/mm: Do it'), 'none');
});

test('other repositories on the same list are none of it', () => {
  assert.equal(scope('[kvm-unit-tests PATCH] KVM: x86: Do it'), 'none');
  assert.equal(scope('x86: Do it', 'x86/vmx.c', 'lib/x86/apic.c'), 'none');
  assert.equal(scope('[kvmtool PATCH] KVM: x86: Do it'), 'none');
  assert.equal(scope('KVM: x86: Do it', 'x86/vmx.c'), 'none');
  assert.equal(scope('KVM: x86: Do it', 'x86/vmx.c', X86), 'kvm-x86');
  const units = (message: string, ...files: string[]) =>
    isKvmUnitTests({
      ...patchOf({ name: '', message, ...(files.length > 0 && { files }) }),
      subject: parseSubject(message),
    });
  assert.deepEqual(
    [
      units('[kvm-unit-tests PATCH] Do it'),
      units('[kut PATCH] Do it'),
      units('[kvmtool PATCH] Do it'),
      units('x86: Do it', 'lib/x86/a.c'),
      units('x86: Do it', 'lib/x86/sub/a.c'),
    ],
    [true, true, false, true, false],
  );
});
