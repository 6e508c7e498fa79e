import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const capability = (n: number, name: string, number: number) =>
  exampleMail({
    subject: `[PATCH ${n}/3] KVM: x86: Add KVM_CAP_X86_${name}`,
    diff: {
      'include/uapi/linux/kvm.h': [` #define KVM_CAP_OTHER 240`, `+#define KVM_CAP_X86_${name} ${number}`],
      'arch/x86/kvm/x86.c': [`+\tcase KVM_CAP_X86_${name}:`, '+\t\tr = 1;', '+\t\tbreak;'],
    },
  });

export const more: Examples = {
  valid: [],
  invalid: [
    {
      name: 'a test before both of the changes that it needs',
      series: [
        exampleMail({
          subject: '[PATCH 1/3] KVM: selftests: Add a test for two limits',
          diff: {
            '+tools/testing/selftests/kvm/x86/limits_test.c': [
              '+int main(void)',
              '+{',
              '+\tTEST_REQUIRE(kvm_has_cap(KVM_CAP_X86_PAUSE_COUNT));',
              '+\tTEST_REQUIRE(kvm_has_cap(KVM_CAP_X86_EXIT_COUNT));',
              '+\treturn 0;',
              '+}',
            ],
          },
        }),
        capability(2, 'PAUSE_COUNT', 241),
        capability(3, 'EXIT_COUNT', 242),
      ],
      quotes: ['KVM_CAP_X86_PAUSE_COUNT'],
      says: ['and comes before them'],
    },
  ],
};
