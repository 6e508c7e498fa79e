import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const ROOMS = 'cli hooks workflow verify audit report rules lint analysis patches git model'.split(' ');
const ROOT = process.cwd();

/** The names of the rules that `npm run lint` reports for these files. */
function lint(t: { after(run: () => void): void }, files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'rooms-'));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(join(ROOT, 'biome.json'), join(folder, 'biome.json'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const biome = join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  assert.ok(stdout.startsWith('{'), stderr);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { category: string }[] };
  return diagnostics.map(({ category }) => category);
}

const UPWARDS = 'lint/style/noRestrictedImports';
const CIRCLE = 'lint/suspicious/noImportCycles';

test('an import of a room above fails the lint, one of a room below does not', (t) => {
  const files: Record<string, string> = {};
  for (const [i, room] of ROOMS.entries()) {
    files[`src/${room}/here.ts`] = 'export const here = 1;\n';
    if (i > 0) files[`src/${room}/up.ts`] = `export { here } from '../${ROOMS[i - 1]}/here';\n`;
    if (i > 0) files[`src/${ROOMS[i - 1]}/down.ts`] = `export { here } from '../${room}/here';\n`;
  }
  assert.deepEqual(
    lint(t, files),
    ROOMS.slice(1).map(() => UPWARDS),
  );
});

test('a type, an import that is made late, and one of a deeper folder are imports', (t) => {
  const files = {
    'src/rules/a.ts': 'export type A = 1;\nexport const a = 1;\n',
    'src/git/type.ts': "import type { A } from '../rules/a';\n\nexport const a: A = 1;\n",
    'src/git/late.ts': "export const a = () => import('../rules/a');\n",
    'src/git/deep/er.ts': "export { a } from '../../rules/a';\n",
  };
  assert.deepEqual(lint(t, files), [UPWARDS, UPWARDS, UPWARDS]);
});

test('a circle of files in one room fails the lint, of types too', (t) => {
  const files = {
    'src/model/a.ts': "import { b } from './b';\n\nexport type A = 1;\nexport const a = b;\n",
    'src/model/b.ts': "import type { A } from './a';\n\nexport const b: A = 1;\n",
  };
  assert.deepEqual(lint(t, files), [CIRCLE, CIRCLE]);
});

test('src has these rooms and no other', () => {
  assert.deepEqual(readdirSync(join(ROOT, 'src')).sort(), [...ROOMS].sort());
});

test('git is started in one place for answers, one for streams, and by simple-git in one', () => {
  const starts = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .filter((path) =>
      /\b(?:spawn|exec\w*)(?:Sync)?\(\s*'git'|\bsimpleGit\(/.test(
        readFileSync(join(ROOT, 'src', path), 'utf8'),
      ),
    );
  assert.deepEqual(starts.sort(), ['git/repository.ts', 'git/run.ts', 'git/stream.ts']);
});
