import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOMAIN } from '../../../src/analysis/kvm/data';
import { type Scope, scopeOf } from '../../../src/analysis/kvm/scope';
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
});
