import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const one = (path: string, notes?: string) => [
  exampleMail({
    subject: '[PATCH] KVM: x86: Change it',
    diff: { [path]: ['-\told();', '+\tnew();'] },
    notes,
  }),
];
const SAY = 'Say what was run in the cover letter or below `---`\n';

export const more: Examples = {
  valid: [],
  invalid: [
    {
      name: 'what is worth doing is left',
      series: one('arch/x86/kvm/vmx/vmx.c', 'Built it, ran selftests and KVM-unit-tests.'),
      quotes: [null],
      says: [
        `Before sending, if possible: build with KVM_SMM and KVM_XEN off, with PROVE_LOCKING, and for 32-bit\n${SAY}`,
      ],
    },
    {
      name: 'only what has to be done is left',
      series: one('tools/testing/selftests/kvm/x86/smm_test.c'),
      quotes: [null],
      says: [`Before sending: run the KVM selftests\n${SAY}`],
    },
    {
      name: 'both',
      series: one('arch/x86/kvm/vmx/vmx.c', 'Ran selftests and KVM-unit-tests.'),
      quotes: [null],
      says: [
        'KVM_WERROR=y\nSay what was run in the cover letter or below `---`; see git kvm plan for what is worth running\n',
      ],
    },
  ],
};
