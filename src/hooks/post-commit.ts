/** What was suppressed for the commit that was made goes into its note. */
import { resolve } from 'node:path';
import { settleUsed } from '../git/allowed';
import type { HookCall, Status } from './hook';

export async function postCommit({ cwd, env }: HookCall): Promise<Status> {
  // Git sets GIT_DIR for its hooks wherever it is not `.git`.
  settleUsed({ cwd, env, gitDir: resolve(cwd, env.GIT_DIR ?? '.git') });
  return 0;
}
