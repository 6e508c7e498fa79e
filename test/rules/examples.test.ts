/** Every example of every rule: those that pass, those that fail, and what their fixes make of them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { defaultOptions, judge } from '../../src/core/engine';
import type { Edit, Finding } from '../../src/core/finding';
import type { Example, Rule } from '../../src/core/rule';
import { DOMAIN } from '../../src/domain/data';
import { PAGES } from '../../src/rules/pages';
import { RULES } from '../../src/rules/registry';
import { cloneOf, patchOf, seriesOf } from './example-patch';

/** The fewest examples of either kind that show a rule. */
const FEWEST = 3;

async function findingsOf(rule: Rule, example: Example, message?: string): Promise<Finding[]> {
  const options = { ...defaultOptions(rule), ...example.options };
  const given = message === undefined ? example : { ...example, message };
  return judge(await seriesOf(given), {
    rules: [{ rule, level: rule.level === 'off' ? 'block' : rule.level, options }],
    domain: DOMAIN,
    clone: cloneOf(example),
    moment: example.moment ?? (example.message === undefined ? 'send' : 'check'),
  });
}

function applied(message: string, edits: readonly Edit[]): string {
  const fromTheEnd = [...edits].sort((a, b) => b.start - a.start);
  return fromTheEnd.reduce(
    (text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end),
    message,
  );
}

/** Apply the fixes of one rule, one finding after the other, until none is left. */
async function fixedBy(rule: Rule, example: Example): Promise<string> {
  let message = patchOf(example).message.value;
  for (let round = 0; round < 20; round += 1) {
    const fix = (await findingsOf(rule, example, message)).find((finding) => finding.fix)?.fix;
    if (!fix) return message;
    const next = applied(message, fix.edits);
    assert.notEqual(next, message, 'a fix changes something');
    message = next;
  }
  assert.fail('the fixes come to an end');
}

for (const rule of RULES) {
  const page = PAGES[rule.id];
  describe(rule.id, () => {
    test('has a page that explains it', () => {
      assert.ok(page, 'the file exports `page`');
      assert.ok(rule.summary.length > 10 && page.why.length > 40 && /^[a-z0-9-]+: /.test(page.guide));
      assert.ok(page.passes.length >= FEWEST && page.fails.length >= FEWEST, `at least ${FEWEST} of each`);
      const names = [...page.passes, ...page.fails].map((example) => example.name);
      assert.equal(new Set(names).size, names.length, 'each example shows something of its own');
    });
    for (const example of page?.passes ?? []) {
      test(`passes: ${example.name}`, async () => {
        assert.deepEqual(
          (await findingsOf(rule, example)).map((finding) => [finding.at?.quote, finding.message]),
          [],
        );
      });
    }
    for (const example of page?.fails ?? []) {
      test(`fails: ${example.name}`, async () => {
        const findings = await findingsOf(rule, example);
        assert.deepEqual(
          findings.map((finding) => finding.at?.quote ?? null),
          [...example.quotes],
        );
        assert.deepEqual(
          findings.map((finding) => finding.level),
          [...(example.levels ?? findings.map(() => (rule.level === 'off' ? 'block' : rule.level)))],
        );
        for (const finding of findings) {
          assert.match(finding.message, /^\S.*[^.\s]$/, 'one line, no full stop');
          if (finding.at) assert.ok(finding.at.line > 0 && finding.at.column > 0, 'the place is in the file');
        }
        if (rule.fixes && example.fixed !== undefined) {
          const fixed = await fixedBy(rule, example);
          assert.equal(fixed, example.fixed);
          const left = await findingsOf(rule, example, fixed);
          assert.deepEqual(
            left.map((finding) => finding.message),
            [],
            'the fixed message passes',
          );
        } else if (example.message !== undefined) {
          assert.ok(!findings.some((finding) => finding.fix), 'a fix that is offered is shown as `fixed`');
        }
      });
    }
    if (rule.fixes) {
      test('its fix is shown', () => {
        assert.ok(page?.fails.some((example) => example.fixed !== undefined));
      });
    }
    test('is named after its file, and the file is small enough to read', () => {
      const lines = readFileSync(`src/rules/${rule.id}.ts`, 'utf8').split('\n').length;
      assert.ok(lines < 350, `${lines} lines`);
    });
  });
}
