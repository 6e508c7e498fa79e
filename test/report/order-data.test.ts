/** From a verdict to what pictures and programs are given. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Verdict, verdictOf } from '../../src/analysis/order/order/verdict';
import type { Relation } from '../../src/analysis/order/relations/relations';
import { orderJson } from '../../src/report/order/data';
import { brokenRows, runsOf, sureness, viewOf } from '../../src/report/order/view';
import { series } from '../analysis/order/series';
import { arrow } from './made-up';

const DROPS = 'x86: Drop nap() | Nothing uses it.\nx86.c\n-void nap(void)\n-{}\n+#define NAP 1';
const facts = async () => verdictOf(await series(DROPS, DROPS, DROPS, DROPS)).relations.facts;

const relation = (first: number, second: number, more: Partial<Relation> = {}): Relation => ({
  ...{ kind: 'needs', first, second, confidence: 0.8, build: false, name: 'nap', evidence: ['it says'] },
  ...{ at: null, other: null, signals: ['fresh-name'] },
  ...more,
});

async function verdict(all: readonly Relation[], more: Partial<Verdict> = {}): Promise<Verdict> {
  return { relations: { facts: await facts(), all, mutual: [] }, wrong: [], suggestion: null, ...more };
}

const arrows = async (...all: Relation[]) => viewOf(await verdict(all)).arrows;

test('one arrow a pair: the surest relation, with what is said for all of them', async () => {
  const [one, ...more] = await arrows(
    relation(1, 0, { evidence: ['a', 'b'] }),
    relation(1, 0, { kind: 'covers', confidence: 0.9, evidence: ['c', 'a'] }),
    relation(1, 0, { confidence: 0.9, evidence: ['d', 'c'] }),
    relation(1, 0, { confidence: 0.01, evidence: ['weak'] }),
  );
  assert.deepEqual(more, []);
  const level = 'block';
  assert.deepEqual(
    one,
    arrow(1, 0, { kind: 'covers', level, confidence: 0.9, evidence: ['c', 'a', 'b', 'd'] }),
  );
});

test('an arrow is wrong where it points up and is more than a note, and skips where nothing else breaks', async () => {
  const seen = await arrows(
    relation(0, 1),
    relation(2, 0, { skips: true }),
    relation(3, 0, { skips: true, build: true }),
    relation(3, 1, { confidence: 0.6 }),
  );
  assert.deepEqual(
    seen.map(({ from, to, wrong, level, skips }) => [from, to, wrong, level, skips]),
    [
      [3, 0, true, 'block', false],
      [3, 1, true, 'warn', false],
      [0, 1, false, 'block', false],
      [2, 0, false, 'note', true],
    ],
  );
});

test('an arrow that follows from others is left out, unless it is wrong', async () => {
  const pairs = async (...all: [number, number][]) =>
    (await arrows(...all.map(([from, to]) => relation(from, to)))).map(({ from, to }) => `${from}${to}`);
  assert.deepEqual(await pairs([0, 3], [2, 3], [1, 2], [0, 1], [0, 2]), ['01', '12', '23']);
  assert.deepEqual(await pairs([0, 2], [0, 1], [1, 3]), ['01', '02', '13']);
  assert.deepEqual(await pairs([3, 0], [3, 2], [2, 0]), ['20', '30', '32']);
  assert.deepEqual(await pairs([1, 0], [1, 2], [0, 2]), ['10', '02', '12']);
  const { rows } = viewOf(await verdict([]));
  assert.deepEqual(rows[1], { number: 2, kind: 'refactoring', shortlog: 'KVM: x86: Drop nap()' });
});

test('a place is a line of the file after the patch, of the file before it where it is removed', async () => {
  const { patches } = await facts();
  const place = (patch: number, line: number) => {
    const at = patches[patch]!.patch.diff.files[0]!.hunks[0]!.lines[line]!;
    return { patch, line: at, column: 0, length: 1 };
  };
  const places = async (at: Relation['at'], other: Relation['at']) => {
    const [one] = await arrowsOf(relation(1, 0, { at, other }));
    return [one!.fromPlace, one!.toPlace];
  };
  const arrowsOf = async (one: Relation) => {
    const { relations, ...rest } = await verdict([one]);
    return viewOf({ ...rest, relations: { ...relations, facts: { ...relations.facts, patches } } }).arrows;
  };
  const file = 'arch/x86/kvm/x86.c';
  assert.deepEqual(await places(place(0, 1), place(1, 2)), [`${file}:10`, `${file}:11`]);
  assert.deepEqual(await places(place(1, 0), null), [`${file}:10`, '']);
  assert.deepEqual(await places(null, { ...place(1, 0), patch: 0 }), ['', '']);
});

test('in words: the rows that break, runs of numbers, how sure', () => {
  assert.deepEqual(
    brokenRows({ arrows: [arrow(3, 2), arrow(2, 0), arrow(4, 0, { wrong: false })] }),
    [0, 1, 2],
  );
  assert.equal(runsOf([2, 3, 4, 6, 8, 9]), '2-4, 6, 8-9');
  assert.equal(sureness({ build: true, confidence: 0.5 }), 'certain: it does not build');
  assert.equal(sureness({ build: false, confidence: 0.756 }), '76% sure');
});

test('JSON has all relations, by the numbers of patches', async () => {
  const strange = { evidence: ['both'], confidence: 0.5 };
  const weak = relation(0, 1, { confidence: 0.12345, skips: true });
  const given = await verdict([relation(2, 0), weak]);
  const mutual = [{ test: 0, kernel: 2, ...strange }] as unknown as Verdict['relations']['mutual'];
  const suggestion = { order: [2, 0, 1, 3], moved: [2], dropped: [relation(3, 1)] };
  const parsed = (one: Verdict, applies: { ok: boolean; why: string } | null) =>
    JSON.parse(orderJson(one, applies));
  const all = parsed(
    { ...given, relations: { ...given.relations, mutual }, suggestion },
    { ok: false, why: 'no' },
  );
  const path = 'arch/x86/kvm/x86.c';
  assert.deepEqual(all.patches[0], {
    ...{ number: 1, kind: 'refactoring', shortlog: 'KVM: x86: Drop nap()', commit: null, messageId: null },
    ...{ file: '0001.patch', brings: [{ name: 'NAP', form: 'macro', path }] },
  });
  const common = { kind: 'needs', build: false, name: 'nap', evidence: ['it says'], signals: ['fresh-name'] };
  assert.deepEqual(all.relations, [
    { ...common, first: 3, second: 1, confidence: 0.8, skips: false, level: 'block', violated: true },
    { ...common, first: 1, second: 2, confidence: 0.123, skips: true, level: null, violated: false },
  ]);
  assert.deepEqual(all.mutual, [{ test: 1, kernel: 3, evidence: ['both'] }]);
  assert.deepEqual(all.suggestion, {
    ...{ order: [3, 1, 2, 4], moved: [3], contradicting: [[4, 2]], applies: { ok: false, why: 'no' } },
  });
  assert.equal(parsed(given, null).suggestion, null);
});
