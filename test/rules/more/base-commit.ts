import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

export const more: Examples = {
  valid: [
    {
      name: 'the first mail, which would name it, is missing',
      series: [
        exampleMail({
          subject: '[PATCH 2/2] KVM: x86: Fix a leak',
          diff: { 'arch/x86/kvm/x86.c': ['-old', '+new'] },
        }),
      ],
    },
  ],
  invalid: [],
};
