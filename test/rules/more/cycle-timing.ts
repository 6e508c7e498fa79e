import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const BASE = '1'.repeat(40);
const fix = [
  exampleMail({
    subject: '[PATCH] KVM: x86: Free the table',
    text: 'Free the table.\n\nFixes: 0123456789ab ("KVM: x86: Add a table")',
    diff: { 'arch/x86/kvm/x86.c': ['-\told();', '+\tnew();'] },
    base: BASE,
  }),
];

export const more: Examples = {
  valid: [],
  invalid: [
    {
      name: 'a fix on kvm/master, in the merge window',
      series: fix,
      clone: {
        cycle: { tag: 'v6.12', release: '6.12', rc: 0, isMergeWindow: true, days: 3 },
        commits: { [BASE]: { shortlog: 'Linux 6.12', in: ['kvm/master'] } },
      },
      quotes: [null],
    },
    {
      name: 'a fix on another branch',
      series: fix,
      clone: {
        cycle: { tag: 'v6.12-rc7', release: '6.12', rc: 7, isMergeWindow: false, days: 3 },
        commits: { [BASE]: { shortlog: 'KVM: x86: Try it', in: [] } },
      },
      quotes: [null],
    },
  ],
};
