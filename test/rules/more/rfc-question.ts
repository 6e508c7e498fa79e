import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const DIFF = { 'arch/x86/kvm/x86.c': ['-\told();', '+\tnew();'] };
const REVIEWED = '\n\nReviewed-by: Bob Builder <bob@example.org>';
const series = (cover: string, version: string, reviewed: number) => [
  exampleMail({ subject: `[RFC PATCH${version} 0/3] KVM: x86: Rework exits`, text: cover }),
  ...[1, 2, 3].map((n) =>
    exampleMail({
      subject: `[RFC PATCH${version} ${n}/3] KVM: x86: Rework part ${n}`,
      text: `Rework it.${n <= reviewed ? REVIEWED : ''}`,
      diff: DIFF,
    }),
  ),
];
const ASKS = 'Is there a need for it?';

export const more: Examples = {
  valid: [
    { name: 'few of a second version are reviewed', series: series(ASKS, ' v2', 1) },
    { name: 'two of a first version are reviewed', series: series(ASKS, '', 2) },
  ],
  invalid: [
    {
      name: 'all of a first version is reviewed',
      series: series(ASKS, '', 3),
      quotes: ['[RFC PATCH 0/3] KVM: x86: Rework exits'],
      says: ['3 of 3 patches are reviewed'],
    },
  ],
};
