/** Put a branch on its commits in another order: all of it, or nothing. */
import { existsSync } from 'node:fs';
import { UsageError } from '../model/errors';
import { backupRef } from './refs';
import { writeOrder } from './reorder';
import { gitRunner } from './run';

interface Applied {
  readonly backup: string;
  readonly head: string;
  /** New ids of commits whose signature is lost: it isn't valid for another commit. */
  readonly unsigned: readonly string[];
}

/**
 * Move the current branch to its commits in a new order. The result must have the very tree that is checked out, so
 * neither index nor work tree changes; what the branch was stays under `refs/git-kvm/backup/`.
 *
 * @param commits in their new order; as they stood, the last of them is HEAD
 * @throws UsageError and changes nothing when the tree is not clean, a rebase goes on, or the order conflicts
 */
export function applyOrder(
  commits: readonly string[],
  base: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
  now = new Date(),
): Applied {
  const git = gitRunner(cwd, 300_000, env);
  const ask = (...args: string[]) => git.run(args)?.toString('utf8').trim() ?? null;
  const old = ask('rev-parse', '--verify', 'HEAD');
  if (old === null || !commits.includes(old)) {
    throw new UsageError('only commits up to HEAD can be reordered', 'switch to the branch first');
  }
  const status = ask('status', '--porcelain', '--untracked-files=no');
  if (status === null || status !== '') {
    throw new UsageError('the work tree has uncommitted changes', 'commit or stash them first');
  }
  for (const name of ['rebase-merge', 'rebase-apply', 'CHERRY_PICK_HEAD', 'MERGE_HEAD', 'BISECT_LOG']) {
    const path = ask('rev-parse', '--path-format=absolute', '--git-path', name);
    if (path !== null && existsSync(path))
      throw new UsageError(`another git operation is in progress (${name})`);
  }
  const made = writeOrder(commits, base, cwd, env);
  if (!made.ok) throw new UsageError(`the order does not apply: ${made.why}`, 'nothing was changed');
  if (made.tree !== ask('rev-parse', `${old}^{tree}`)) {
    throw new UsageError('that order gives a different result', 'nothing was changed');
  }
  const branch = ask('symbolic-ref', '--short', '-q', 'HEAD') ?? 'detached';
  const backup = backupRef(branch, old, now);
  const reason = 'git-kvm order: before';
  if (git.run(['update-ref', '-m', reason, '--create-reflog', backup, old]) === null) {
    throw new UsageError('cannot write the backup ref', 'nothing was changed');
  }
  if (git.run(['update-ref', '-m', 'git-kvm order: reorder patches', 'HEAD', made.head, old]) === null) {
    git.run(['update-ref', '-d', backup, old]);
    throw new UsageError('the branch has changed in the meantime', 'nothing was changed');
  }
  // What git rebase does as well: notes that the user has rewritten go along.
  const pairs = made.pairs.map(([from, to]) => `${from} ${to}\n`).join('');
  git.run(['notes', 'copy', '--for-rewrite=rebase', '--stdin'], { input: pairs });
  return { backup, head: made.head, unsigned: made.unsigned };
}
