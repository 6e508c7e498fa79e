/** The types of checkpatch.pl: each is said by a rule, off, or has a help. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { HELP, OFF_BY_DEFAULT, SAID_BY_RULE } from '../../src/analysis/c/checkpatch-types';
import { RULES } from '../../src/rules/registry';

test('a type that is silent for a rule names one', () => {
  const ids = new Set(RULES.map(({ id }) => id));
  for (const [type, rule] of Object.entries(SAID_BY_RULE)) assert.ok(ids.has(rule), `${type}: ${rule}`);
});

test('a type has one answer', () => {
  const all = [...Object.keys(SAID_BY_RULE), ...OFF_BY_DEFAULT, ...Object.keys(HELP)];
  assert.equal(new Set(all).size, all.length);
});

test('a help is a sentence without full stop that fits a line', () => {
  for (const [type, help] of Object.entries(HELP)) {
    assert.match(help, /^(?:[A-Z]|`).*[^.]$/, type);
    assert.ok(help.length <= 100, type);
  }
});

const kernel = process.env.GIT_KVM_KERNEL;
const script = kernel === undefined ? '' : join(kernel, 'scripts/checkpatch.pl');

test("every type of the kernel's script has an answer", {
  skip: !existsSync(script) && 'GIT_KVM_KERNEL names no kernel',
}, () => {
  const list = execFileSync('perl', [script, '--no-tree', '--list-types'], { encoding: 'utf8' });
  const types = [...list.matchAll(/^\s*\d+\s+([A-Z0-9_]+)$/gm)].map(([, type]) => type!);
  assert.ok(types.length > 200);
  const known = new Set([...Object.keys(SAID_BY_RULE), ...OFF_BY_DEFAULT, ...Object.keys(HELP)]);
  assert.deepEqual(
    types.filter((type) => !known.has(type)),
    [],
  );
});
