// Measure recall and false alarms: `npm run bench:accuracy [-- --rule R] [-- --misses] [-- --sample N]`, with the corpus in
// GIT_KVM_CORPUS or ../shared/corpus. Without a corpus it says so and ends well.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies } from './ensure.mjs';

const root = join(import.meta.dirname, '..');
process.chdir(root);
const corpus = process.env.GIT_KVM_CORPUS ?? join(root, '..', 'shared', 'corpus');
if (!existsSync(join(corpus, 'complaints.jsonl'))) {
  process.stdout.write(`bench:accuracy: no labelled mail in ${corpus}; set GIT_KVM_CORPUS\n`);
  process.exit(0);
}
ensureDependencies();
const { build } = await import('esbuild');
const outfile = join(root, 'build', `bench-accuracy-${process.pid}.cjs`);
await build({
  entryPoints: ['test/accuracy/bench.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  logLevel: 'warning',
});
const run = spawnSync(process.execPath, [outfile, corpus, ...process.argv.slice(2)], { stdio: 'inherit' });
rmSync(outfile, { force: true });
process.exit(run.status ?? 1);
