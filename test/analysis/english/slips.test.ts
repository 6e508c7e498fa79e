import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slipFinder, slipsOf } from '../../../src/analysis/english/slips';

test('a letter too many, too few, another one, and two in the wrong order are told', () => {
  assert.deepEqual(slipsOf('varialble'), ['variable']);
  assert.deepEqual(slipsOf('instrution'), ['instruction']);
  assert.deepEqual(slipsOf('verifuing'), ['verifying']);
  assert.deepEqual(slipsOf('Hypervsior'), ['hypervisor']);
  assert.deepEqual(slipsOf('corrent').toSorted(), ['correct', 'current']);
});

test('of two slips in a long word one is a letter written twice', () => {
  assert.deepEqual(slipsOf('accesibillity'), ['accessibility']);
  assert.deepEqual(slipsOf('neccesry'), ['necessary']);
  for (const word of ['addressability', 'reassessing', 'passthroughs', 'xbbzcctools', 'committing'])
    assert.deepEqual(slipsOf(word), [], word);
});

test('of short words only letters that are swapped or struck twice', () => {
  assert.deepEqual(slipsOf('baesd'), ['based']);
  assert.deepEqual(slipsOf('onnly'), ['only']);
  for (const word of ['compat', 'regset', 'synic', 'Colton', 'irqfd', 'memcg'])
    assert.deepEqual(slipsOf(word), []);
});

test('right words, their forms, jargon and names are none', () => {
  for (const word of [
    ...[
      'relying',
      'contention',
      'shorter',
      'notifiers',
      'untrapped',
      'hypercalls',
      'memslots',
      'advertizing',
    ],
    ...['KVMvariabel', 'preemptible', 'dereferences', 'uninformed', 'colours', 'initialise', 'zapping', 'x'],
  ])
    assert.deepEqual(slipsOf(word), [], word);
});

test('the words of one patch are bounded', () => {
  const find = slipFinder();
  let found = 0;
  for (let i = 0; i < 200; i += 1) found += find('varialble').length;
  assert.ok(found > 0 && found < 200);
  const other = slipFinder();
  for (let i = 0; i < 5000; i += 1)
    other(`zz${[...String(i)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}zzzzzz`);
  assert.deepEqual(other('hypervsior'), []);
});
