/** The story of `npm start` goes as told, and the README shows what it prints. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

/** What differs from one telling to the next. */
const sameEachTime = (text: string) => text.replace(/\d{4}(-\d\d){5}(-\d+)?\.txt/g, 'TIME.txt');

test('the story of npm start goes as told, and the README’s transcript is from it', () => {
  const tell = `import('./scripts/story.mjs').then((told) => told.story(process.env.GIT_KVM_DIST)).then((code) => process.exit(code));`;
  const told = spawnSync(process.execPath, ['-e', tell], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  assert.equal(told.status, 0, told.stdout + told.stderr);
  const transcript =
    /<!-- transcript -->\n```\n([\s\S]*?)\n```/.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
  const lines = new Set(
    sameEachTime(told.stdout)
      .split('\n')
      .map((line) => line.trim()),
  );
  const shown = sameEachTime(transcript)
    .split('\n')
    .map((line) => line.trim())
    // Git's own words differ from version to version.
    .filter((line) => !line.startsWith('fatal: '));
  assert.ok(shown.length > 20, 'there is a transcript');
  assert.deepEqual(
    shown.filter((line) => !lines.has(line)),
    [],
    'node scripts/transcript.mjs renews it',
  );
});
