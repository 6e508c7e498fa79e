/** The process that stands by for the next commit: `node standby.cjs [FILE]`, started by hooks in the background. */
import { loadProgram } from '../../hooks/program';
import { standBy } from '../../hooks/standby';

const IDLE_MS = 5 * 60 * 1000;

// It is of the process group of the editor: with ^Z there it would stop as well, and keep the next commit waiting.
process.on('SIGTSTP', () => {});

const [, , first] = process.argv;
const { program } = loadProgram(__dirname, 'commit-msg', require);
void standBy({
  programDir: __dirname,
  isClean: program.isClean!,
  idle: IDLE_MS,
  first,
  end: () => process.exit(),
}).catch(() => {
  process.exitCode = 2;
});
