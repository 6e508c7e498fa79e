import { join } from 'node:path';

/** Where git-kvm lives in a clone. Everything is in the git directory that all worktrees share. */
export interface Layout {
  readonly commonDir: string;
  readonly config: string;
  readonly home: string;
  /** A symbolic link to the folder of the installation in force: one rename changes all of it at once. */
  readonly current: string;
  /** Where git looks for hooks where no core.hooksPath is set. */
  readonly hooks: string;
  /** Hooks that were there before, under their names; beside `hooks`, so that relative links in it hold. */
  readonly shelf: string;
  /** State of sends that are under way; outlives an upgrade. */
  readonly sends: string;
  /** Held while one process installs or uninstalls. */
  readonly lock: string;
}

/** The value of alias.kvm. Git finds the clone, wherever it is by then. */
export const ALIAS = '!exec "$(git rev-parse --git-common-dir)/git-kvm/current/hooks/git-kvm"';

export function layoutOf(commonDir: string): Layout {
  const home = join(commonDir, 'git-kvm');
  return {
    commonDir,
    config: join(commonDir, 'config'),
    home,
    current: join(home, 'current'),
    hooks: join(commonDir, 'hooks'),
    shelf: join(commonDir, 'git-kvm-hooks'),
    sends: join(home, 'sends'),
    lock: join(commonDir, 'git-kvm.lock'),
  };
}

/** One word for sh that means `text` exactly. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
