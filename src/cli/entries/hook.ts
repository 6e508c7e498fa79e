/**
 * What git's hooks start: `node hook.cjs NAME ARGS…`.
 *
 * The exit status is 40 more than the hook's: a program that is cut off, or a node that is too old, gives no verdict.
 */
import * as module from 'node:module';
import { join } from 'node:path';
import { programFor } from '../programs';

process.exitCode = 3;
const [, , name = '', ...args] = process.argv;
if (Number.parseInt(process.version.slice(1), 10) < 20) process.exitCode = 4;
else {
  try {
    // Node 22.1 and later: what V8 compiled, in the folder of the installation. Without it the hook only takes longer.
    const { enableCompileCache } = module as { enableCompileCache?: (folder: string) => void };
    enableCompileCache?.(join(__dirname, '..', 'compile-cache'));
    programFor(name)
      .run(name, args, __dirname)
      .then((status) => {
        process.exitCode = 40 + status;
      });
  } catch (error) {
    process.stderr.write(`git-kvm: ${error}\n`);
  }
}
