/** What the configuration comes down to once its layers are merged. */

import type { PathTopic, Standing } from '../../analysis/kvm/domain';
import type { Level } from '../../model/finding';
import type { OptionValue, Stage } from '../rule';

/** One rule, as configured. */
export interface RuleSetting {
  readonly level?: Level;
  readonly options?: Readonly<Record<string, OptionValue>>;
}

/** A configuration file, and all layers together. Every key is optional. */
/** What `commit-msg` does with a blocking finding: the send blocks in any case. */
export type CommitLevel = 'warn' | 'block';

/** A program that checks patches, as configured. */
export interface CheckerSetting {
  readonly command?: readonly string[];
  readonly level?: Level;
  readonly timeout?: number;
  readonly stages?: readonly Stage[];
  readonly cache?: boolean;
}

export interface Settings {
  /** By rule id; a bare level is short for `{ level }`. */
  readonly rules?: Readonly<Record<string, Level | RuleSetting>>;
  /** Further topics of the conceptual tree. */
  readonly topics?: readonly {
    name: string;
    parent?: string;
    standing?: Standing;
    aliases?: readonly string[];
  }[];
  /** Further paths; asked before the built-in ones. */
  readonly paths?: readonly PathTopic[];
  /** Replaces the built-in list. */
  readonly localPrefixes?: readonly string[];
  /** What `commit-msg` does; a level alone, or both. */
  readonly commit?:
    | CommitLevel
    | {
        readonly level?: CommitLevel;
        /** Apply fixes that are certain, instead of refusing. Default false. */
        readonly fix?: boolean;
      };
  /** A folder with templates of the user's own. */
  readonly templates?: string;
  /** Show notes as well. Default: only `check` asked with `--notes` and the end of a send show them. */
  readonly notes?: boolean;
  /** Programs that check patches as well, by name. */
  readonly checkers?: Readonly<Record<string, CheckerSetting>>;
}

/** Where a value came from; later ones win. */
export type Layer = 'default' | 'user' | 'clone' | 'tree' | 'environment' | 'command line';
