import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findRule } from '../../src/cli/find-rule';

test('an unknown rule is rejected with the ids that it may stand for', () => {
  const hintOf = (id: string) => {
    try {
      findRule(id);
    } catch (error) {
      return (error as { hint: string }).hint;
    }
    assert.fail(`${id} is a rule`);
  };
  assert.equal(findRule('shortlog-case').id, 'shortlog-case');
  assert.equal(hintOf('shortlog-csae'), "did you mean 'shortlog-case'?");
  assert.match(hintOf('shortlog'), /^did you mean '.*'shortlog-case'.*\?$/);
  assert.equal(hintOf('entirely-other'), 'see `git kvm rules`');
});
