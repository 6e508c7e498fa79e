import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout } from './layout';

/** What an installation notes about itself, for the next one, for uninstall and for doctor. No path of the clone's. */
export interface InstallRecord {
  readonly version: string;
  /** The values that git-kvm set; null where core.hooksPath is not set, as git finds the hooks without. */
  readonly hooksPath: string | null;
  readonly alias: string;
  /** What the clone's own configuration file had before, all values in order. */
  readonly previous: { readonly hooksPath: readonly string[]; readonly alias: readonly string[] };
  /**
   * The folder of the hooks that were in force before: '' for those of the clone's hooks folder, which are on the shelf
   * now. A relative one is taken from the top of each worktree, as git does.
   */
  readonly chain: string;
  readonly node: string;
  /** Names of the stubs in the hooks folder. */
  readonly hooks: readonly string[];
  /** True if there was no hooks folder before. */
  readonly madeHooks?: boolean;
  /** SHA-256 of each file of the installation, by its path in there. */
  readonly files: Readonly<Record<string, string>>;
}

export const RECORD = 'record.json';
/** The clone's configuration file, byte for byte, as it was before git-kvm and as git-kvm left it. */
export const CONFIG_BEFORE = 'config.before';
export const CONFIG_AFTER = 'config.after';

/** The record of the installation in force, or null when there is none that can be read. */
export function readRecord(layout: Layout): InstallRecord | null {
  try {
    return JSON.parse(readFileSync(join(layout.current, RECORD), 'utf8')) as InstallRecord;
  } catch {
    return null;
  }
}
