/**
 * What git's hooks start: `node hook.cjs NAME ARGS…`. Small on purpose: the program of the hook comes with its code
 * compiled (see src/hooks/program.ts), this file does not.
 *
 * The exit status is 40 more than the hook's: no program that is cut off, and no node that is too old, gives a verdict.
 */
import { loadProgram } from '../../hooks/program';
import { programFor } from '../../hooks/programs';

process.exitCode = 3;
const [, , name = '', ...args] = process.argv;
if (Number.parseInt(process.version.slice(1), 10) < 20) process.exitCode = 4;
else {
  try {
    loadProgram(__dirname, programFor(name), require)
      .program.run(name, args, __dirname)
      .then((status) => {
        process.exitCode = 40 + status;
      });
  } catch (error) {
    process.stderr.write(`git-kvm: ${error}\n`);
  }
}
