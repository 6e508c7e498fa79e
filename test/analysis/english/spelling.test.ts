import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slipFinder } from '../../../src/analysis/english/slips';
import { misspellingsOf } from '../../../src/analysis/english/spelling';

const wordsIn = (text: string) =>
  misspellingsOf(text, { slipsOf: slipFinder() }).map(({ word, right, kind }) => [
    word,
    right.join('|'),
    kind,
  ]);

test('a repeated word is found, also where a sentence begins', () => {
  const twice = (text: string) =>
    misspellingsOf(text).flatMap(({ kind, word }) => (kind === 'twice' ? [word] : []));
  assert.deepEqual(twice('The the mode is is set.  If if not'), ['The the', 'is is', 'If if']);
  assert.deepEqual(twice('AND and OR or, i.e. IN in; that that is.  In an in-kernel PIT, A a.'), []);
});

test('words are found in their case, and identifiers are left alone', () => {
  assert.deepEqual(wordsIn('Definitons of availble_foo, foo.availble and "availble" msrs.'), [
    ['Definitons', 'Definitions', 'slip'],
    ['msrs', 'MSRs', 'case'],
  ]);
});

test('contractions are words, a possessive is looked at without its ending', () => {
  assert.deepEqual(wordsIn("It shouldn't, shouldn´t, doesn't, and they've; the hypervsior's state."), [
    ['hypervsior', 'hypervisor', 'slip'],
  ]);
});

test('short words that everybody writes, with two letters swapped or one left out', () => {
  assert.deepEqual(wordsIn('Only base 2 is supported fo it, and taht is thier way; FO ot(1), `tha`.'), [
    ['fo', 'for', 'list'],
    ['taht', 'that', 'list'],
    ['thier', 'their', 'list'],
  ]);
});

test('names of what points to a VM or a vCPU are code', () => {
  assert.deepEqual(wordsIn('Pass the kvm pointer, not the vcpu pointer; hold the vcpu mutex of a vcpu.'), [
    ['vcpu', 'vCPU', 'case'],
  ]);
});

test('userspace is one word', () => {
  assert.deepEqual(
    wordsIn('User space asks; a user-space tool, userspace, user spaces and end-user space.'),
    [
      ['User space', 'Userspace', 'case'],
      ['user-space', 'userspace', 'case'],
    ],
  );
});

test("the clone's list has the last word", () => {
  const more = new Map([['gaurds', 'guards']]);
  assert.deepEqual(misspellingsOf('It gaurds it.', { more }), [
    { at: 3, word: 'gaurds', right: ['guards'], kind: 'list' },
  ]);
});
