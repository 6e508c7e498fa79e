import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MISSPELLINGS } from '../../../src/analysis/english/misspellings';
import { misspellingsOf, rightOf } from '../../../src/analysis/english/spelling';

test('the list is in order, as the search needs it', () => {
  const lines = MISSPELLINGS.trim().split('\n');
  assert.ok(lines.length > 30_000);
  const words = lines.map((line) => line.slice(0, line.indexOf(' ')));
  assert.deepEqual(words, [...words].sort());
  for (const line of [lines[0]!, lines[lines.length >> 1]!, lines[lines.length - 1]!]) {
    const [wrong, ...right] = line.split(' ');
    assert.equal(rightOf(wrong!), right.join(' '));
  }
});

test('a right word is in no list', () => {
  for (const word of ['definitions', 'the', 'zzzz', 'aaaa', 'KVMs', 'advertize', 'iff'])
    assert.equal(rightOf(word), null);
});

test('a word that stands twice, also where a sentence begins', () => {
  const twice = (text: string) =>
    misspellingsOf(text).flatMap(({ kind, word }) => (kind === 'twice' ? [word] : []));
  assert.deepEqual(twice('The the mode is is set.  If if not'), ['The the', 'is is', 'If if']);
  assert.deepEqual(twice('AND and OR or, i.e. IN in; that that is.  In an in-kernel PIT, A a.'), []);
});

test('words are found in their case, and identifiers are none', () => {
  assert.deepEqual(misspellingsOf('Definitons of availble_foo, foo.availble and "availble" msrs.'), [
    { at: 0, word: 'Definitons', right: ['Definitions'], kind: 'list' },
    { at: 56, word: 'msrs', right: ['MSRs'], kind: 'case' },
  ]);
});
