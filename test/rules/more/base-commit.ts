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
    {
      name: 'a patch of documentation, which applies anywhere',
      series: [
        exampleMail({
          subject: '[PATCH] KVM: x86: Document the demo',
          diff: { 'Documentation/virt/kvm/api.rst': ['-old', '+new'] },
        }),
      ],
      quotes: [null],
      levels: ['warn'],
    },
    {
      name: 'two patches of selftests',
      series: ['1/2', '2/2'].map((number) =>
        exampleMail({
          subject: `[PATCH ${number}] KVM: selftests: Fix a leak`,
          diff: { 'tools/testing/selftests/kvm/steal_time.c': ['-old', '+new'] },
        }),
      ),
      quotes: [null],
    },
    {
      name: 'a patch without a diff',
      series: [exampleMail({ subject: '[PATCH] KVM: x86: Fix a leak' })],
      quotes: [null],
    },
  ],
};
