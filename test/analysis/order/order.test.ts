import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { suggestOrder } from '../../../src/analysis/order/order/suggest';
import type { Relation } from '../../../src/analysis/order/relations/relations';
import fc from '../../properties';

const relation = (first: number, second: number, confidence = 1): Relation => ({
  kind: 'needs',
  first,
  second,
  confidence,
  build: false,
  name: '',
  evidence: [],
  at: null,
  other: null,
  signals: [],
});
const suggest = (count: number, pairs: readonly (readonly [number, number])[]) =>
  suggestOrder(
    count,
    pairs.map(([first, second]) => relation(first, second)),
    [],
    () => false,
  );

/** The most that can stay of `order`: its longest part that ascends. */
function staying(order: readonly number[]): number {
  const best: number[] = [];
  order.forEach((value, i) => {
    best[i] = 1 + Math.max(0, ...order.slice(0, i).map((before, j) => (before < value ? best[j]! : 0)));
  });
  return Math.max(0, ...best);
}

function* permutations(items: readonly number[]): Iterable<number[]> {
  if (items.length === 0) yield [];
  for (const [i, item] of items.entries()) {
    for (const rest of permutations([...items.slice(0, i), ...items.slice(i + 1)])) yield [item, ...rest];
  }
}

/** Relations that go together: each agrees with one hidden order. */
const consistent = fc
  .integer({ min: 2, max: 7 })
  .chain((count) =>
    fc.tuple(
      fc.shuffledSubarray([...Array(count).keys()], { minLength: count, maxLength: count }),
      fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 9 }),
    ),
  )
  .map(([hidden, pairs]) => ({
    count: hidden.length,
    pairs: pairs
      .filter(([a, b]) => a !== b)
      .map(([a, b]): [number, number] => (hidden.indexOf(a) < hidden.indexOf(b) ? [a, b] : [b, a])),
  }));

describe('suggestOrder', () => {
  test('moves the one patch that stands wrong to the nearest place', () => {
    const one = suggestOrder(5, [relation(3, 1)], [], (index) => index === 1);
    assert.deepEqual([one.order, one.moved], [[0, 2, 3, 1, 4], [1]]);
    assert.deepEqual(suggest(4, []).order, [0, 1, 2, 3]);
  });
  test('of two that could move, moves the one that should', () => {
    const moves = (index: number) => suggestOrder(3, [relation(2, 0)], [], (one) => one === index).moved;
    assert.deepEqual(moves(0), [0]);
    assert.deepEqual(moves(2), [2]);
  });
  test('gives up the weakest of what contradicts itself, and says so', () => {
    const { order, dropped } = suggestOrder(2, [relation(0, 1, 0.9), relation(1, 0, 0.6)], [], () => false);
    assert.deepEqual(order, [0, 1]);
    assert.deepEqual(
      dropped.map(({ confidence }) => confidence),
      [0.6],
    );
  });
  test('a wish asks for no move, but says where what moves had better go', () => {
    const { order } = suggestOrder(4, [relation(2, 0)], [relation(3, 0)], (one) => one === 0);
    assert.deepEqual(order, [1, 2, 3, 0]);
    assert.deepEqual(suggestOrder(4, [], [relation(3, 0)], () => false).order, [0, 1, 2, 3]);
  });
  test('holds every relation, and no order that holds moves fewer', () => {
    fc.assert(
      fc.property(consistent, ({ count, pairs }) => {
        const { order, moved, dropped } = suggest(count, pairs);
        const holds = (one: readonly number[]) => pairs.every(([a, b]) => one.indexOf(a) < one.indexOf(b));
        assert.deepEqual(dropped, []);
        assert.ok(holds(order), 'the order holds');
        let most = 0;
        for (const other of permutations([...Array(count).keys()]))
          if (holds(other)) most = Math.max(most, staying(other));
        assert.equal(count - moved.length, most, 'no order moves fewer');
        assert.equal(staying(order), most, 'those that stay keep their order');
      }),
      { numRuns: 150 },
    );
  });
  test('of a circle, all but the weakest holds, and a patch is not put before itself', () => {
    const pairs = [
      relation(0, 1, 0.9),
      relation(1, 2, 0.8),
      relation(2, 0, 0.7),
      relation(1, 1, 0.6),
      relation(0, 1, 0.5),
    ];
    const { order, dropped } = suggestOrder(3, pairs, [], () => false);
    assert.deepEqual(order, [0, 1, 2]);
    assert.deepEqual(
      dropped.map(({ confidence }) => confidence),
      [0.7, 0.6],
    );
  });
  test('a wish that contradicts what must be is not heard', () => {
    assert.deepEqual(suggestOrder(2, [relation(1, 0)], [relation(0, 1)], () => false).order, [1, 0]);
    assert.deepEqual(
      suggestOrder(3, [relation(2, 1), relation(1, 0)], [relation(0, 2)], () => false).order,
      [2, 1, 0],
    );
  });
});
