/** What an audit comes to: all of what is printed, for a small made-up one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Summary, summaryJson, summaryText } from '../../src/audit/summary';
import {
  addTally,
  authorOf,
  emptyTally,
  groupOf,
  type Levels,
  ruleOf,
  type Tally,
} from '../../src/audit/tally';

const levels = (block: number, warn: number, note: number): Levels => ({ block, warn, note });

function made(): Tally {
  const tally = emptyTally();
  Object.assign(tally.counts, { read: 1234, patches: 1200, covers: 1, replies: 20, other: 13 });
  Object.assign(tally.counts, { copies: 1, withdrawn: 2, unreadable: 3 });
  Object.assign(tally.levels, levels(1300, 2, 1));
  Object.assign(tally.patchesWith, levels(600, 2, 1));
  const rules: [string, number, Levels][] = [
    ['b-few', 2, levels(0, 2, 0)],
    ['c-same', 3, levels(1, 0, 0)],
    ['a-few', 2, levels(1, 0, 9)],
    ['d-few', 2, levels(1, 0, 0)],
    ['most', 600, levels(1299, 1, 0)],
  ];
  for (const [name, patches, of] of rules) Object.assign(ruleOf(tally, name), { patches, levels: of });
  for (const year of ['unknown', '2024', '2019'])
    Object.assign(groupOf(tally.years, year), { patches: 400, found: 100, levels: levels(3, 2, 1) });
  Object.assign(authorOf(tally, 'ann@x\x1b.org', 'Ann'), { patches: 0, found: 0 });
  Object.assign(authorOf(tally, 'bob@x.org', ''), { patches: 3, found: 1, levels: levels(1, 0, 0) });
  return tally;
}

const TROUBLE = { place: 'a.git:1\x1b', line: 7, why: 'no\x1b header', own: false };
const READ_ERROR = { place: 'cut.gz\x1b', reason: 'cut\x1b off' };
const SUMMARY: Summary = {
  ...{ archives: ['a'], tally: made(), trouble: [], readErrors: [], listUnreadable: false },
};

test('for people: counts, rules with most findings first, years and authors', () => {
  assert.equal(
    summaryText(SUMMARY),
    `1,234 mails: 1,200 patches, 1 cover letter, 20 replies, 13 other (of these 1 copy, 2 withdrawn, 3 unreadable)
Patches with a finding that blocks: 600 (50.0 %), with a warning: 2 (0.2 %), with a note: 1 (0.1 %)
Findings: 1,300 block, 2 warn, 1 note

rule    patches  block  warn  note
most        600  1,299     1     0
b-few         2      0     2     0
c-same        3      1     0     0
a-few         2      1     0     9
d-few         2      1     0     0

year     patches  with findings  block  warn  note
2019         400   100 (25.0 %)      3     2     1
2024         400   100 (25.0 %)      3     2     1
unknown      400   100 (25.0 %)      3     2     1

author               patches  with findings  block  warn  note
bob@x.org                  3     1 (33.3 %)      1     0     0
Ann <ann@x\\x1b.org>        0      0 (0.0 %)      0     0     0
`,
  );
  const more = summaryText({
    ...SUMMARY,
    trouble: [TROUBLE],
    readErrors: [READ_ERROR],
    listUnreadable: true,
  });
  assert.equal(
    more.slice(summaryText(SUMMARY).length),
    `
Unreadable:
  a.git:1\\x1b:7: no\\x1b header

Read only in part: cut.gz\\x1b: cut\\x1b off
`,
  );
  assert.equal(summaryText({ ...SUMMARY, trouble: [TROUBLE] }), summaryText(SUMMARY));
  assert.equal(summaryText({ ...SUMMARY, listUnreadable: true }), summaryText(SUMMARY));
});

test('for people: one of each is said as one, and nothing says nothing', () => {
  const tally = emptyTally();
  assert.equal(
    summaryText({ ...SUMMARY, tally }),
    '0 mails: 0 patches, 0 cover letters, 0 replies, 0 other\n',
  );
  Object.assign(tally.counts, { read: 3, patches: 1, covers: 1, replies: 1, other: 2, copies: 2 });
  assert.equal(
    summaryText({ ...SUMMARY, tally }),
    `3 mails: 1 patch, 1 cover letter, 1 reply, 2 other (of these 2 copies)
Patches with a finding that blocks: 0 (0.0 %), with a warning: 0 (0.0 %), with a note: 0 (0.0 %)
Findings: 0 block, 0 warn, 0 note
`,
  );
});

test('for people: twenty authors and no more', () => {
  const of = (count: number) => {
    const tally = emptyTally();
    for (let i = 0; i < count; i += 1) authorOf(tally, `a${i}@x.org`, 'A');
    return summaryText({ ...SUMMARY, tally });
  };
  assert.equal(of(20).match(/@x.org/g)?.length, 20);
  assert.doesNotMatch(of(20), /more/);
  assert.match(of(21), /@x\.org>.*\nand 1 more; --format json lists all\n$/);
});

test('for programs', () => {
  const { rules, authors, years, ...rest } = JSON.parse(summaryJson(SUMMARY));
  const { counts, levels: findings, patchesWith } = made();
  assert.deepEqual(rest, {
    ...{ version: 1, archives: ['a'], mails: counts, findings, patchesWith, readErrors: [] },
  });
  assert.deepEqual(rules[0], { rule: 'most', patches: 600, block: 1299, warn: 1, note: 0 });
  assert.deepEqual(
    rules.map(({ rule }: { rule: string }) => rule),
    ['most', 'b-few', 'c-same', 'a-few', 'd-few'],
  );
  assert.deepEqual(authors, [
    { name: '', email: 'bob@x.org', patches: 3, patchesFound: 1, block: 1, warn: 0, note: 0 },
    { name: 'Ann', email: 'ann@x\x1b.org', patches: 0, patchesFound: 0, block: 0, warn: 0, note: 0 },
  ]);
  assert.deepEqual(
    years.map((one: object) => Object.values(one)),
    [2019, 2024, null].map((year) => [year, 400, 100, 3, 2, 1]),
  );
  const more = { ...SUMMARY, trouble: [TROUBLE], readErrors: [READ_ERROR] };
  assert.deepEqual(JSON.parse(summaryJson(more)).readErrors, [{ place: 'cut.gz\x1b', why: 'cut\x1b off' }]);
  assert.equal(JSON.parse(summaryJson(more)).unreadable, undefined);
  assert.deepEqual(JSON.parse(summaryJson({ ...more, listUnreadable: true })).unreadable, [
    { place: 'a.git:1\x1b', line: 7, why: 'no\x1b header' },
  ]);
});

test('a tally added to an empty one is the same, and to itself the double', () => {
  const sum = emptyTally();
  addTally(sum, made());
  assert.deepEqual(sum, made());
  addTally(sum, made());
  const double = JSON.parse(JSON.stringify(made()), (_, value) =>
    typeof value === 'number' ? 2 * value : value,
  );
  assert.deepEqual(JSON.parse(JSON.stringify(sum)), double);
});
