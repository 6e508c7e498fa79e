import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const mail = (number: string, id: string, to?: string, text?: string) =>
  exampleMail({
    subject: `[PATCH${number}] KVM: x86: Fix a leak`,
    text,
    diff: number.startsWith(' 0') ? {} : { 'arch/x86/kvm/x86.c': ['-old', '+new'] },
    headers: { 'Message-ID': `<${id}@example.org>`, ...(to && { 'In-Reply-To': `<${to}@example.org>` }) },
  });

/** Two patches, and a cover letter with this text above git's list. */
const letter = (text: string) => [
  mail(' 0/2', 'a', undefined, `${text}\n\nAda Example (2):\n  KVM: x86: Fix a leak\n  KVM: x86: Fix a leak`),
  mail(' 1/2', 'b', 'a').replace('a leak', 'one leak'),
  mail(' 2/2', 'c', 'a'),
];

/** A file of today, and that of an earlier try. */
const twins = (headers?: Record<string, string>) =>
  ['Fix leak', 'Fix a leak'].map((what) =>
    exampleMail({
      subject: `[PATCH] KVM: x86: ${what}`,
      diff: { 'arch/x86/kvm/x86.c': ['-old_a();', '-old_b();', '+new_old_a();', '+new_old_b();'] },
      headers,
    }),
  );
const RECEIVED = { Received: 'from list.example.org by mx.example.org; Mon, 1 Jan 2024 00:00:00 +0000' };

export const more: Examples = {
  valid: [
    {
      name: 'a cover letter, and patches below the first of them',
      series: [mail(' 0/2', 'a', 'b'), mail(' 1/2', 'b'), mail(' 2/2', 'c', 'b')],
      part: true,
    },
    { name: 'one of one in an archive', series: [mail(' 1/1', 'a')], part: true },
    {
      name: 'below a cover letter that is not available, each below the one before',
      series: [mail(' 1/2', 'b', 'a'), mail(' 2/2', 'c', 'b')],
      part: true,
    },
    {
      name: 'a letter with all of the template filled in',
      series: letter(
        'Fix leaks.\n\nFeedback wanted:\n  - Is it right?\n\nChanges since v1:\n  - Fix it.\n\nv1: https://lore.kernel.org/all/a@example.org\n\nThe archive is at https://lore.kernel.org/all/ and\nthe answer is HERE.',
      ),
    },
    { name: 'two versions, in a folder of mail that came in', series: twins(RECEIVED), stage: 'check' },
  ],
  invalid: [
    {
      name: 'a whole send below its first patch, told once',
      series: [mail(' 1/2', 'a'), mail(' 2/2', 'b', 'a')],
      quotes: [null],
      levels: ['block'],
    },
    {
      name: 'a cover letter with a space left',
      series: [
        mail(' 0/2', 'a', undefined, '*** BLURB HERE ***'),
        mail(' 1/2', 'b', 'a'),
        mail(' 2/2', 'c', 'a'),
      ],
      quotes: ['*** BLURB HERE ***'],
      says: ['template text in the cover letter'],
    },
    {
      name: 'marks that were deleted, or half of one, with nothing in their place',
      series: letter(
        'Fix leaks *** BLURB HERE\n\nFeedback wanted: \n\nChanges since v1:\n  -\n\nv1: https://lore.kernel.org/all/',
      ),
      quotes: [
        '*** BLURB HERE',
        'Feedback wanted:',
        'Changes since v1:\n  -',
        'v1: https://lore.kernel.org/all/',
      ],
    },
    {
      name: 'nothing but what the template has, above the list and above the tests',
      series: letter('Fix leaks.\n\nFeedback wanted:\n\nNot tested:\n  - KVM selftests\n\nOr HERE ***'),
      quotes: ['Feedback wanted:', 'HERE ***'],
    },
    {
      name: 'a patch with a space left',
      series: [mail('', 'a').replace('---\n', '---\n*** NOTES HERE ***\n\n')],
      quotes: ['*** NOTES HERE ***'],
      says: ['template text below `---`'],
    },
    {
      name: 'the same patch twice, in mail that came in and is sent on',
      series: twins(RECEIVED),
      quotes: ['[PATCH] KVM: x86: Fix a leak'],
    },
    {
      name: 'the same patch twice, before a send',
      series: twins(),
      stage: 'check',
      quotes: ['[PATCH] KVM: x86: Fix a leak'],
    },
  ],
};
