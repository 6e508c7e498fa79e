import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slipsOf as search, slipFinder } from '../../../src/analysis/english/slips';

/** Looked up each time: nothing is remembered. */
const slipsOf = (word: string) => search(word, new Map());

test('a letter too many, too few, another one, and two in the wrong order are found', () => {
  assert.deepEqual(slipsOf('varialble'), ['variable']);
  assert.deepEqual(slipsOf('instrution'), ['instruction']);
  assert.deepEqual(slipsOf('verifuing'), ['verifying']);
  assert.deepEqual(slipsOf('Hypervsior'), ['hypervisor']);
  assert.deepEqual(slipsOf('corrent').toSorted(), ['correct', 'current']);
  assert.deepEqual(slipsOf('availble'), ['available']);
  assert.deepEqual(slipsOf('occured'), ['occurred']);
  assert.deepEqual(slipsOf('seperate'), ['separate']);
});

test('two slips in a long word are found', () => {
  assert.deepEqual(slipsOf('accesibillity'), ['accessibility']);
  assert.deepEqual(slipsOf('subsequeunt'), ['subsequent']);
  assert.deepEqual(slipsOf('initilizaton'), ['initialization']);
  for (const word of ['addressability', 'reassessing', 'passthroughs', 'xbbzcctools', 'committing'])
    assert.deepEqual(slipsOf(word), [], word);
});

test('of a word with several candidates all are named', () => {
  assert.deepEqual(slipsOf('shoudl'), ['should']);
  assert.deepEqual(slipsOf('wraping'), ['wrapping']);
  assert.deepEqual(slipsOf('directe').toSorted(), ['direct', 'directed']);
});

test('in short words only the commonest slips are found', () => {
  assert.deepEqual(slipsOf('baesd'), ['based']);
  assert.deepEqual(slipsOf('onnly'), ['only']);
  for (const word of ['compat', 'regset', 'synic', 'Colton', 'irqfd', 'memcg', 'ucall', 'umask'])
    assert.deepEqual(slipsOf(word), [], word);
});

test('right words, their forms, jargon and names are left alone', () => {
  for (const word of [
    ...['relying', 'contention', 'shorter', 'notifiers', 'untrapped', 'hypercalls', 'memslots'],
    ...['advertizing', 'KVMvariabel', 'preemptible', 'dereferences', 'uninformed', 'colours', 'initialise'],
    ...['zapping', 'x', 'offlining', 'mmapped', 'hwpoison', 'parallelly', 'truncations', 'vmgexit'],
    ...['Stoakes', 'Hildenbrand', 'Lairson'],
  ])
    assert.deepEqual(slipsOf(word), [], word);
});

test('endings that only look right are typos', () => {
  for (const word of ['occuring', 'begining', 'refered', 'transfered', 'managable', 'commited', 'submited'])
    assert.notDeepEqual(slipsOf(word), [], word);
});

test('the words of one patch are bounded', () => {
  const find = slipFinder();
  let found = 0;
  for (let i = 0; i < 200; i += 1) found += find('varialble').length;
  assert.ok(found > 0 && found < 200);
  const unknownOf = (i: number) =>
    `zz${[...String(i)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}zzzzzz`;
  const other = slipFinder();
  for (let i = 0; i < 100; i += 1) other(unknownOf(i));
  assert.deepEqual(other('hypervsoir'), [], 'two slips are not searched for without end');
  assert.deepEqual(other('virtualiation'), ['virtualization'], 'one slip still is');
  for (let i = 100; i < 5000; i += 1) other(unknownOf(i));
  assert.deepEqual(other('emualtion'), []);
});
