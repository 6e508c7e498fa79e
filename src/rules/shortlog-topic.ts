import { prefixRuleFindings } from '../analysis/kvm/prefix';
import { patchRule, type RulePage } from '../lint/rule';
import { LEVELS, type Level, lower } from '../model/finding';

export default patchRule({
  id: 'shortlog-topic',
  section: 'shortlog',
  level: 'block',
  requires: ['message'],
  summary: 'Use a single topic of the guide',
  fixes: true,
  options: {
    used: {
      default: 'note',
      summary: 'Level for topics in use that the guide does not list, such as TDX: off, note, warn or block',
    },
  },
  *check(patch, { domain, options, clone }) {
    const used = LEVELS.find((level) => level === options.used) ?? 'note';
    for (const finding of prefixRuleFindings('shortlog-topic', patch, domain, clone)) {
      if (finding.level !== 'note') yield finding;
      else if (used !== 'off')
        yield { ...finding, level: lower('block' satisfies Level, used) as typeof used };
    }
  },
});

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Shortlog',
  why: `Nine topics are listed: x86, x86/mmu, x86/pmu, x86/xen, selftests, SVM, nSVM, VMX and nVMX. Use one of them;
for a change of several topics, use their first common parent, which is often simply x86. New topics do pop up, after a
discussion on the list. Topics in use that are not listed (TDX, guest_memfd, pfncache …) are only a note, as maintainers
apply them, and plain \`KVM:\` is right for common code. A topic that three commits upstream have is
a warning at check and at a send, if git finds them in 1.5 seconds: a commit doesn't wait for it. The configuration can add topics.`,
  valid: [
    { name: 'nested VMX', message: 'KVM: nVMX: Reload the MSR bitmap', files: ['arch/x86/kvm/vmx/nested.c'] },
    { name: 'plain KVM', message: 'KVM: Fix the order of two unlocks', files: ['virt/kvm/kvm_main.c'] },
    {
      name: 'what is tested is a part of the description',
      message: 'KVM: selftests: Cover the x86 halt path',
      files: ['tools/testing/selftests/kvm/x86/hlt_test.c'],
    },
    {
      name: 'a topic from the list with a slash',
      message: 'KVM: x86/xen: Bound the port number',
      files: ['arch/x86/kvm/xen.c'],
    },
    {
      name: 'a colon later on',
      message: 'KVM: SVM: Handle two exits: INVLPGA and SKINIT',
      files: ['arch/x86/kvm/svm/svm.c'],
    },
    {
      name: 'in use, and the configuration takes it as listed',
      message: 'KVM: TDX: Check the TD state',
      files: ['arch/x86/kvm/vmx/tdx.c'],
      options: { used: 'off' },
    },
  ],
  invalid: [
    {
      name: 'the name of a test moves into the description',
      message: 'KVM: selftests: x86: demo_msr_test: Read the MSR first',
      files: ['tools/testing/selftests/kvm/x86/demo_msr_test.c'],
      quotes: ['selftests: x86: demo_msr_test'],
      levels: ['warn'],
      fixed: 'KVM: selftests: Read the MSR first in demo_msr_test',
    },
    {
      name: 'a word for the MMU on common code, whose topic it is not',
      message: 'KVM: mmu: Count the pages of tables',
      files: ['virt/kvm/kvm_main.c'],
      quotes: ['mmu'],
      says: ['Write `KVM:`'],
    },
    {
      name: 'several topics',
      message: 'KVM: vmx, svm: Share the MSR helper',
      files: ['arch/x86/kvm/vmx/vmx.c', 'arch/x86/kvm/svm/svm.c'],
      quotes: ['vmx, svm'],
      fixed: 'KVM: x86: Share the MSR helper',
    },
    {
      name: 'the word without its parent',
      message: 'KVM: mmu: Zap roots in order',
      files: ['arch/x86/kvm/mmu/mmu.c'],
      quotes: ['mmu'],
      fixed: 'KVM: x86/mmu: Zap roots in order',
    },
    {
      name: 'a topic below the topic',
      message: 'KVM: VMX: nVMX: Reload the MSR bitmap',
      files: ['arch/x86/kvm/vmx/nested.c'],
      quotes: ['VMX: nVMX'],
      fixed: 'KVM: nVMX: Reload the MSR bitmap',
    },
    {
      name: 'an architecture after selftests',
      message: 'KVM: selftests: x86: Cover the halt path',
      files: ['tools/testing/selftests/kvm/x86/hlt_test.c'],
      quotes: ['selftests: x86'],
      levels: ['warn'],
      fixed: 'KVM: selftests: Cover the halt path',
    },
    {
      name: 'an unknown topic',
      message: 'KVM: halt-polling: Shrink by half',
      files: ['virt/kvm/kvm_main.c'],
      quotes: ['halt-polling'],
    },
    {
      name: 'not listed, but upstream history has it',
      message: 'KVM: x86/hyper-v: Drop a flush',
      files: ['arch/x86/kvm/hyperv.c'],
      clone: {
        commits: {
          ['1'.repeat(40)]: { shortlog: 'KVM: x86/hyper-v: Add a flush' },
          ['2'.repeat(40)]: { shortlog: 'KVM: x86/hyper-v: Move a flush' },
          ['3'.repeat(40)]: { shortlog: 'KVM: x86/hyper-v: Split a flush' },
        },
      },
      quotes: ['x86/hyper-v'],
      says: ['used in 3 commits or more'],
      levels: ['warn'],
    },
    {
      name: 'an unlisted word after the topic',
      message: 'KVM: x86: hyper-v: Drop a flush',
      files: ['arch/x86/kvm/hyperv.c'],
      quotes: ['hyper-v'],
      levels: ['warn'],
    },
    {
      name: 'in use, but not listed',
      message: 'KVM: TDX: Check the TD state',
      files: ['arch/x86/kvm/vmx/tdx.c'],
      quotes: ['TDX'],
      levels: ['note'],
    },
    {
      name: 'in use, and the configuration makes it a warning',
      message: 'KVM: TDX: Check the TD state',
      files: ['arch/x86/kvm/vmx/tdx.c'],
      options: { used: 'warn' },
      quotes: ['TDX'],
      levels: ['warn'],
    },
  ],
});
