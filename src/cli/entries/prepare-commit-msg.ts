/** The program of what happens around a commit and checks nothing. */
import { postCommit } from '../../hooks/post-commit';
import { prepareCommitMsg } from '../../hooks/prepare-commit-msg';
import { runnerOf } from '../../hooks/run';

export const run = runnerOf({ 'prepare-commit-msg': prepareCommitMsg, 'post-commit': postCommit });
