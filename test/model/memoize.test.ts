/** What is worked out once, and what is not kept. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoize } from '../../src/model/memoize';
import { memoizeText, memoizeTextOf } from '../../src/model/memoize-text';

/** How often each was worked out. */
function counting<A>() {
  const calls: A[] = [];
  return { calls, work: (one: A) => void calls.push(one) };
}

test('of an object each work is done once, also one without a result', () => {
  const { calls, work } = counting<object>();
  const once = memoize(work);
  const [one, other] = [{}, {}];
  for (const of of [one, one, other, one]) once(of);
  assert.deepEqual(calls, [one, other]);
  memoize((of: object) => void calls.push(of))(one);
  assert.equal(calls.length, 3, 'another work');
  once({ ...one });
  assert.equal(calls.length, 4, 'a copy has nothing of it');
});

test('words are kept up to a number, and texts up to a length', () => {
  const asked: string[] = [];
  const upper = memoizeText((word) => {
    asked.push(word);
    return word.toUpperCase();
  }, 2);
  for (const word of ['a', 'b', 'a', 'b']) assert.equal(upper(word), word.toUpperCase());
  assert.deepEqual(asked.splice(0), ['a', 'b']);
  upper('c');
  upper('c');
  upper('a');
  assert.deepEqual(asked.splice(0), ['c', 'a'], 'room is made for the third');
  const [long, longer] = ['x'.repeat(20_000), 'x'.repeat(20_001)];
  for (const text of [long, long, longer, longer]) upper(text);
  assert.deepEqual(
    asked.map(({ length }) => length),
    [20_000, 20_001, 20_001],
  );
});

test('words are kept for each of the objects that an answer depends on', () => {
  const asked: string[] = [];
  const ask = memoizeTextOf((word: string, { id }: { id: string }) => {
    asked.push(`${id}${word}`);
    return word.length;
  }, 10);
  const [one, other] = [{ id: '1' }, { id: '2' }];
  for (const of of [one, other, one, other]) ask('a', of);
  assert.deepEqual(asked, ['1a', '2a']);
});
