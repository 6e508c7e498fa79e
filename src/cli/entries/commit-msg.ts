/** The program of the hook that every commit waits for. */
import { commitMsg } from '../../hooks/commit-msg';
import { runnerOf } from '../../hooks/run';

export const run = runnerOf({ 'commit-msg': commitMsg });
