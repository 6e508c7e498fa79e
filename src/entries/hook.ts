/**
 * What git's hooks start: `node hook.cjs NAME ARGS…`. Small on purpose: whatever a clean commit does not need is loaded
 * late.
 *
 * The installer also makes a startup snapshot of it (`node --build-snapshot`): the program loaded, compiled and warm. The
 * hooks start from that where they can, and from this file where they cannot; then the exit status is 40 higher, so that a
 * node that refuses the snapshot (another version, other flags) is not mistaken for a verdict.
 */
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { runHook } from '../hook/run';
import { warmUp } from '../hook/warm-up';

/** Added to the exit status by a program that runs from a snapshot. */
const FROM_SNAPSHOT = 40;

declare global {
  /** What loads a part of the program late; a snapshot's own `require` knows only what node brings. */
  var gitKvmRequire: ((file: string) => unknown) | undefined;
}

async function main(above: number): Promise<void> {
  const [, program = __filename, name, ...args] = process.argv;
  process.exitCode = above + (await runHook(name, args, dirname(program)));
}

if (process.execArgv.includes('--build-snapshot')) {
  const { startupSnapshot } = require('node:v8') as typeof import('node:v8');
  void warmUp();
  globalThis.gitKvmRequire = (file) => createRequire(resolve(process.argv[1]!))(file);
  startupSnapshot.setDeserializeMainFunction(() => void main(FROM_SNAPSHOT));
} else {
  void main(0);
}
