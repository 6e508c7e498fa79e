import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { reasonOf } from '../../src/model/errors';

test('the reason of a failure, in the words of the system where it is one of them', () => {
  assert.throws(
    () => readFileSync('/nowhere/at/all'),
    (error) => reasonOf(error) === 'no such file or directory',
  );
  assert.equal(reasonOf(new Error('too deep')), 'too deep');
  assert.equal(reasonOf('just words'), 'just words');
});
