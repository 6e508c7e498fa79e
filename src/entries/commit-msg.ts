/** The program of the hook that every commit waits for. */
import { commitMsg, isClean } from '../hook/commit-msg';
import { runnerOf } from '../hook/run';

export const run = runnerOf({ 'commit-msg': commitMsg });
export { isClean };
