/** Start a program of the hooks: from its file, or from the startup snapshot that the installer made of it. */
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { runHook } from './run';

/** Added to the exit status by a program that runs from a snapshot, so that a node that refuses it gives no verdict. */
const FROM_SNAPSHOT = 40;

declare global {
  /** What loads a part of the program late; a snapshot's own `require` knows only what node brings. */
  var gitKvmRequire: ((file: string) => unknown) | undefined;
}

/** @param warmUp what to run once before a snapshot is taken, so that it holds the program compiled */
export function start(warmUp: () => unknown): void {
  if (!process.execArgv.includes('--build-snapshot')) {
    void main(0);
    return;
  }
  const { startupSnapshot } = require('node:v8') as typeof import('node:v8');
  // While it is made, nothing is loaded late: node takes no snapshot of modules.
  globalThis.gitKvmRequire = () => ({});
  void warmUp();
  startupSnapshot.setDeserializeMainFunction(() => {
    globalThis.gitKvmRequire = (file) => createRequire(resolve(process.argv[1]!))(file);
    void main(FROM_SNAPSHOT);
  });
}

async function main(above: number): Promise<void> {
  const [, program = __filename, name, ...args] = process.argv;
  process.exitCode = above + (await runHook(name, args, dirname(program)));
}
