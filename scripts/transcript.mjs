// Put what the story prints into the README, between the transcript marks.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
/** The two parts of the story that the README shows. */
const SHOWN = ['$ git commit -as', '$ git send-email outgoing'];

const told = spawnSync(process.execPath, [join(root, 'scripts', 'start.mjs')], {
  encoding: 'utf8',
  env: { ...process.env, NO_COLOR: '1' },
});
if (told.status !== 0) throw new Error(told.stderr);
const parts = SHOWN.map((start) => {
  const from = told.stdout.indexOf(start);
  const to = told.stdout.indexOf('\n\n# ', from);
  return told.stdout.slice(from, to).replace(/^ {2}/gm, '');
});
const readme = join(root, 'README.md');
const text = readFileSync(readme, 'utf8');
const marks = /(<!-- transcript -->\n)[\s\S]*(<!-- \/transcript -->)/;
writeFileSync(
  readme,
  text.replace(marks, (_, before, after) => `${before}\`\`\`\n${parts.join('\n\n')}\n\`\`\`\n${after}`),
);
