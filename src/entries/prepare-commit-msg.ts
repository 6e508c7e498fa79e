/** The program of what happens around a commit and judges nothing. */
import { postCommit } from '../hook/post-commit';
import { prepareCommitMsg } from '../hook/prepare-commit-msg';
import { runnerOf } from '../hook/run';

export const run = runnerOf({ 'prepare-commit-msg': prepareCommitMsg, 'post-commit': postCommit });
