import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../../src/cli/explain';
import { merge } from '../../src/lint/config/merge';
import { currentId, RENAMED } from '../../src/lint/renamed';
import { readSuppressions } from '../../src/lint/suppress';
import { Text } from '../../src/model/text';
import { RULES } from '../../src/rules/registry';

const ids = RULES.map(({ id }) => id);

test('the table leads from ids that are gone to ids that are there', () => {
  for (const [before, now] of Object.entries(RENAMED)) {
    assert.ok(!ids.includes(before), before);
    assert.ok(ids.includes(now), now);
  }
});

test('an earlier id is taken in suppressions, configuration and explain', (t) => {
  const table = RENAMED as Record<string, string>;
  table['old-spelling'] = 'spelling';
  t.after(() => delete table['old-spelling']);
  assert.equal(currentId('old-spelling'), 'spelling');
  assert.equal(currentId('constructor'), 'constructor');
  const [suppression] = readSuppressions(Text.of('git-kvm: allow old-spelling: a name'));
  assert.equal(suppression?.rule, 'spelling');
  const value = { rules: { 'old-spelling': 'off' } };
  const { settings } = merge([{ layer: 'user', from: 'config.yaml', value }], RULES);
  assert.deepEqual(settings.rules, { spelling: { level: 'off' } });
  let out = '';
  explain('old-spelling', {}, { out: (text) => (out += text), err: () => {}, color: false });
  assert.match(out, /^spelling \(/);
});
