import { prefixRuleFindings } from '../analysis/kvm/prefix';
import { scopeOf } from '../analysis/kvm/scope';
import { patchRule, type RulePage } from '../lint/rule';
import type { RuleFinding } from '../model/finding';
import type { Text } from '../model/text';

export default patchRule({
  id: 'shortlog-case',
  section: 'shortlog',
  level: 'block',
  scope: 'selftests',
  requires: ['message'],
  summary: 'Mind the case of names in the prefix, and write selftests in the plural',
  fixes: true,
  *check(patch, { domain }) {
    if (scopeOf(patch, domain) === 'selftests') yield* singular(patch.shortlog);
    else yield* prefixRuleFindings('shortlog-case', patch, domain);
  },
});

/** Other architectures have their own prefixes: some of their reviewers ask for the plural, s390 takes either. */
function* singular(shortlog: Text): Iterable<RuleFinding> {
  const found = /^((?:[^:]{1,30}:\s*){0,3})selftest(?=\s*:)/i.exec(shortlog.value);
  if (found === null || !/\bkvm\b/i.test(shortlog.value)) return;
  const from = found[1]!.length;
  const start = shortlog.start + from;
  yield {
    message: 'The topic is `selftests`, plural',
    hint: 'Write `selftests`',
    at: shortlog.span(from, from + 'selftest'.length),
    level: 'note',
    fix: {
      title: 'Write selftests',
      edits: [{ start, end: start + 'selftest'.length, text: 'selftests' }],
      certain: true,
    },
  };
}

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Shortlog',
  why: `All names are case sensitive: \`KVM: x86:\` is good, \`kvm: vmx:\` is not. Maintainers and their tools search
for the names as listed. This rule is about names in the wrong case, and about \`selftest\` in the singular; unknown topics
are reported by shortlog-topic.`,
  valid: [
    { name: 'capitals', message: 'KVM: VMX: Save DR6 once', files: ['arch/x86/kvm/vmx/vmx.c'] },
    { name: 'in lowercase', message: 'KVM: x86/mmu: Save a flush', files: ['arch/x86/kvm/mmu/mmu.c'] },
    { name: 'mixed letters', message: 'KVM: nSVM: Save a flush', files: ['arch/x86/kvm/svm/nested.c'] },
    {
      name: 'the description may say kvm and vmx',
      message: 'KVM: x86: Move the vmx exit codes into kvm-x86-ops.h',
      files: ['arch/x86/kvm/x86.c'],
    },
    {
      name: 'a prefix of another architecture',
      message: 'selftests: kvm: s390: Save the PSW once',
      files: ['tools/testing/selftests/kvm/s390/demo.c'],
    },
    {
      name: 'a revert quotes what it reverts',
      message: 'Revert "kvm: vmx: Save DR6 once"',
      files: ['arch/x86/kvm/vmx/vmx.c'],
    },
  ],
  invalid: [
    {
      name: 'both names in lowercase',
      message: 'kvm: vmx: Save DR6 once',
      files: ['arch/x86/kvm/vmx/vmx.c'],
      quotes: ['kvm: vmx'],
      fixed: 'KVM: VMX: Save DR6 once',
    },
    {
      name: 'kvm in lowercase',
      message: 'kvm: x86: Save DR6 once',
      files: ['arch/x86/kvm/x86.c'],
      quotes: ['kvm'],
      fixed: 'KVM: x86: Save DR6 once',
    },
    {
      name: 'a capital too many',
      message: 'KVM: Selftests: Save DR6 once',
      files: ['tools/testing/selftests/kvm/x86/debug_regs.c'],
      quotes: ['Selftests'],
      fixed: 'KVM: selftests: Save DR6 once',
    },
    {
      name: 'capitals after the slash',
      message: 'KVM: x86/MMU: Save a flush',
      files: ['arch/x86/kvm/mmu/mmu.c'],
      quotes: ['x86/MMU'],
      fixed: 'KVM: x86/mmu: Save a flush',
    },
    {
      name: 'nested in capitals',
      message: 'KVM: NVMX: Save a flush',
      files: ['arch/x86/kvm/vmx/nested.c'],
      quotes: ['NVMX'],
      fixed: 'KVM: nVMX: Save a flush',
    },
    {
      name: 'one selftest of another architecture',
      message: 'KVM: arm64: selftest: Save the PSTATE once',
      files: ['tools/testing/selftests/kvm/arm64/demo.c'],
      quotes: ['selftest'],
      levels: ['note'],
      fixed: 'KVM: arm64: selftests: Save the PSTATE once',
    },
    {
      name: 'one selftest',
      message: 'KVM: selftest: Save DR6 once',
      files: ['tools/testing/selftests/kvm/x86/debug_regs.c'],
      quotes: ['selftest'],
      fixed: 'KVM: selftests: Save DR6 once',
    },
  ],
});
