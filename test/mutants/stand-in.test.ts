import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestFile } from './stand-in';

/** Two suites and what is around them; each call is told. */
function file() {
  const calls: string[] = [];
  const call = (name: string) => () => void calls.push(name);
  const tests = new TestFile();
  const { test: it, describe, before, beforeEach, after } = tests.nodeTest;
  after(call('after all'));
  it('alone', async (t) => {
    t.after(call('after the test'));
    await null;
    calls.push('alone');
  });
  describe('suite', () => {
    before(call('before'));
    beforeEach(call('before each'));
    it('first', call('first'));
    it('skipped', { skip: 'not here' }, call('skipped'));
    it('fails', () => assert.equal(1, 2));
    it('last', call('last'));
    after(call('after'));
  });
  describe('skipped', { skip: true }, () => it('skipped', call('skipped')));
  return { tests, calls };
}

test('only the tests that are wanted are run, each with the hooks of its suites', async () => {
  const { tests, calls } = file();
  assert.deepEqual(
    tests.tests.map(({ name }) => name),
    ['alone', 'first', 'fails', 'last'],
  );
  assert.deepEqual(tests.firsts(), [0, 1, 1, 1]);
  assert.deepEqual(calls, []);
  assert.equal(await tests.run([1, 3]), null);
  assert.deepEqual(calls, ['before', 'before each', 'first', 'before each', 'last', 'after', 'after all']);
});

test('the first failure ends it, and is told; what was started is tidied up', async () => {
  const { tests, calls } = file();
  const failure = await tests.run([0, 2, 3]);
  assert.equal(failure?.test, 2);
  assert.match(failure!.why, /1 !== 2/);
  assert.deepEqual(calls, ['alone', 'after the test', 'before', 'before each', 'after', 'after all']);
});
