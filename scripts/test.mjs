// Build what the tests need, and run them with node:test. Arguments: folders or files below test/ (all without any).
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies } from './ensure.mjs';

const root = join(import.meta.dirname, '..');
process.chdir(root);
ensureDependencies();
const { build, transpile } = await import('./build.mjs');
await build();
await transpile();

const wanted = process.argv.slice(2);
const files = (wanted.length > 0 ? wanted : ['test']).flatMap((path) => testFiles(path.replace(/^build\//, '')));
if (files.length === 0) {
  process.stderr.write(`test: no test file below ${wanted.join(', ')}\n`);
  process.exit(2);
}
// What git exports to a hook or an alias would lead the tests' own repositories astray.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^GIT_(?!KVM_)/.test(name)));
const run = spawnSync(process.execPath, ['--test', ...files], { stdio: 'inherit', env });
process.exit(run.status ?? 1);

function testFiles(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return path.endsWith('.test.ts') ? [join('build', path.replace(/\.ts$/, '.js'))] : [];
  return readdirSync(path)
    .sort()
    .flatMap((name) => testFiles(join(path, name)));
}
