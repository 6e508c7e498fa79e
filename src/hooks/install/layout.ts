import { join } from 'node:path';

/** Where git-kvm lives in a clone. Everything is in one folder of the common git directory. */
export interface Layout {
  readonly commonDir: string;
  readonly config: string;
  readonly home: string;
  /** A symbolic link to the folder of the installation in force: one rename changes all of it at once. */
  readonly current: string;
  /** The value of core.hooksPath. */
  readonly hooksPath: string;
  /** The value of alias.kvm. */
  readonly alias: string;
  /** State of sends that are under way; outlives an upgrade. */
  readonly sends: string;
  /** Held while one process installs or uninstalls. */
  readonly lock: string;
}

export function layoutOf(commonDir: string): Layout {
  const home = join(commonDir, 'git-kvm');
  const current = join(home, 'current');
  return {
    commonDir,
    config: join(commonDir, 'config'),
    home,
    current,
    hooksPath: join(current, 'hooks', '_'),
    alias: `!${shellQuote(join(current, 'hooks', 'git-kvm'))}`,
    sends: join(home, 'sends'),
    lock: join(commonDir, 'git-kvm.lock'),
  };
}

/** One word for sh that means `text` exactly. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
