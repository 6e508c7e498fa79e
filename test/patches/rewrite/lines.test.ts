/** The lines that two texts have in common are as many as can be. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffLines, withoutLastBreaks } from '../../../src/patches/rewrite/lines';
import fc from '../../properties';

/** The length of the longest common subsequence, by its definition. */
function common(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  if (a[0] === b[0]) return 1 + common(a.slice(1), b.slice(1));
  return Math.max(common(a.slice(1), b), common(a, b.slice(1)));
}

function check(before: readonly string[], after: readonly string[]): number {
  const ops = diffLines(before, after);
  const textsOf = (without: string) => ops.filter(({ kind }) => kind !== without).map(({ text }) => text);
  assert.deepEqual(textsOf('+'), before);
  assert.deepEqual(textsOf('-'), after);
  let old = 0;
  for (const { kind, at } of ops) {
    assert.equal(at, old);
    if (kind !== '+') old += 1;
  }
  return ops.filter(({ kind }) => kind === ' ').length;
}

test('no more lines change than have to', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 6 });
  fc.assert(fc.property(lines, lines, (before, after) => check(before, after) === common(before, after)));
});

test('of what is too large, the middle changes altogether', () => {
  const many = (mark: string) => Array.from({ length: 2500 }, (_, i) => `${mark}${i}`);
  assert.equal(check(['first', ...many('a'), 'last'], ['first', ...many('b'), 'last']), 2);
  const around = (mark: string) => ['first', ...many(mark), 'same', `${mark}!`, 'last'];
  assert.equal(check(around('a'), around('b')), 2);
});

test('line breaks at the end', () => {
  assert.deepEqual(['a\n\n', 'a', '\n', '', 'a\nb\n'].map(withoutLastBreaks), ['a', 'a', '', '', 'a\nb']);
});
