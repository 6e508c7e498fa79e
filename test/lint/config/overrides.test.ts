/** Single values from the environment and the command line. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findConfigFiles } from '../../../src/lint/config/files';
import { fromCommandLine, fromEnvironment } from '../../../src/lint/config/overrides';
import { UsageError } from '../../../src/model/errors';
import { Sandbox } from './sandbox';

test('levels from the environment, in the order of their names', () => {
  const env = {
    GIT_KVM_RULE_SPELLING: 'off',
    GIT_KVM_RULE_BASE_COMMIT: 'warn',
    GIT_KVM_RULE_X: undefined,
    OTHER: 'x',
  };
  assert.deepEqual(
    fromEnvironment(env).map(({ from, value }) => [from, value]),
    [
      ['GIT_KVM_RULE_BASE_COMMIT', { rules: { 'base-commit': 'warn' } }],
      ['GIT_KVM_RULE_SPELLING', { rules: { spelling: 'off' } }],
    ],
  );
});

test('a key and a value on the command line', () => {
  const values = fromCommandLine(['x=warn'], ['a.b=70', 'c=words', 'd==']).map(({ value }) => value);
  assert.deepEqual(values, [{ rules: { x: 'warn' } }, { a: { b: 70 } }, { c: 'words' }, { d: '=' }]);
  for (const text of ['x', '=x', '']) {
    assert.throws(() => fromCommandLine([text]), UsageError, text);
    assert.throws(() => fromCommandLine([], [text]), UsageError, text);
  }
});

test('an empty string is told where one with words is wanted', async (t) => {
  await assert.rejects(
    new Sandbox(t).load({ set: ['topics=[{"name":"x86/foo","aliases":[""]}]'] }),
    /is empty/,
  );
});

test('a home or a configuration folder that is relative is not looked into', (t) => {
  const sandbox = new Sandbox(t);
  const files = (env: Record<string, string>) =>
    findConfigFiles({ top: null, commonDir: null, env, cwd: sandbox.root }).map(({ file }) => file);
  const file = sandbox.write('home/.config/git-kvm/config.yaml', 'notes: true\n');
  assert.deepEqual(files({ HOME: sandbox.home }), [file]);
  assert.deepEqual(files({ HOME: sandbox.home, XDG_CONFIG_HOME: 'config' }), [file]);
  assert.deepEqual(files({ HOME: sandbox.home, XDG_CONFIG_HOME: sandbox.root }), []);
  const before = process.cwd();
  t.after(() => process.chdir(before));
  process.chdir(sandbox.root);
  assert.deepEqual(files({ HOME: 'home' }), []);
});
