import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const one = (path: string, line: string, notes?: string) => [
  exampleMail({
    subject: '[PATCH] KVM: x86: Rework exits',
    text: 'Rework them.',
    notes,
    diff: { [path]: [line] },
  }),
];
const TEST = 'tools/testing/selftests/kvm/x86/exit_test.c';

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
    {
      name: 'code of others, built',
      series: one('arch/x86/kernel/fpu/core.c', '+\tnew();', 'Build tested.'),
    },
    {
      name: 'a comment of a selftest, built',
      series: one(TEST, '+\t/* An exit is slow. */', 'Build tested.'),
    },
    { name: 'a selftest without a statement', series: one(TEST, '+\tnew();') },
  ],
  invalid: [],
};
