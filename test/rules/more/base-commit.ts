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
  invalid: [
    {
      name: 'a commit of a tree, in words',
      series: [
        exampleMail({
          subject: '[PATCH 0/1] KVM: x86: Fix a leak',
          text: 'Fix a leak.\n\nBased on Linus\' tree, commit 0123456789ab ("Linux 6.1").',
        }),
        exampleMail({
          subject: '[PATCH 1/1] KVM: x86: Fix a leak',
          diff: { 'arch/x86/kvm/x86.c': ['-old', '+new'] },
        }),
      ],
      quotes: [null],
      levels: ['warn'],
    },
    {
      name: 'based on the work of another commit, in the next sentence',
      series: [
        exampleMail({
          subject: '[PATCH 0/1] KVM: x86: Fix a leak',
          text: 'Fix a leak, based on an idea of Bob.  Since commit 0123456789ab ("Linux 6.1") it leaks.',
        }),
        exampleMail({
          subject: '[PATCH 1/1] KVM: x86: Fix a leak',
          diff: { 'arch/x86/kvm/x86.c': ['-old', '+new'] },
        }),
      ],
      quotes: [null],
    },
  ],
};
