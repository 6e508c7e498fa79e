// Write data/guide-sections.json, the hashes by which `git kvm doctor` tells where a clone's guide has changed:
//   node scripts/guide-sections.mjs LINUX/Documentation/process/maintainer-kvm-x86.rst
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDependencies } from './ensure.mjs';

const [guide] = process.argv.slice(2);
if (guide === undefined) {
  process.stderr.write('usage: node scripts/guide-sections.mjs GUIDE\n');
  process.exit(2);
}
ensureDependencies();
const root = join(import.meta.dirname, '..');
const dir = mkdtempSync(join(tmpdir(), 'git-kvm-guide-'));
try {
  const { buildSync } = await import('esbuild');
  const outfile = join(dir, 'guide-drift.cjs');
  const entryPoints = [join(root, 'src', 'hooks', 'install', 'guide-drift.ts')];
  buildSync({ entryPoints, outfile, bundle: true, platform: 'node', format: 'cjs' });
  const { hashesOf } = createRequire(import.meta.url)(outfile);
  const hashes = hashesOf(readFileSync(guide, 'utf8'));
  writeFileSync(join(root, 'data', 'guide-sections.json'), `${JSON.stringify(hashes, null, 2)}\n`);
} finally {
  rmSync(dir, { recursive: true, force: true });
}
