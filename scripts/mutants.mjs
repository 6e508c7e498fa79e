// `npm run mutants [-- RULE …]`: each condition of each rule switched off; whatever no test notices is named.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies } from './ensure.mjs';
import { writeRegistry } from './registry.mjs';

const root = join(import.meta.dirname, '..');
process.chdir(root);
ensureDependencies();
const { transpile } = await import('./build.mjs');
writeRegistry();
const out = join(root, 'build', `mutants-${process.pid}`);
await transpile(out);
const main = join(out, 'test', 'mutants', 'main.js');
const run = spawnSync(process.execPath, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
rmSync(out, { recursive: true, force: true });
process.exitCode = run.status ?? 1;
