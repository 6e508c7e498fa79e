/** Where a repository's parts lie. */

import { basename, dirname, resolve } from 'node:path';
import { askGit } from './run';

export interface RepoPaths {
  /** Top of the work tree; null in a bare repository. */
  readonly top: string | null;
  /** The git directory that all worktrees share. */
  readonly commonDir: string;
  /** The git directory of this worktree. */
  readonly gitDir: string;
}

/** Ask git where the repository around `cwd` lies; null outside of any. One process. */
export function findRepository(cwd: string): RepoPaths | null {
  const ask = (...args: string[]) => askGit(['rev-parse', ...args], { cwd, env: process.env });
  const places = ask('--is-inside-work-tree', '--absolute-git-dir', '--git-common-dir');
  if (places === null) return null;
  const [isInside, gitDir, commonDir] = places.split('\n');
  const top = isInside === 'true' ? ask('--show-toplevel') : null;
  return { top, gitDir: gitDir!, commonDir: resolve(cwd, commonDir!) };
}

/**
 * The same for a hook, without a process: the program lies in `<common>/git-kvm/<installation>/program`, and git starts a
 * hook at the top of the work tree. Null where the program lies elsewhere.
 */
export function installedAt(programDir: string, cwd: string, gitDir: string): RepoPaths | null {
  const home = dirname(dirname(programDir));
  if (basename(programDir) !== 'program' || basename(home) !== 'git-kvm') return null;
  return { top: cwd, gitDir, commonDir: dirname(home) };
}
