/** What the rules come to for some threads, with rules made for it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOMAIN } from '../../src/analysis/kvm/data';
import { type Batch, lintBatch } from '../../src/audit/batch';
import { patchRule, type Rule, seriesRule } from '../../src/lint/rule';
import type { Severity } from '../../src/model/finding';
import { mail } from './archives';

interface Given {
  readonly text: string;
  readonly broken?: string;
}

function batchOf(...threads: readonly (readonly Given[])[]): Batch {
  let all = Buffer.alloc(0);
  let line = 1;
  const numbered = threads.map((thread) =>
    thread.map(({ text, broken = null }) => {
      const start = all.length;
      all = Buffer.concat([all, Buffer.from(text)]);
      const one = { place: `a:${line}`, firstLine: line, unquote: false, broken, start, end: all.length };
      line += 100;
      return one;
    }),
  );
  return { bytes: new Uint8Array(all), threads: numbered };
}

const HEAD = { section: 'shortlog', level: 'block', requires: [], summary: '', scope: 'any' } as const;

/** Finds each word of a shortlog that is a level, at that level. */
const WORDS = patchRule({
  ...{ ...HEAD, id: 'words' },
  *check({ shortlog }) {
    for (const [word] of shortlog.value.matchAll(/\b(?:block|warn|note)\b/g))
      yield { message: `says ${word}`, at: shortlog.span(0, 3), level: word as Severity };
    if (shortlog.value.includes('throw')) throw new Error('broke');
  },
});
/** Finds each whole series, in its cover letter. */
const WHOLE = seriesRule({
  ...{ ...HEAD, id: 'whole', level: 'note' },
  *check({ cover, whole }) {
    if (cover !== null && whole) yield { message: 'is whole', at: null, of: cover };
  },
});

function lint(batch: Batch, { wantsLines = false, rules = [WORDS, WHOLE] as Rule[] } = {}) {
  const inForce = rules.map((rule) => ({ rule, level: rule.level, options: {} }));
  return lintBatch(batch, { rules: inForce, domain: DOMAIN, wantsLines });
}

const patch = (subject: string, more: Partial<Parameters<typeof mail>[0]> = {}) => ({
  text: mail({ id: subject.replace(/\W/g, ''), subject: `[PATCH${subject}`, ...more }),
});

test('mails by what they are, findings by level, rule, author and year', async () => {
  const { tally, lines, trouble } = await lint(
    batchOf(
      [
        patch(' 0/2] KVM: x86: Both', { id: '0' }),
        patch(' 1/2] KVM: x86: A block warn warn', { to: '0' }),
        patch(' 2/2] KVM: x86: A note', { to: '0', from: 'ann@example.org', year: 2023 }),
        { text: mail({ id: 'r', subject: 'Re: [PATCH 1/2] KVM: x86: A', to: '0' }) },
      ],
      [patch('] KVM: x86: A warn', { from: 'Bob <BOB@example.org>' })],
      [{ text: patch('] KVM: x86: Fine').text.replace(/Date: .*/, 'Date: some day') }],
      [{ text: mail({ id: 'n', subject: 'Announcement' }) }],
      [{ text: 'nothing that has a header\n' }, { text: patch('] KVM: x86: A block').text, broken: 'cut' }],
    ),
  );
  assert.equal(lines, '');
  assert.deepEqual(
    trouble.map(({ place, line, own }) => [place, line, own]),
    [
      ['a:701', 701, false],
      ['a:801', 801, false],
    ],
  );
  assert.equal(trouble[1]!.why, 'cut');
  assert.deepEqual(
    { ...tally.counts },
    {
      ...{ read: 0, patches: 4, covers: 1, replies: 1, other: 3, copies: 0, withdrawn: 0, unreadable: 2 },
    },
  );
  const levels = (block: number, warn: number, note: number) => ({ block, warn, note });
  assert.deepEqual(tally.levels, levels(1, 3, 2));
  assert.deepEqual(tally.patchesWith, levels(1, 2, 2));
  assert.deepEqual(
    { ...tally.rules },
    {
      words: { patches: 3, levels: levels(1, 3, 1) },
      whole: { patches: 1, levels: levels(0, 0, 1) },
    },
  );
  assert.deepEqual(
    { ...tally.authors },
    {
      'ann@example.org': { name: 'Ann Author', patches: 3, found: 1, levels: levels(1, 2, 2) },
      'bob@example.org': { name: 'Bob', patches: 1, found: 1, levels: levels(0, 1, 0) },
    },
  );
  assert.deepEqual(
    { ...tally.years },
    {
      2024: { patches: 2, found: 2, levels: levels(1, 3, 1) },
      2023: { patches: 1, found: 0, levels: levels(0, 0, 1) },
      unknown: { patches: 1, found: 0, levels: levels(0, 0, 0) },
    },
  );
});

test('a line for each patch, with the findings of its cover letter at the first', async () => {
  const { lines } = await lint(
    batchOf(
      [
        patch(' 0/2] KVM: x86: Both', { id: '0' }),
        { text: patch(' 1/2] KVM: x86: A note', { to: '0', id: '1' }).text.replace('+0000', '+0200 (CEST)') },
        patch(' 2/2] KVM: x86: B', { to: '0', id: '2', from: 'ann@example.org' }),
      ],
      [{ text: patch('] KVM: x86: C', { id: '3' }).text.replace(/^(?:From|Date): .*\n/gm, '') }],
    ),
    { wantsLines: true },
  );
  const read = lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(read, [
    {
      messageId: '<1@example.org>',
      date: '2024-05-06T08:00:00.000Z',
      author: 'Ann Author <ann@example.org>',
      shortlog: 'KVM: x86: A note',
      place: 'a:101',
      findings: [
        { rule: 'whole', level: 'note', message: 'is whole', line: null, in: 'cover' },
        { rule: 'words', level: 'note', message: 'says note', line: 104 },
      ],
    },
    {
      messageId: '<2@example.org>',
      date: '2024-05-06T10:00:00.000Z',
      author: 'ann@example.org',
      shortlog: 'KVM: x86: B',
      place: 'a:201',
      findings: [],
    },
    {
      messageId: '<3@example.org>',
      date: null,
      author: null,
      shortlog: 'KVM: x86: C',
      place: 'a:301',
      findings: [],
    },
  ]);
});

test('a rule that breaks down is told as such, and the others count', async () => {
  const { tally, trouble } = await lint(
    batchOf([patch('] KVM: x86: A throw')], [patch('] KVM: x86: A warn')]),
  );
  assert.match(trouble[0]!.why, /^not checked, internal error: words: .*broke/);
  assert.deepEqual({ ...trouble[0], why: '' }, { place: 'a:1', line: 1, why: '', own: true });
  assert.equal(trouble.length, 1);
  assert.deepEqual([tally.counts.patches, tally.levels.warn, tally.levels.block], [2, 1, 0]);
  const odd = Object.defineProperty({ ...WORDS }, 'requires', {
    get() {
      throw new Error('odd');
    },
  });
  const broken = await lint(batchOf([patch('] KVM: x86: A warn')]), { rules: [odd] });
  assert.equal(broken.trouble[0]!.why, 'not checked, internal error: odd');
  assert.equal(broken.tally.counts.patches, 1);
});
