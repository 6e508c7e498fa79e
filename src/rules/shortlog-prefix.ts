import { prefixRuleFindings } from '../analysis/kvm/prefix';
import { localMark } from '../analysis/kvm/shortlog';
import { patchRule, type RulePage } from '../lint/rule';

export default patchRule({
  id: 'shortlog-prefix',
  section: 'shortlog',
  level: 'block',
  requires: ['message'],
  summary: 'Start the shortlog with `KVM: <topic>:`',
  fixes: true,
  localToo: true,
  *check(patch, { domain, stage }) {
    const { shortlog } = patch;
    const mark = localMark(shortlog.value, domain);
    if (mark === null) yield* prefixRuleFindings('shortlog-prefix', patch, domain);
    else if (stage !== 'commit') {
      const isAutosquash = mark.endsWith('!');
      yield {
        message: isAutosquash
          ? `\`${mark}\` commit is not squashed`
          : `\`${mark}\` commit is not meant for the list`,
        hint: isAutosquash
          ? 'Squash it: `git rebase -i --autosquash`'
          : "Don't send the commit, or write its final shortlog",
        at: shortlog.span(0, mark.length),
      };
    }
  },
});

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Shortlog',
  why: `Maintainers sort incoming patches, and later search the history, by \`KVM: <topic>:\`. A prefix in another order
(\`selftests: KVM:\`), a path or a file name makes a patch hard to find. This rule is about the form of the prefix;
shortlog-topic is about the topic, shortlog-case about uppercase and lowercase, shortlog-x86-kvm about \`x86/kvm\`.
\`WIP:\`, \`fixup!\` and the like may be committed, but not sent. A patch that is mostly outside of KVM uses the prefix of
that subsystem.`,
  valid: [
    {
      name: 'a listed topic',
      message: 'KVM: x86/mmu: Zap roots under mmu_lock',
      files: ['arch/x86/kvm/mmu/mmu.c'],
    },
    {
      name: 'common code has no topic',
      message: 'KVM: Drop a stale comment',
      files: ['virt/kvm/kvm_main.c'],
    },
    {
      name: 'a revert as git words it',
      message: 'Revert "KVM: SVM: Defer the flush"',
      files: ['arch/x86/kvm/svm/svm.c'],
    },
    {
      name: 'a change to another subsystem that also touches KVM',
      message: 'x86/cpu: Rename the cache-line helper',
      files: ['arch/x86/kernel/cpu/common.c', 'arch/x86/mm/init.c', 'arch/x86/kvm/x86.c'],
    },
    {
      name: 'a colon in the description',
      message: 'KVM: x86: Fix two typos: one in lapic.c, one in irq.c',
      files: ['arch/x86/kvm/lapic.c'],
    },
    {
      name: 'a commit for this clone, while it is made',
      message: 'WIP: try another lock',
      files: ['arch/x86/kvm/x86.c'],
      stage: 'commit',
    },
    {
      name: 'a fixup, while it is made',
      message: 'fixup! KVM: VMX: Cache the exit reason',
      files: ['arch/x86/kvm/vmx/vmx.c'],
      stage: 'commit',
    },
  ],
  invalid: [
    {
      name: 'the parts in another order',
      message: 'selftests: KVM: Test an empty slot',
      files: ['tools/testing/selftests/kvm/set_memory_region_test.c'],
      quotes: ['selftests: KVM'],
      fixed: 'KVM: selftests: Test an empty slot',
    },
    {
      name: 'a slash for a colon',
      message: 'KVM/x86: Count halts once',
      files: ['arch/x86/kvm/lapic.c'],
      quotes: ['KVM/x86'],
      fixed: 'KVM: x86: Count halts once',
    },
    {
      name: 'no prefix at all',
      message: 'Fix a leak in the VMCS allocator',
      files: ['arch/x86/kvm/vmx/vmx.c'],
      quotes: ['Fix a leak in the VMCS allocator'],
      fixed: 'KVM: VMX: Fix a leak in the VMCS allocator',
    },
    {
      name: 'a file name',
      message: 'KVM: vmx.c: Drop an unused label',
      files: ['arch/x86/kvm/vmx/vmx.c'],
      quotes: ['vmx.c'],
      fixed: 'KVM: VMX: Drop an unused label',
    },
    {
      name: 'a path',
      message: 'arch/x86/kvm: Drop an unused label',
      files: ['arch/x86/kvm/x86.c'],
      quotes: ['arch/x86/kvm'],
      fixed: 'KVM: x86: Drop an unused label',
    },
    {
      name: 'a topic without KVM',
      message: 'nVMX: Check the CR3 target count',
      files: ['arch/x86/kvm/vmx/nested.c'],
      quotes: ['nVMX'],
      fixed: 'KVM: nVMX: Check the CR3 target count',
    },
    {
      name: 'no spaces after the colons',
      message: 'KVM:SVM:Skip the intercept',
      files: ['arch/x86/kvm/svm/svm.c'],
      quotes: ['KVM:SVM'],
      fixed: 'KVM: SVM: Skip the intercept',
    },
    {
      name: 'no colon after the topic',
      message: 'KVM: x86/pmu Mask the reserved bits',
      files: ['arch/x86/kvm/pmu.c'],
      quotes: ['x86/pmu'],
      fixed: 'KVM: x86/pmu: Mask the reserved bits',
    },
    {
      name: 'nothing after the prefix',
      message: 'KVM: x86:',
      files: ['arch/x86/kvm/x86.c'],
      quotes: ['KVM: x86:'],
    },
    {
      name: 'a commit for this clone, about to be sent',
      message: 'WIP: KVM: x86: Try another lock',
      files: ['arch/x86/kvm/x86.c'],
      stage: 'send',
      quotes: ['WIP:'],
      says: ["Don't send the commit"],
    },
    {
      name: 'a fixup, about to be sent',
      message: 'fixup! KVM: VMX: Cache the exit reason',
      files: ['arch/x86/kvm/vmx/vmx.c'],
      stage: 'send',
      quotes: ['fixup!'],
      says: ['Squash it: `git rebase -i --autosquash`'],
    },
    {
      name: 'the prefix of another subsystem, where it has no part',
      message: 'x86/cpu: Cache the exit reason',
      files: ['arch/x86/kvm/vmx/vmx.c'],
      quotes: ['x86/cpu'],
    },
  ],
});
