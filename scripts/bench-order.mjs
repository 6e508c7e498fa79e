// Measure the order of labelled series: `npm run bench:order [-- --ablation | --misses]`, with the corpus in GIT_KVM_CORPUS or
// ../shared/corpus; without one it says so and ends well. `-- --speed` measures long series made up for it instead.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies } from './ensure.mjs';

const root = join(import.meta.dirname, '..');
process.chdir(root);
const corpus = process.env.GIT_KVM_CORPUS ?? join(root, '..', 'shared', 'corpus');
if (!process.argv.includes('--speed') && !existsSync(join(corpus, 'order.json'))) {
  process.stdout.write(`bench:order: no labelled series in ${corpus}; set GIT_KVM_CORPUS\n`);
  process.exit(0);
}
ensureDependencies();
const { build } = await import('esbuild');
const outfile = join(root, 'build', `bench-order-${process.pid}.cjs`);
await build({
  entryPoints: ['test/series/bench.ts'],
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
