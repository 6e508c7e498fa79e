/** What of the environment the programs that git-kvm starts may see. */
import { delimiter, isAbsolute } from 'node:path';

/** The environment without git's variables: git then finds the repository by the folder that it runs in. */
export function withoutGitVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GIT_')));
}

/**
 * Take the relative entries out of PATH, for this process and all that it starts: in a tree that someone else wrote, its
 * own `git` or `perl` would run. The hooks and the launcher (hooks/git-kvm.sh) do the same in sh.
 */
export function dropRelativePath(env: NodeJS.ProcessEnv): void {
  const folders = (env.PATH ?? '').split(delimiter).filter(isAbsolute);
  // An empty PATH means the current folder.
  env.PATH = folders.length > 0 ? folders.join(delimiter) : '/usr/bin:/bin';
}
