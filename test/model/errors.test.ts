import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { reasonOf, UsageError } from '../../src/model/errors';

test('the reason of a failure, in the words of the system where it is one of them', () => {
  assert.throws(
    () => readFileSync('/nowhere/at/all'),
    (error) => reasonOf(error) === 'no such file or directory',
  );
  assert.throws(
    () => gunzipSync(gzipSync('x'.repeat(100)).subarray(0, 20)),
    (error) => reasonOf(error) === 'unexpected end of file',
  );
  assert.equal(reasonOf(new Error('too deep')), 'too deep');
  assert.equal(reasonOf('just words'), 'just words');
});

test('a usage error is told by its name, as programs bundled apart have a class each', () => {
  const foreign = Object.assign(new Error('x'), { name: 'UsageError' });
  assert.ok(foreign instanceof UsageError);
  assert.ok(new UsageError('x') instanceof UsageError);
  assert.ok(!(new Error('x') instanceof UsageError));
  assert.ok(!({ name: 'UsageError' } instanceof UsageError));
});
