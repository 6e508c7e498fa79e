/**
 * Compiles the programs of the hooks for the node that runs this: each once does what it will do, in a folder made up for
 * it, and then V8 writes down what it has compiled for that. Started by the installer.
 */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cacheOf, loadProgram } from '../../hooks/program';
import { PROGRAMS } from '../../hooks/programs';
import { warmUp } from '../../hooks/warm-up';

async function main(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'git-kvm-'));
  for (const name of Object.keys(process.env)) if (/^GIT_/.test(name)) delete process.env[name];
  Object.assign(process.env, { HOME: home, XDG_CONFIG_HOME: join(home, '.config') });
  // Nobody's settings: a hook or a signature that they ask for is none of ours.
  Object.assign(process.env, { GIT_CEILING_DIRECTORIES: home, GIT_CONFIG_NOSYSTEM: '1' });
  try {
    for (const name of PROGRAMS) {
      const { program, script } = loadProgram(__dirname, name, require, { useCache: false });
      const folder = join(home, name);
      mkdirSync(folder);
      process.chdir(folder);
      await warmUp[name](program, folder);
      const code = script.createCachedData();
      // Whole or not there; and twice, see src/hooks/program.ts.
      const made = join(__dirname, `${name}.${process.pid}`);
      writeFileSync(made, Buffer.concat([code, code]));
      renameSync(made, cacheOf(__dirname, name));
    }
  } finally {
    process.chdir('/');
    rmSync(home, { recursive: true, force: true });
  }
}

void main();
