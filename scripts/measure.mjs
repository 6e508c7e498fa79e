// Run a measurement of test/ that wants the corpus: bundled, as it loads the whole program.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies } from './ensure.mjs';
import { writeRegistry } from './registry.mjs';
import { writeWordLists } from './words.mjs';

const root = join(import.meta.dirname, '..');

/**
 * Never returns. The corpus is in GIT_KVM_CORPUS or ../shared/corpus; without it the run says so and ends well.
 *
 * @param name of the npm script
 * @param entry the measurement; its arguments are the corpus and what the user gave
 * @param labels the file of the corpus that it cannot do without; null where this run needs none
 */
export async function measure(name, entry, labels) {
  process.chdir(root);
  const corpus = process.env.GIT_KVM_CORPUS ?? join(root, '..', 'shared', 'corpus');
  if (labels !== null && !existsSync(join(corpus, labels))) {
    process.stdout.write(`${name}: no ${labels} in ${corpus}; set GIT_KVM_CORPUS\n`);
    process.exit(0);
  }
  ensureDependencies();
  writeRegistry();
  const { build } = await import('esbuild');
  const folder = join(root, 'build', `${name.replace(':', '-')}-${process.pid}`);
  const outfile = join(folder, 'measure.cjs');
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
  await writeWordLists(folder);
  const run = spawnSync(process.execPath, [outfile, corpus, ...process.argv.slice(2)], { stdio: 'inherit' });
  rmSync(folder, { recursive: true, force: true });
  process.exit(run.status ?? 1);
}
