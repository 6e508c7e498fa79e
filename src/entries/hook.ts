/**
 * What git's hooks start: `node hook.cjs NAME ARGS…`. Small on purpose: whatever a clean commit does not need is loaded
 * late.
 */
import { runHook } from '../hook/run';

const [name, ...args] = process.argv.slice(2);
void runHook(name, args).then((status) => {
  process.exitCode = status;
});
