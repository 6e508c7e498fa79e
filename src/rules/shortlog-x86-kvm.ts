import { prefixRuleFindings } from '../analysis/kvm/prefix';
import { patchRule, type RulePage } from '../lint/rule';

export default patchRule({
  id: 'shortlog-x86-kvm',
  section: 'shortlog',
  level: 'block',
  requires: ['message', 'diff'],
  scope: 'guest',
  summary: 'Use `x86/kvm:` only for Linux as a guest of KVM',
  fixes: true,
  check: (patch, { domain }) => prefixRuleFindings('shortlog-x86-kvm', patch, domain),
});

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Shortlog',
  why: `\`x86/kvm\` is used only for Linux as a guest of KVM, that is for arch/x86/kernel/kvm.c, which the tip tree's maintainers
merge. With the wrong prefix, a change of KVM or of the guest code gets to the wrong maintainers.`,
  valid: [
    { name: 'the guest', message: 'x86/kvm: Park the vCPU early', files: ['arch/x86/kernel/kvm.c'] },
    {
      name: "the guest's clock",
      message: 'x86/kvmclock: Drop a stale read',
      files: ['arch/x86/kernel/kvmclock.c', 'arch/x86/include/asm/kvm_para.h'],
    },
    { name: 'the host', message: 'KVM: x86: Park the vCPU early', files: ['arch/x86/kvm/x86.c'] },
    { name: 'what it is about cannot be seen', message: 'x86/kvm: Park the vCPU early' },
  ],
  invalid: [
    {
      name: 'the host under the name of the guest',
      message: 'x86/kvm: Park the vCPU early',
      files: ['arch/x86/kvm/lapic.c'],
      quotes: ['x86/kvm'],
      fixed: 'KVM: x86: Park the vCPU early',
    },
    {
      name: 'with a part of KVM after it',
      message: 'x86/kvm/vmx: Mark a static key',
      files: ['arch/x86/kvm/vmx/vmx.c'],
      quotes: ['x86/kvm/vmx'],
      fixed: 'KVM: VMX: Mark a static key',
    },
    {
      name: 'in capitals',
      message: 'x86/KVM: Park the vCPU early',
      files: ['arch/x86/kvm/x86.c'],
      quotes: ['x86/KVM'],
      fixed: 'KVM: x86: Park the vCPU early',
    },
    {
      name: 'the guest under the name of the host',
      message: 'KVM: x86: Park the vCPU early',
      files: ['arch/x86/kernel/kvm.c'],
      quotes: ['KVM: x86'],
    },
    {
      name: "the guest's clock under the name of the host",
      message: 'KVM: Drop a stale read',
      files: ['arch/x86/kernel/kvmclock.c'],
      quotes: ['KVM'],
    },
  ],
});
