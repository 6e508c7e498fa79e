// `npm run mutants`: changes that no test notices. Of rules: `[-- RULE …]`, each by its examples. Of other files:
// `-- src/FOLDER … [--sample N] [--seed S] [--slowest SECONDS]`, each by the tests of its folder: N of a folder, by
// no test that takes longer.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ensureDependencies } from './ensure.mjs';
import { writeRegistry } from './registry.mjs';

const root = join(import.meta.dirname, '..');
process.chdir(root);
ensureDependencies();
const { build, transpile } = await import('./build.mjs');
writeRegistry();
const out = join(root, 'build', `mutants-${process.pid}`);
const args = process.argv.slice(2);
const ofFiles = args.some((arg) => arg.startsWith('src'));
await transpile(out);
if (ofFiles) {
  const { switchedSources } = createRequire(import.meta.url)(join(out, 'test', 'mutants', 'of-files.js'));
  const sources = switchedSources(args);
  const plugin = {
    name: 'mutants',
    setup: (esbuild) =>
      esbuild.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
        contents: sources.get(relative(root, path)) ?? readFileSync(path, 'utf8'),
        loader: 'ts',
      })),
  };
  await transpile(out, [plugin]);
  await build(join(out, 'dist'), [plugin]);
}
const main = join(out, 'test', 'mutants', ofFiles ? 'files-main.js' : 'main.js');
// What tests leave behind that are ended has a folder of its own.
const TMPDIR = mkdtempSync(join(realpathSync(tmpdir()), 'git-kvm-mutants-'));
// Some tests run as another user.
chmodSync(TMPDIR, 0o755);
const env = {
  ...process.env,
  GIT_KVM_DIST: join(out, 'dist'),
  GIT_KVM_PATIENCE: '100',
  COLUMNS: '1000',
  TMPDIR,
};
const run = spawnSync(process.execPath, [main, ...args], { stdio: 'inherit', env });
process.exitCode = run.status ?? 1;
rmSync(out, { recursive: true, force: true });
try {
  rmSync(TMPDIR, { recursive: true, force: true });
} catch (error) {
  process.stderr.write(`mutants: ${TMPDIR} is left: ${error.message}\n`);
}
