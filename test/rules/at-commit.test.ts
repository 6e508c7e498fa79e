import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runsAtCommit } from '../../src/lint/rule';
import { RULES_AT_COMMIT } from '../../src/rules/at-commit';
import { RULES } from '../../src/rules/registry';

it('the rules that are asked of a commit in the making are those that can be', () => {
  const ids = (rules: typeof RULES) => rules.map(({ id }) => id);
  assert.deepEqual(ids(RULES_AT_COMMIT), ids(RULES.filter((rule) => runsAtCommit(rule))));
  assert.ok(RULES_AT_COMMIT.length < RULES.length);
});
