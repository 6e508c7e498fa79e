/** Words that are right by themselves, as forms of others, and with what is put before them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCommon, isListed, isRight } from '../../../src/analysis/english/words';

test('words of the lists, and forms that no dictionary has', () => {
  for (const word of ['guest', 'memslot', 'available']) assert.ok(isListed(word) && isRight(word), word);
  assert.ok(isCommon('guest') && !isCommon('zzzzz'));
  for (const word of [
    'hypercalls',
    'mmapping',
    'mmapped',
    'offlining',
    'offlined',
    'unmapped',
    'nonblocking',
    'preallocated',
    'initialise',
    'memslots',
  ])
    assert.ok(isRight(word), word);
  for (const word of ['varialble', 'untheless', 'guestss', 'availbleing', 'zzzzz', 'unzzzzz', 'manageble'])
    assert.ok(!isRight(word), word);
});

test('a word is right that any of the lists has, and what people make of it', () => {
  for (const word of ['apparmor', 'automata', 'sawmill', 'florist', 'mammoth', 'blustery', 'aaliyah'])
    assert.ok(isListed(word) && isRight(word), word);
  for (const word of ['accurating', 'accurated', 'emulatable', 'unemulatable', 'multiflorist', 'advertizing'])
    assert.ok(!isListed(word) && isRight(word), word);
  for (const word of ['artisting', 'artisted', 'artistable', 'multizflorist', 'flori', 'sawmil', 'zflorist'])
    assert.ok(!isRight(word), word);
});
