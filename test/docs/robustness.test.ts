/** docs/robustness.md names tests: each is there, by its file and by words of its name. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

/** `test/x.test.ts`, and what is said of it up to the next one: names of tests, parts of which may be left out. */
const NAMED = /`(test\/[\w./-]+\.ts)`(?:: ([^`|]*))?/g;

test('every test that robustness.md names is there', () => {
  const missing: string[] = [];
  for (const [, file, names = ''] of readFileSync('docs/robustness.md', 'utf8').matchAll(NAMED)) {
    const code = existsSync(file!) ? readFileSync(file!, 'utf8') : '';
    if (code === '') missing.push(file!);
    const words = names.replace(/\([^)]*\)/g, '').split(/[;…]/);
    for (const word of words.map((one) => one.trim()).filter((one) => one.length > 3))
      if (!code.includes(word)) missing.push(`${file}: ${word}`);
  }
  assert.deepEqual(missing, []);
});
