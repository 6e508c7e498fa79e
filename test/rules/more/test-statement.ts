import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

export const more: Examples = {
  valid: [
    {
      name: 'code of others',
      series: [
        exampleMail({
          subject: '[PATCH] KVM: x86: Rework exits',
          text: 'Rework them.',
          diff: { 'arch/x86/kernel/fpu/core.c': ['-\told();', '+\tnew();'] },
        }),
      ],
    },
  ],
  invalid: [],
};
