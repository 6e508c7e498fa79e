// Build what the tests need, and run them with node:test. Arguments: folders or files below test/ (all without any).
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { ensureDependencies } from './ensure.mjs';
import { ensureOptional, ensureSendEmail } from './ensure-send-email.mjs';
import { writeRegistry } from './registry.mjs';

const root = join(import.meta.dirname, '..');
process.chdir(root);
ensureDependencies();
ensureSendEmail();
const { build, transpile } = await import('./build.mjs');

// Each run has its own folder: two runs side by side do not pull files from under each other.
const out = join(root, 'build', `test-${process.pid}`);
const wanted = process.argv.slice(2);
const sources = (wanted.length > 0 ? wanted : ['test']).flatMap(testFiles);
if (sources.length === 0) {
  process.stderr.write(`test: no test file below ${wanted.join(', ')}\n`);
  process.exit(2);
}
// What tests talk to that not everybody has, where they are run at all.
ensureOptional(
  ['b4', 'git-publish', 'patatt'].filter((name) => sources.some((path) => path.endsWith(`/${name}.test.ts`))),
);
writeRegistry();
await transpile(out);
// Only tests that run the program need it built: they, or what they share with their folder, name its place.
const runsProgram = (path) =>
  readdirSync(dirname(path)).some(
    (name) =>
      name.endsWith('.ts') && readFileSync(join(dirname(path), name), 'utf8').includes('GIT_KVM_DIST'),
  );
if (sources.some(runsProgram)) await build(join(out, 'dist'));

const env = {
  // What git exports to a hook or an alias would lead the tests' own repositories astray; and no test asks a server for
  // whose certificates each of thousands of nodes would read a file of half a megabyte.
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:GIT_(?!KVM_)|NODE_EXTRA_CA_CERTS$)/.test(name)),
  ),
  // Git and node name a folder by its real path, whatever links lead there.
  TMPDIR: realpathSync(tmpdir()),
  /** The built program, for the tests that run it. */
  GIT_KVM_DIST: join(out, 'dist'),
  /** No verdict hangs on how fast the machine is; tests of time limits take this away. */
  GIT_KVM_PATIENCE: '100',
  /** What tests look for is not wrapped. */
  COLUMNS: '1000',
};
const files = sources.map((path) => join(out, path.replace(/\.ts$/, '.js')));
const options = [
  // Node leaves one processor to the runner, which needs next to none of it, and starts the files in this order.
  `--test-concurrency=${Math.max(2, availableParallelism())}`,
  // No file takes as long, however slow the machine: one that does hangs, and is told. Kernels are another matter.
  `--test-timeout=${(process.env.GIT_KVM_KERNEL ? 360 : 30) * 60_000}`,
];
const run = spawnSync(process.execPath, ['--test', ...options, ...files], { stdio: 'inherit', env });
rmSync(out, { recursive: true, force: true });
process.exit(run.status ?? 1);

function testFiles(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isDirectory()) {
    return readdirSync(path)
      .sort()
      .flatMap((name) => testFiles(join(path, name)));
  }
  return path.endsWith('.test.ts') ? [relative(root, join(root, path))] : [];
}
