// Put two parts of what `npm start` prints into the README, between the transcript marks.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const SHOWN = ['$ git commit -as', '$ git send-email outgoing/*.patch'];

const told = spawnSync(process.execPath, [join(root, 'scripts', 'start.mjs')], {
  encoding: 'utf8',
  env: { ...process.env, NO_COLOR: '1' },
});
if (told.status !== 0) throw new Error(told.stdout + told.stderr);
const parts = SHOWN.map((start) => {
  const from = told.stdout.indexOf(start);
  const to = told.stdout.indexOf('\n\n# ', from);
  return shortened(told.stdout.slice(from, to).replace(/^ {2}/gm, '')).trimEnd();
});
const readme = join(root, 'README.md');
const text = readFileSync(readme, 'utf8');
const marks = /(<!-- transcript -->\n)[\s\S]*(<!-- \/transcript -->)/;
writeFileSync(
  readme,
  text.replace(marks, (_, before, after) => `${before}\`\`\`\n${parts.join('\n\n')}\n\`\`\`\n${after}`),
);

/** Without mails that have only notes, and without git's own last lines. */
function shortened(part) {
  const paragraphs = part
    .split('\n\n')
    .filter(
      (one) => !/^\S.*\n.*\n *(?:\d+:\d+ +)?note /.test(one.replace(/^\$.*\n/, '')) || /block|warn/.test(one),
    );
  const [first = ''] = part.split('\n');
  const kept = paragraphs[0]?.startsWith(first) ? paragraphs : [first, ...paragraphs];
  return kept
    .join('\n\n')
    .replace(/^(?:fatal|warning): .*\n?/gm, '')
    .replace(/^(\$ .*)\n\n/, '$1\n');
}
