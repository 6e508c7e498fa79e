/** docs/tour.md is what the commands print today. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

/** Sections by their titles, without what differs from one run or git to the next. */
function sections(page: string): Map<string, string> {
  const same = page
    .replace(/\d{4}(?:-\d\d){5}/g, 'TIME')
    .replace(/\d{8}T\d{6}/g, 'TIME')
    .replace(/\b\d{19}\b/g, 'TIME')
    .replace(/^note +git \d.*\n|^outgoing\/\S+\.patch\n/gm, '');
  const parts = same.split(/^## /m);
  return new Map(parts.map((part) => [part.split('\n', 1)[0]!, part]));
}

test('docs/tour.md is as `npm run tour` writes it', (t) => {
  const run = `import('./scripts/tour.mjs').then(({ tour }) => process.stdout.write(tour(process.env.GIT_KVM_DIST)));`;
  const now = sections(
    execFileSync(process.execPath, ['-e', run], { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } }),
  );
  const written = sections(readFileSync('docs/tour.md', 'utf8'));
  if (!now.has('Beside patatt')) {
    t.diagnostic('no patatt here: its section is not compared');
    written.delete('Beside patatt');
  }
  assert.deepEqual([...now.keys()], [...written.keys()]);
  for (const [title, text] of now) assert.equal(text, written.get(title), `${title}: npm run tour renews it`);
});
