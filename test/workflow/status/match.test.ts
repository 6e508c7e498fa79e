/** Which series a notification is of, and what becomes of its patches: cases in a line each. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Subject } from '../../../src/model/subject';
import { matches, statusOf } from '../../../src/workflow/status/match';
import type { AppliedPatch, Notification } from '../../../src/workflow/status/notification';
import type { PostedSeries } from '../../../src/workflow/status/posted';

const SERIES: PostedSeries = {
  ...{ branch: 'b', version: 2, from: null, tip: null, folder: null, made: '', sent: '' },
  mails: ['Do it', 'Do one', 'Do two', 'Do three'].map((shortlog, n) => ({
    ...{ n, messageId: `<${n}@a>`, shortlog, patchId: n === 1 ? 'f'.repeat(40) : null },
  })),
};
const WITHOUT_IDS = { ...SERIES, mails: SERIES.mails.map((mail) => ({ ...mail, messageId: null })) };
const subject = (n: number | null, shortlog: string, more: Partial<Subject> = {}) =>
  ({ n, of: n === null ? null : 3, version: 2, shortlog, ...more }) as Subject;
const entry = (n: number, more: Partial<AppliedPatch> = {}): AppliedPatch => ({
  ...{ n, of: 3, shortlog: SERIES.mails[n]?.shortlog ?? 'Other', commit: `${n}`.repeat(12), isTaken: true },
  ...more,
});
const note = (more: Partial<Notification> = {}): Notification => ({
  ...{
    kind: 'applied',
    messageId: '<n@m>',
    from: { name: 'Max', email: 'max@m' },
    date: null,
    words: 'Said',
  },
  ...{ answers: ['<0@a>'], subject: subject(0, 'Do it'), tree: 'kvm-x86', branch: 'misc', patches: [] },
  ...{ numbers: null, rehashed: [], isUnclear: false },
  ...more,
});

test('by what a notification is of a series', () => {
  const id = (commit: string) => (commit === '1'.repeat(12) ? 'f'.repeat(40) : null);
  const cases: [string, string | null, PostedSeries, Partial<Notification>][] = [
    ['answers a mail', 'message-id', SERIES, { answers: ['<2@a>'], subject: subject(9, 'x') }],
    ['answers nothing of it', null, SERIES, { answers: ['<0@b>'] }],
    ['below it, the same words and version', 'message-id', SERIES, { answers: ['<0@b>', '<0@a>'] }],
    ['below it, other words', null, SERIES, { answers: ['<0@b>', '<0@a>'], subject: subject(0, 'x') }],
    [
      'below it, a later version',
      null,
      SERIES,
      { answers: ['<x>', '<0@a>'], subject: subject(0, 'Do it', { version: 3 }) },
    ],
    ['words', 'shortlog', WITHOUT_IDS, {}],
    [
      'words, in another case and with other spaces',
      'shortlog',
      WITHOUT_IDS,
      { subject: subject(0, 'do  IT ') },
    ],
    ['words of another number', null, WITHOUT_IDS, { subject: subject(1, 'Do it') }],
    ['words of a series of another length', null, WITHOUT_IDS, { subject: subject(0, 'Do it', { of: 4 }) }],
    ['other words', null, WITHOUT_IDS, { subject: subject(0, 'x') }],
    ['words and a list', 'shortlog', WITHOUT_IDS, { patches: [entry(2), entry(3)] }],
    ['words and a list of others', null, WITHOUT_IDS, { patches: [entry(2), entry(3, { shortlog: 'x' })] }],
    ['words and a list by other numbers', null, WITHOUT_IDS, { patches: [entry(3, { n: 2 })] }],
    ['a patch-id', 'patch-id', WITHOUT_IDS, { subject: subject(0, 'x'), patches: [entry(2), entry(1)] }],
    ['other patch-ids', null, WITHOUT_IDS, { subject: subject(0, 'x'), patches: [entry(2)] }],
    ['no commit', null, WITHOUT_IDS, { subject: subject(0, 'x'), patches: [entry(1, { commit: null })] }],
  ];
  for (const [name, by, series, more] of cases) assert.equal(matches(series, note(more), id), by, name);
  const alone = { ...WITHOUT_IDS, mails: [{ ...WITHOUT_IDS.mails[1]!, n: 1 }] };
  assert.equal(matches(alone, note({ subject: subject(null, 'Do one') })), 'shortlog');
  assert.equal(matches(WITHOUT_IDS, note({ subject: subject(null, 'Do one') })), null);
});

test('a cover letter that is known by its id alone may be that of an earlier version', () => {
  const series = { ...SERIES, mails: [{ ...SERIES.mails[0]!, shortlog: '' }, ...SERIES.mails.slice(1)] };
  const by = (n: number | null, version: number) =>
    matches(series, note({ subject: subject(n, 'Do it', { version }) }));
  assert.deepEqual([by(0, 2), by(null, 2), by(1, 2), by(0, 3)], ['message-id', 'message-id', null, null]);
});

/** `TREE BRANCH: 1 taken 111111111111, …` */
function status(...notes: Partial<Notification>[]): string {
  const { tree, branch, patches, unclear } = statusOf(SERIES, notes.map(note));
  const each = patches.map(({ n, fate, commit, formerly, takenAs, why }) =>
    [n, fate, commit?.[0], takenAs && `as ${takenAs}`, why, ...formerly.map((id) => `-${id[0]}`)]
      .filter(Boolean)
      .join(' '),
  );
  return [`${tree} ${branch}`, ...each, ...unclear.map((words) => `? ${words}`)].join(', ');
}

test('what becomes of the patches', () => {
  const again = { answers: ['<n@m>'], tree: null, branch: null };
  const one = { patches: [entry(1)] };
  const all = { patches: [entry(1), entry(2), entry(3)] };
  const to = (first: string | null, next: string) => ({ rehashed: [{ from: first, to: next.repeat(12) }] });
  const cases: [string, string, ...Partial<Notification>[]][] = [
    ['all, in words', 'kvm-x86 misc, 1 taken, 2 taken, 3 taken', {}],
    ['all, listed', 'kvm-x86 misc, 1 taken 1, 2 taken 2, 3 taken 3', all],
    ['a list that leaves some out', 'kvm-x86 misc, 1 taken 1, 2 not taken, 3 not taken', one],
    ['a list of a part', 'kvm-x86 misc, 1 taken 1, 2 unknown, 3 unknown', { patches: [entry(1, { of: 1 })] }],
    [
      'a list, below a patch',
      'kvm-x86 misc, 1 taken 1, 2 unknown, 3 unknown',
      { ...one, answers: ['<1@a>'] },
    ],
    [
      'listed as not taken, and as another',
      'kvm-x86 misc, 1 not taken, 2 taken 2 as Two, 3 taken',
      {
        patches: [
          entry(1, { isTaken: false, commit: null, shortlog: 'x' }),
          entry(2, { shortlog: 'Two' }),
          entry(3, { commit: null, shortlog: 'do  THREE' }),
          entry(7),
        ],
      },
    ],
    [
      'not taken again stays taken',
      'kvm-x86 misc, 1 taken 1, 2 not taken, 3 not taken',
      one,
      { patches: [entry(1, { isTaken: false, commit: null })] },
    ],
    ['by numbers', 'kvm-x86 misc, 1 taken, 2 not taken, 3 taken', { numbers: [1, 3] }],
    ['by numbers, after others', 'kvm-x86 misc, 1 taken 1, 2 taken, 3 not taken', one, { numbers: [2] }],
    [
      'one that is answered',
      'kvm-x86 misc, 1 unknown, 2 taken, 3 unknown',
      { answers: ['<2@a>'], subject: subject(2, 'x') },
    ],
    [
      'one that is answered, whatever the number',
      'kvm-x86 misc, 1 unknown, 2 taken, 3 unknown',
      { answers: ['<2@a>'], numbers: [1] },
    ],
    [
      'in words that are not clear',
      'kvm-x86 misc, 1 unknown, 2 unknown, 3 unknown, ? Most of it',
      { isUnclear: true, words: 'Most of it' },
    ],
    ['to another tree later', 'kvm next, 1 taken, 2 taken, 3 taken', {}, { tree: 'kvm', branch: 'next' }],
    ['to a tree without a branch', 'kvm null, 1 taken, 2 taken, 3 taken', {}, { tree: 'kvm', branch: null }],
    ['to nothing that is named', 'kvm-x86 misc, 1 taken, 2 taken, 3 taken', {}, { tree: null, branch: null }],
    ['of another series', 'null null, 1 unknown, 2 unknown, 3 unknown', { answers: ['<0@b>'] }],
    ['a drop of what no one took', 'null null, 1 unknown, 2 unknown, 3 unknown', { kind: 'dropped' }],
    [
      'all dropped',
      'kvm-x86 misc, 1 dropped Said -1, 2 dropped Said -2, 3 dropped Said -3',
      all,
      { ...again, kind: 'dropped' },
    ],
    [
      'one dropped, by number',
      'kvm-x86 misc, 1 taken 1, 2 dropped Said -2, 3 taken 3',
      all,
      { ...again, kind: 'dropped', numbers: [2, 9] },
    ],
    [
      'one dropped, listed',
      'kvm-x86 misc, 1 taken 1, 2 dropped Said -2, 3 taken 3',
      all,
      { ...again, kind: 'dropped', patches: [entry(2)], numbers: [3] },
    ],
    [
      'one dropped, answered',
      'kvm-x86 misc, 1 taken 1, 2 dropped Said -2, 3 taken 3',
      all,
      { ...again, answers: ['<2@a>'], kind: 'dropped' },
    ],
    [
      'what was not taken is not dropped',
      'kvm-x86 misc, 1 dropped Said -1, 2 not taken, 3 not taken',
      one,
      { ...again, kind: 'dropped' },
    ],
    [
      'dropped by another',
      'kvm-x86 misc, 1 taken 1, 2 taken 2, 3 taken 3',
      all,
      { ...again, kind: 'dropped', from: { name: 'Ann', email: 'ann@a' } },
    ],
    [
      'dropped in an answer to something else',
      'kvm-x86 misc, 1 taken 1, 2 taken 2, 3 taken 3',
      all,
      { ...again, answers: ['<x>'], kind: 'dropped' },
    ],
    [
      'a drop that is not clear',
      'kvm-x86 misc, 1 taken 1, 2 taken 2, 3 taken 3, ? Said',
      all,
      { ...again, kind: 'dropped', isUnclear: true },
    ],
    [
      'taken again',
      'kvm-x86 misc, 1 taken 4 -1, 2 taken 2, 3 taken 3',
      all,
      { ...again, kind: 'dropped', numbers: [1] },
      { patches: [entry(1, { commit: '4'.repeat(12) })] },
    ],
    ['the same commit again', 'kvm-x86 misc, 1 taken 1, 2 not taken, 3 not taken', one, one],
    [
      'a new commit, listed',
      'kvm-x86 misc, 1 taken 4 -1, 2 not taken, 3 not taken',
      one,
      { ...again, kind: 'rehashed', patches: [entry(1, { commit: '4'.repeat(12) })] },
    ],
    [
      'a new commit for an old one',
      'kvm-x86 misc, 1 taken 1, 2 taken 4 -2, 3 taken 3',
      all,
      { ...again, kind: 'rehashed', ...to('2'.repeat(8), '4') },
    ],
    [
      'a new commit for a longer old one',
      'kvm-x86 misc, 1 taken 1, 2 taken 4 -2, 3 taken 3',
      all,
      { ...again, kind: 'rehashed', ...to('2'.repeat(40), '4') },
    ],
    [
      'a new commit of the only patch that was taken',
      'kvm-x86 misc, 1 taken 4 -1, 2 not taken, 3 not taken',
      one,
      { ...again, kind: 'rehashed', ...to(null, '4') },
    ],
    [
      'a new commit of a number',
      'kvm-x86 misc, 1 taken 1, 2 taken 2, 3 taken 4 -3',
      all,
      { ...again, kind: 'rehashed', numbers: [3], ...to(null, '4') },
    ],
    [
      'a new commit of who knows which',
      'kvm-x86 misc, 1 taken 1, 2 taken 2, 3 taken 3, ? Said',
      all,
      { ...again, kind: 'rehashed', ...to(null, '4') },
    ],
  ];
  for (const [name, wanted, ...notes] of cases) {
    const numbered = notes.map((one, i) => ({ ...(i > 0 && { messageId: '<later@m>' }), ...one }));
    assert.equal(status(...numbered), wanted, name);
  }
});
