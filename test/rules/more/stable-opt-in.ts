import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

export const more: Examples = {
  valid: [
    {
      name: 'another architecture, which may not have opted out',
      series: [
        exampleMail({
          subject: '[PATCH 1/2] KVM: arm64: Fix a leak',
          text: 'Free it.\n\nFixes: 0123456789ab ("KVM: arm64: Keep it")',
          diff: { 'arch/arm64/kvm/arm.c': ['-\told();', '+\tnew();'] },
        }),
        exampleMail({
          subject: '[PATCH 2/2] KVM: x86: Rename a helper',
          diff: { 'arch/x86/kvm/x86.c': ['-\told();', '+\tnew();'] },
        }),
      ],
    },
  ],
  invalid: [],
};
