/**
 * What git's hooks start: `node hook.cjs NAME ARGS…`. Small on purpose: whatever a clean commit does not need is loaded
 * late.
 *
 * The installer also makes a startup snapshot of it (`node --build-snapshot`): the program loaded, compiled and warm. The
 * hooks start from that where they can, and from this file where they cannot.
 */
import { start } from '../hook/start';
import { warmUpCommit } from '../hook/warm-up';

start(warmUpCommit);
