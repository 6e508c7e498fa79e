/** What each rule of the prefix says of a shortlog, by what the patch touches. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOMAIN } from '../../../src/analysis/kvm/data';
import { prefixFindings, prefixRuleFindings } from '../../../src/analysis/kvm/prefix';
import { exampleDiff } from '../../../src/lint/example-mail';
import type { RepoFacts } from '../../../src/model/repo-facts';
import { patchOf } from '../../rules/example-patch';

type Counts = Readonly<Record<string, number>>;
const X86 = { 'arch/x86/kvm/x86.c': 3 };
const VMX = { 'arch/x86/kvm/vmx/vmx.c': 3 };
const SVM = { 'arch/x86/kvm/svm/svm.c': 3 };
const MMU = { 'arch/x86/kvm/mmu/mmu.c': 3 };
const MAIN = { 'virt/kvm/kvm_main.c': 3 };
const TEST = { 'tools/testing/selftests/kvm/x86/smm_test.c': 3 };
const DOCS = { 'Documentation/virt/kvm/api.rst': 3 };
const GUEST = { 'arch/x86/kernel/kvm.c': 1 };
const CLOCK = { 'arch/x86/kernel/kvmclock.c': 1 };
const SOME = { ...X86, 'mm/gup.c': 1 };
const MOST = { ...X86, 'mm/gup.c': 9 };

const patch = (message: string, counts: Counts) => {
  const lines = (count: number) => Array.from({ length: count }, (_, i) => `+${i}`);
  const diff = Object.fromEntries(Object.entries(counts).map(([path, count]) => [path, lines(count)]));
  return patchOf({ name: '', message, diff: exampleDiff(diff) });
};

/** Each finding as `rule level [what it is at] -> the shortlog when fixed`. */
function said(message: string, counts: Counts): string[] {
  const { shortlog } = patch(message, counts);
  return prefixFindings(patch(message, counts), DOMAIN).map(({ rule, from, to, level, fix }) => {
    let fixed = shortlog.value;
    for (const { start, end, text } of [...(fix?.edits ?? [])].reverse())
      fixed = `${fixed.slice(0, start)}${text}${fixed.slice(end)}`;
    const what = `${rule.replace('shortlog-', '')}${level === undefined ? '' : ` ${level}`}`;
    return `${what} [${shortlog.value.slice(from, to)}]${fix === undefined ? '' : ` -> ${fixed}`}`;
  });
}

test('what is wrong with a prefix, and which of it can be fixed without a doubt', () => {
  const cases: readonly (readonly [string, Counts, string])[] = [
    ['', X86, ''],
    ['WIP: frob: Do it', X86, ''],
    ['Do it', X86, 'prefix [Do it] -> KVM: x86: Do it'],
    ['Do it', {}, 'prefix [Do it]'],
    ['Do it: now', X86, 'prefix [Do it: now]'],
    ['x86/kvm: Do it', X86, 'x86-kvm [x86/kvm] -> KVM: x86: Do it'],
    ['x86/kvm/vmx: Do it', VMX, 'x86-kvm [x86/kvm/vmx] -> KVM: VMX: Do it'],
    ['x86/kvm: Do it', {}, 'x86-kvm [x86/kvm]'],
    ['vmx.c: Do it', VMX, 'prefix [vmx.c]'],
    ['vmx.c: Do it', {}, 'prefix [vmx.c]'],
    ['arch/x86/kvm/vmx: Do it', VMX, 'prefix [arch/x86/kvm/vmx] -> KVM: VMX: Do it'],
    ['docs: Do it', DOCS, 'prefix warn [docs]'],
    ['docs: Do it', X86, 'prefix [docs]'],
    ['frob: Do it', DOCS, 'prefix [frob]'],
    ['mm: Do it', SOME, 'prefix note [mm]'],
    ['mm: Do it', MOST, ''],
    ['treewide: Do it', X86, ''],
    ['x86/kvm: Do it', SOME, 'x86-kvm [x86/kvm] -> KVM: x86: Do it'],
    ['mm/vmx: Do it', SOME, 'prefix note [mm/vmx]'],
    ['VMX: Do it', X86, 'prefix [VMX] -> KVM: VMX: Do it'],
    ['mm: Do it', X86, 'prefix [mm]'],
    ['kvm/vmx: Do it', VMX, 'prefix [kvm/vmx] -> KVM: VMX: Do it'],
    ['arm64: Do it', X86, 'prefix [arm64]'],
    ['KVM: x86: Do it', GUEST, 'x86-kvm [KVM: x86]'],
    ['kvm: Do it', CLOCK, 'x86-kvm [kvm]'],
    ['x86/kvm: Do it', GUEST, ''],
    ['KVM: Do it', { ...GUEST, ...CLOCK }, 'x86-kvm [KVM]'],
    ['KVM: x86: Do it', SOME, ''],
    ['kvm: vmx: Do it', VMX, 'case [kvm: vmx] -> KVM: VMX: Do it'],
    ['KVM: selftest: Do it', TEST, 'case [selftest] -> KVM: selftests: Do it'],
    ['kvm: selftest: Do it', TEST, 'case [kvm: selftest] -> KVM: selftests: Do it'],
    ['KVM: vmx: Do it', VMX, 'case [vmx] -> KVM: VMX: Do it'],
    ['kvm: x86: Do it', X86, 'case [kvm] -> KVM: x86: Do it'],
    ['KVM: arm64: mm.c: Do it', {}, ''],
    ['KVM: mmu.c: Do it', MMU, 'prefix [mmu.c] -> KVM: x86/mmu: Do it'],
    ['KVM: mmu.c: Do it', {}, 'prefix [mmu.c]'],
    ['KVM: x86: mmu.c: Do it', MMU, 'prefix warn [mmu.c]'],
    ['KVM: mmu: mmu.c: Do it', MMU, 'prefix [mmu.c] -> KVM: x86/mmu: Do it'],
    ['KVM: frob/a.c: Do it', VMX, 'prefix [frob/a.c] -> KVM: VMX: Do it'],
    ['KVM: VMX: SVM: Do it', { ...VMX, ...SVM }, 'topic [VMX: SVM] -> KVM: x86: Do it'],
    ['KVM: VMX/SVM: Do it', X86, 'topic [VMX/SVM] -> KVM: x86: Do it'],
    ['KVM: VMX/frob: Do it', X86, 'topic [VMX/frob]'],
    ['KVM: selftests: x86: Do it', TEST, 'topic warn [selftests: x86] -> KVM: selftests: Do it'],
    ['KVM: selftests: VMX: Do it', TEST, 'topic [selftests: VMX]'],
    ['KVM: selftests: SEV: Do it', TEST, 'topic warn [selftests: SEV]'],
    ['KVM: VMX: selftests: Do it', TEST, 'topic [VMX: selftests]'],
    ['KVM: x86: SEV: Do it', X86, 'topic [x86: SEV] -> KVM: x86: Do it'],
    ['KVM: mmu: Do it', MMU, 'topic [mmu] -> KVM: x86/mmu: Do it'],
    ['KVM: mmu: Do it', VMX, 'topic [mmu]'],
    ['KVM: mmu: Do it', MAIN, 'topic [mmu]'],
    ['KVM: mmu: Do it', {}, 'topic [mmu] -> KVM: x86/mmu: Do it'],
    ['KVM: core: Do it', X86, 'topic [core]'],
    ['KVM: core: Do it', MAIN, 'topic [core]'],
    ['KVM: SEV: Do it', {}, 'topic note [SEV]'],
    ['KVM: x86: frob: Do it', X86, 'topic warn [frob]'],
    ['KVM: x86: a.c: Do it', X86, 'prefix warn [a.c]'],
    ['KVM: selftests: smm_test: Do it', TEST, 'topic note [smm_test]'],
    ['KVM: selftests: smm: Do it', TEST, 'topic warn [smm]'],
    ['KVM: x86: a_b: Do it', X86, 'topic warn [a_b]'],
    ['KVM: frob: Do it', VMX, 'topic [frob]'],
    ['KVM: frob: Do it', {}, 'topic [frob]'],
    ['KVM: x86/frob: Do it', {}, 'topic [x86/frob]'],
    ['KVM: vmx/frob: Do it', {}, 'topic [vmx/frob]'],
    [
      'KVM: selftests: x86: smm_test: Do it',
      TEST,
      'topic warn [selftests: x86: smm_test] -> KVM: selftests: Do it in smm_test',
    ],
    ['KVM: selftests: x86: smm_test: frobs: Do it', TEST, 'topic warn [selftests: x86: smm_test: frobs]'],
    [
      'KVM: selftests: x86: smm_test: Do xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      TEST,
      'topic warn [selftests: x86: smm_test]',
    ],
    [
      'KVM: selftests: x86: smm_test: Do xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      TEST,
      'topic warn [selftests: x86: smm_test] -> KVM: selftests: Do xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx in smm_test',
    ],
    [
      'KVM: selftests: x86: smm_test: Do smm_test',
      TEST,
      'topic warn [selftests: x86: smm_test] -> KVM: selftests: Do smm_test',
    ],
    ['KVM: x86/mmu Do it', MMU, 'prefix [x86/mmu] -> KVM: x86/mmu: Do it'],
    ['KVM: x86/mmu do it', MMU, ''],
    ['KVM: SEV Do it', {}, ''],
    ['KVM: mmu Do it', MMU, ''],
    ['KVM: Do it', X86, ''],
    ['KVM:x86: Do it', X86, 'prefix [KVM:x86] -> KVM: x86: Do it'],
    ['KVM : x86: Do it', X86, 'prefix [KVM : x86] -> KVM: x86: Do it'],
    ['KVM:mmu.c: Do it', MMU, 'prefix [mmu.c] -> KVM: x86/mmu: Do it'],
    ['KVM: x86:', X86, 'prefix [KVM: x86:]'],
    ['KVM: frob:', X86, 'topic [frob]'],
    ['KVM: common: Do it', {}, 'topic [common]'],
  ];
  for (const [message, counts, expected] of cases)
    assert.equal(said(message, counts).join('; '), expected, `${message} (${Object.keys(counts)})`);
});

test('what the findings of a prefix say', () => {
  const words = (message: string, counts: Counts) =>
    prefixFindings(patch(message, counts), DOMAIN)
      .map((one) => `${one.message}: ${one.hint}`)
      .join();
  assert.match(words('KVM: Do it', CLOCK), /Linux as a guest of KVM: Use the prefix `x86\/kvmclock: `$/);
  assert.match(words('KVM: Do it', { ...GUEST, ...CLOCK }), /Use the prefix `x86\/kvm: `$/);
  assert.match(words('mm: Do it', X86), /^Prefix of another subsystem: Use the prefix `KVM: x86:`$/);
  assert.match(words('VMX: Do it', VMX), /^The prefix is not `KVM: <topic>:`: /);
  assert.match(words('docs: Do it', DOCS), /Use the prefix `KVM:`$/);
  assert.match(words('KVM: selftest: Do it', TEST), /plural: Write `selftests:`$/);
  assert.match(words('kvm: selftest: Do it', TEST), /case sensitive: Write `KVM:` and `selftests:`$/);
  assert.match(words('kvm: x86: Do it', X86), /case sensitive: Write `KVM:`$/);
  assert.match(words('KVM: VMX/SVM: Do it', X86), /Write `KVM: x86:`$/);
  assert.match(
    words('KVM: selftests: x86: Do it', TEST),
    /selftests:`, and say what it tests in the description$/,
  );
  assert.match(words('KVM: frob: Do it', VMX), /suggest `KVM: VMX:`; propose/);
  assert.match(words('KVM: frob: Do it', {}), /The topics are x86, x86\/mmu/);
  assert.match(words('KVM: x86/frob: Do it', {}), /topics: `KVM: x86:` is one; propose/);
});

test('a prefix that history has is no more than a warning', () => {
  const of = (isUsed: boolean | 'unknown') => {
    const clone = { isUsedPrefix: () => isUsed } as unknown as RepoFacts;
    const found = prefixRuleFindings('shortlog-topic', patch('KVM: frob: Do it', VMX), DOMAIN, clone);
    return found.map((one) => [one.level ?? '', 'level' in one, 'fix' in one]);
  };
  assert.deepEqual(of(true), [['warn', true, false]]);
  for (const isUsed of [false, 'unknown'] as const) assert.deepEqual(of(isUsed), [['', false, false]]);
  assert.deepEqual(prefixRuleFindings('shortlog-case', patch('KVM: frob: Do it', VMX), DOMAIN), []);
});
