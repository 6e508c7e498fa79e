import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const TEST = 'tools/testing/selftests/kvm/x86/new_thing_test.c';
const HEADER = 'include/uapi/linux/kvm.h';
const one = (diff: Record<string, string[]>) => [
  exampleMail({ subject: '[PATCH] KVM: x86: Add the new thing', diff }),
];

export const more: Examples = {
  valid: [
    { name: 'tests of nothing new', series: one({ [TEST]: ['+\tvcpu_run(vcpu);'] }) },
    {
      name: 'a feature that user space need not name',
      series: one({
        'arch/x86/kvm/cpuid.c': ['+\t\tF(NEWINSN),'],
        'arch/x86/kvm/vmx/vmx.c': ['+\tif (guest_cpu_cap_has(vcpu, X86_FEATURE_NEWINSN))', '+\t\treturn 1;'],
        [TEST]: ['+\tvcpu_run(vcpu);'],
      }),
    },
    {
      name: 'the capability is tested, a flag of it is not named',
      series: one({
        [HEADER]: ['+#define KVM_CAP_NEW_THING 300', '+#define KVM_NEW_THING_FAST 1'],
        [TEST]: ['+\tTEST_REQUIRE(kvm_has_cap(KVM_CAP_NEW_THING));'],
      }),
    },
  ],
  invalid: [],
};
