import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const one = (path: string, notes?: string) => [
  exampleMail({
    subject: '[PATCH] KVM: x86: Change it',
    diff: { [path]: ['-\told();', '+\tnew();'] },
    notes,
  }),
];
const SAY = 'Say in the cover letter or below --- what was run\n';

export const more: Examples = {
  passes: [],
  fails: [
    {
      name: 'what is worth doing is left',
      series: one('arch/x86/kvm/vmx/vmx.c', 'Built it, ran selftests and KVM-unit-tests.'),
      quotes: [null],
      says: [
        `Worth doing for these files: Build with KVM_SMM and KVM_XEN off, with PROVE_LOCKING, and for 32-bit\n${SAY}`,
      ],
    },
    {
      name: 'only what has to be done is left',
      series: one('tools/testing/selftests/kvm/x86/smm_test.c'),
      quotes: [null],
      says: [`To be done for these files: Run the KVM selftests\n${SAY}`],
    },
    {
      name: 'both',
      series: one('arch/x86/kvm/vmx/vmx.c', 'Ran selftests and KVM-unit-tests.'),
      quotes: [null],
      says: [
        `KVM_WERROR=y\nAlso: Build with KVM_SMM and KVM_XEN off, with PROVE_LOCKING, and for 32-bit. ${SAY}`,
      ],
    },
  ],
};
