/** Which known name someone most likely meant. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distance, nearest } from '../../../src/lint/config/nearest';

test('letters that are wrong, missing, too many or swapped are counted', () => {
  const pairs: readonly [string, string, number][] = [
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['abc', 'abc', 0],
    ['abc', 'abd', 1],
    ['abc', 'ab', 1],
    ['abc', 'abcd', 1],
    ['abc', 'acb', 1],
    ['abcd', 'badc', 2],
    ['ca', 'abc', 3],
    ['kitten', 'sitting', 3],
  ];
  for (const [a, b, far] of pairs) assert.equal(distance(a, b), far, `${a} ${b}`);
});

test('the nearest name, where one is near enough', () => {
  const known = ['spelling', 'tag-order', 'signed-off-by'];
  assert.equal(nearest('speling', known), 'spelling');
  assert.equal(nearest('SPELLING', known), 'spelling');
  assert.equal(nearest('spxxxing', known), null, 'three of eight are too many');
  assert.equal(nearest('spxxling', known), 'spelling');
  assert.equal(nearest('tagorder', known), 'tag-order');
  assert.equal(nearest('ab', ['cd', 'ad']), 'ad');
  assert.equal(nearest('a', ['b', 'bc']), 'b');
  assert.equal(nearest('off', []), null);
  assert.equal(nearest('x'.repeat(80), ['x'.repeat(79)]), 'x'.repeat(79));
  assert.equal(nearest('x'.repeat(81), ['x'.repeat(80)]), null, 'no one wrote that');
});
