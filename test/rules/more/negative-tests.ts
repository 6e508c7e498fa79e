import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const TEST = { 'tools/testing/selftests/kvm/x86/new_test.c': ['+\tGUEST_ASSERT_EQ(new_thing(1), 2);'] };
const one = (diff: Record<string, string[]>) => [
  exampleMail({
    subject: '[PATCH] KVM: VMX: Virtualize it',
    text: 'Let guests use it.',
    diff: { ...diff, ...TEST },
  }),
];

const enable = exampleMail({
  subject: '[PATCH 1/2] KVM: VMX: Virtualize NEWINSN',
  diff: {
    'arch/x86/kvm/cpuid.c': ['+\t\tF(NEWINSN),'],
    'arch/x86/kvm/vmx/vmx.c': ['+\tif (!guest_cpu_cap_has(vcpu, X86_FEATURE_NEWINSN))', '+\t\treturn 1;'],
  },
});

export const more: Examples = {
  valid: [
    {
      name: 'a capability is not a hardware',
      series: one({ 'include/uapi/linux/kvm.h': ['+#define KVM_CAP_NEW_THING 300'] }),
    },
    {
      name: 'no test, only a line of the Makefile',
      series: [
        enable,
        exampleMail({
          subject: '[PATCH 2/2] KVM: selftests: Build NEWINSN',
          diff: { 'tools/testing/selftests/kvm/Makefile.kvm': ['+TEST_GEN_PROGS_x86 += x86/newinsn_test'] },
        }),
      ],
    },
  ],
  invalid: [
    {
      name: 'the error number is in code that comes with the test',
      series: one({
        'arch/x86/kvm/cpuid.c': ['+\t\tF(NEWINSN),'],
        'arch/x86/kvm/vmx/vmx.c': [
          '+\tif (!guest_cpu_cap_has(vcpu, X86_FEATURE_NEWINSN))',
          '+\t\treturn -EINVAL;',
        ],
      }),
      quotes: ['NEWINSN'],
    },
  ],
};
