/** Every example of every rule: those that pass, those that fail, and what their fixes make of them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { PAGES } from '../../src/rules/pages';
import { RULES } from '../../src/rules/registry';
import { checkExample, readExample } from './example-check';
import { examplesOf, rulesWithMore } from './more';

/** The fewest examples of either kind that show a rule. */
const FEWEST = 4;

for (const rule of RULES) {
  const page = PAGES[rule.id];
  const examples = page && examplesOf(rule.id, page);
  describe(rule.id, () => {
    test('has a page that explains it', () => {
      assert.ok(page, 'the file exports `page`');
      assert.ok(rule.summary.length > 10 && page.why.length > 40 && /^[a-z0-9-]+: /.test(page.guide));
      assert.ok(page.valid.length >= FEWEST && page.invalid.length >= FEWEST, `at least ${FEWEST} of each`);
    });
    test('each example shows something of its own', () => {
      const names = [...(examples?.valid ?? []), ...(examples?.invalid ?? [])].map(({ name }) => name);
      const twice = names.filter((name, i) => names.indexOf(name) < i);
      assert.deepEqual(twice, [], 'names that two examples have');
    });
    for (const example of examples?.valid ?? []) {
      test(`passes: ${example.name}`, async () => checkExample(rule, await readExample(example)));
    }
    for (const example of examples?.invalid ?? []) {
      test(`fails: ${example.name}`, async () => checkExample(rule, await readExample(example)));
    }
    if (rule.fixes) {
      test('its fix is shown', () => {
        assert.ok(page?.invalid.some((example) => example.fixed !== undefined));
      });
    }
    test('is named after its file, and the file is small enough to read', () => {
      const lines = readFileSync(`src/rules/${rule.id}.ts`, 'utf8').split('\n').length;
      assert.ok(lines < 350, `${lines} lines`);
    });
  });
}

test('further examples are of rules', () => {
  const ids = new Set(RULES.map(({ id }) => id));
  assert.deepEqual(
    rulesWithMore().filter((id) => !ids.has(id)),
    [],
  );
});
