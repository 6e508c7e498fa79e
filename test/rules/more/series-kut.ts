import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const KERNEL = { 'arch/x86/kvm/x86.c': ['-\told();', '+\tnew();'] };

export const more: Examples = {
  valid: [
    {
      name: 'a kernel patch that touches no folder',
      series: [
        exampleMail({ subject: '[PATCH 1/2] KVM: x86: Add it', diff: KERNEL }),
        exampleMail({ subject: '[PATCH 2/2] MAINTAINERS: Name it', diff: { MAINTAINERS: ['-old', '+new'] } }),
      ],
    },
  ],
  invalid: [],
};
