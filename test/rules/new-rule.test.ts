/** What `npm run new-rule` writes: it compiles, and its examples show what they say. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { buildSync } from 'esbuild';
import type { Rule, RulePage } from '../../src/lint/rule';
import { checkExample, readExample } from './example-check';

/** The text that the script writes, without writing it. */
function skeleton(id: string, kind: string): string {
  const script = `import('./scripts/new-rule.mjs').then((m) => process.stdout.write(m.skeleton('${id}', '${kind}')))`;
  return execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' });
}

function load(contents: string): { default: Rule; page: () => RulePage } {
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: resolve('src/rules'), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  const module = { exports: {} };
  new Function('module', 'require', outputFiles[0]!.text)(module, require);
  return module.exports as { default: Rule; page: () => RulePage };
}

for (const kind of ['shortlog', 'changelog', 'diff', 'series']) {
  test(`a new rule on the ${kind} has four examples of each kind, and they hold`, async () => {
    const { default: rule, page } = load(skeleton(`${kind}-new-one`, kind));
    const { valid, invalid } = page();
    assert.deepEqual([rule.id, rule.section, valid.length, invalid.length], [`${kind}-new-one`, kind, 4, 4]);
    for (const example of [...valid, ...invalid]) checkExample(rule, await readExample(example));
  });
}

test('an id that is taken, or is none, is refused', () => {
  for (const [args, words] of [
    [['spelling-of-things', 'prose'], /not one of/],
    [['Spelling'], /usage/],
    [['sdm-reference'], /exists/],
  ] as const) {
    assert.throws(
      () => execFileSync(process.execPath, ['scripts/new-rule.mjs', ...args], { stdio: 'pipe' }),
      (error) => words.test(String((error as { stderr: Buffer }).stderr)),
    );
  }
});
