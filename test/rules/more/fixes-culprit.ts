import { exampleDiff, exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const OLD = `0${'1'.repeat(39)}`;
const CULPRIT = `c${'2'.repeat(39)}`;
const commits = {
  [OLD]: { shortlog: 'KVM: x86: Add a handler' },
  [CULPRIT]: { shortlog: 'KVM: x86: Check the index' },
};
const PATH = 'arch/x86/kvm/x86.c';
const base = 'b'.repeat(40);
const TEXT = 'Reject it.\n\nFixes: c22222222222 ("KVM: x86: Check the index")';
const mail = (diff: Record<string, string[]>, subject = '[PATCH] KVM: x86: Reject an index') =>
  exampleMail({ subject, text: TEXT, diff, base });
/** The history of lines from 10 on. */
const blame = (path: string, ...lines: string[]) => ({
  commits,
  lines: Object.fromEntries(lines.map((commit, i) => [`${path}:${10 + i}`, commit])),
});

export const more: Examples = {
  valid: [
    {
      name: 'documents came before the code',
      series: [mail({ 'Documentation/virt/kvm/api.rst': ['-An index', '+The index'] })],
      clone: blame('Documentation/virt/kvm/api.rst', OLD),
    },
    {
      name: 'an earlier patch of the series moved the lines',
      series: [
        exampleMail({ subject: '[PATCH 1/2] KVM: x86: Move it', diff: { [PATH]: ['+int x;'] }, base }),
        mail({ [PATH]: ['-\told();', '+\tnew();'] }, '[PATCH 2/2] KVM: x86: Reject an index'),
      ],
      clone: blame(PATH, OLD),
    },
  ],
  invalid: [
    {
      name: 'a commit',
      commit: base,
      message: `KVM: x86: Reject an index\n\n${TEXT}\n`,
      diff: exampleDiff({ [PATH]: ['-\told();', '+\tnew();'] }),
      clone: blame(PATH, OLD),
      quotes: ['c22222222222'],
    },
    {
      name: 'the first line of a file',
      series: [
        exampleMail({
          subject: '[PATCH] KVM: x86: Reject an index',
          text: TEXT,
          diff: {},
          base,
        }).replace(
          'base-commit',
          `${exampleDiff({ [PATH]: ['-#define MAX 2', '+#define MAX 1'] }).replace('-10,1 +10,1', '-1,1 +1,1')}\n\nbase-commit`,
        ),
      ],
      clone: { commits, lines: { [`${PATH}:1`]: OLD } },
      quotes: ['c22222222222'],
    },
    {
      name: 'a young line between two old ones that stays',
      series: [mail({ [PATH]: ['-\told();', ' \tyoung();', '-\tolder();', '+\tnew();'] })],
      clone: blame(PATH, OLD, CULPRIT, OLD),
      quotes: ['c22222222222'],
    },
    {
      name: 'another file is only added to',
      series: [mail({ 'arch/x86/kvm/cpuid.c': ['+\tnew();'], [PATH]: ['-\told();', '+\tnew();'] })],
      clone: blame(PATH, OLD),
      quotes: ['c22222222222'],
    },
  ],
};
