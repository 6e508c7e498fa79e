/**
 * What a rule is. A rule is one file in `src/rules/`, named after its id; the registry is made from the folder.
 *
 * A rule is a pure function of the model and of a read-only `RepoFacts`: it reads no file, asks no git, prints nothing
 * and knows no hook. Everything it may know is in its two arguments.
 */

import type { Domain } from '../analysis/kvm/domain';
import type { Cycle } from '../model/cycle';
import type { Evidence } from '../model/evidence';
import type { Level, RuleFinding } from '../model/finding';
import type { Patch, Series } from '../model/patch';
import type { NameUse, RepoFacts, Tree } from '../model/repo-facts';

/** What a rule must be able to see; without it, it is not asked. */
export type Requirement = 'message' | 'diff' | 'series' | 'mail' | 'clone';

/** `commit`: a commit is being made. `send`: mail is about to leave. `check`: someone asked. */
export type Stage = 'commit' | 'send' | 'check';

export interface Context {
  readonly stage: Stage;
  /** Topics, paths and the like, as the configuration extends them. */
  readonly domain: Domain;
  /** Null outside a repository: what only a clone can answer is then not checked. */
  readonly clone: RepoFacts | null;
  /** The series that the patch is a part of; a patch alone is a series of one. */
  readonly series: Series;
  /** All series that were read with it, `series` among them. */
  readonly all: readonly Series[];
  /** The rule's options, defaults filled in. */
  readonly options: Readonly<Record<string, OptionValue>>;
}

export type OptionValue = string | number | boolean | readonly string[];

/** An option of a rule: its default tells its type. */
export interface OptionSpec {
  readonly default: OptionValue;
  readonly summary: string;
}

export type Section = 'shortlog' | 'changelog' | 'tags' | 'diff' | 'series' | 'testing';

interface RuleHead {
  readonly id: string;
  readonly section: Section;
  /** The highest level it reports at, unless the configuration says otherwise. */
  readonly level: Level;
  /** What it must see to be asked at all. */
  readonly requires: readonly Requirement[];
  /** What it asks, in one line. */
  readonly summary: string;
  readonly fixes?: boolean;
  /**
   * Patches of KVM x86 (the default); or selftests of other architectures as well, at `warn` at most and not while they
   * are committed; or every KVM patch whatever the architecture; or Linux as a guest as well; or any patch, where the
   * rule itself tells what concerns it.
   */
  readonly scope?: 'kvm-x86' | 'selftests' | 'kvm' | 'guest' | 'any';
  /** Also asked for commits that only this clone will see (`WIP:`) and for `fixup!`; default false. */
  readonly localToo?: boolean;
  /** False: not asked of a commit in the making, whose hook then does not load it. See `isAskedAtCommit`. */
  readonly atCommit?: false;
  readonly options?: Readonly<Record<string, OptionSpec>>;
}

export interface PatchRule extends RuleHead {
  readonly checks: 'patch';
  check(patch: Patch, context: Context): Iterable<RuleFinding>;
  /** Commit ids that `check` will ask the clone for, so that one git process can answer for all rules. */
  commits?(patch: Patch): Iterable<string>;
}

interface SeriesRule extends RuleHead {
  readonly checks: 'series';
  /** Sees a series for speed alone: its patches concern it one by one, whatever most of them are. */
  readonly oneByOne?: true;
  /**
   * Do what is cheaper for all series together than for each in `check`.
   * @param all those that concern the rule
   * @returns yields how many patches are done, of how many
   */
  ahead?(all: readonly Series[], context: Omit<Context, 'series' | 'all'>): Iterable<[number, number]>;
  check(series: Series, context: Context): Iterable<RuleFinding>;
}

export type Rule = PatchRule | SeriesRule;

/**
 * A commit in the making isn't a series or a mail, and notes are printed at a send only. scripts/registry.mjs goes by the
 * same.
 *
 * @param level that holds for the rule
 */
export function runsAtCommit({ requires, atCommit, level: usual }: Rule, level: Level = usual): boolean {
  return atCommit !== false && level !== 'note' && !requires.includes('series') && !requires.includes('mail');
}

export function patchRule(rule: Omit<PatchRule, 'checks'>): PatchRule {
  return { checks: 'patch', ...rule };
}

export function seriesRule(rule: Omit<SeriesRule, 'checks'>): SeriesRule {
  return { checks: 'series', ...rule };
}

/**
 * The page of a rule: why the guide asks for it, and examples. Rule files export a function `page`
 * that returns it, apart from the rule: a bundle that does not call the function does not hold it. The tests run every example, `git kvm explain` prints them, the reference
 * in docs is made from them.
 */
export interface RulePage {
  /** `maintainer-kvm-x86: Shortlog`: document and section. */
  readonly guide: string;
  /** In our own words, friendly: newcomers read this. */
  readonly why: string;
  readonly valid: readonly Example[];
  readonly invalid: readonly InvalidExample[];
}

/** Give `message` (and `files` or `diff`), or `mail`, or `series`. */
export interface Example {
  /** What this one shows. */
  readonly name: string;
  /** A commit message: shortlog, changelog, tags. */
  readonly message?: string;
  /** The id of the commit whose message it is; without it, the commit is being made. */
  readonly commit?: string;
  /** Paths that the patch touches, with a made-up diff of one line each. */
  readonly files?: readonly string[];
  /** A diff as git writes it, instead of `files`. */
  readonly diff?: string;
  /** Text under `---`. */
  readonly notes?: string;
  /** What starts the lines that git drops while it records the message. */
  readonly comment?: string;
  /** One whole mail. */
  readonly mail?: string;
  /** Several whole mails, taken as one send. */
  readonly series?: readonly string[];
  /** The mails may not be all of their series, as in an archive. */
  readonly part?: boolean;
  /** `send` if left out (`check` for `message`). */
  readonly stage?: Stage;
  /** What the clone knows; no clone if left out. */
  readonly clone?: ExampleRepo;
  readonly options?: Readonly<Record<string, OptionValue>>;
}

export interface InvalidExample extends Example {
  /** The quotes of the findings, in order; null for a finding without a place. */
  readonly quotes: readonly (string | null)[];
  /** What the findings say, in order: some words of the message or the hint. Asked where words differ by case. */
  readonly says?: readonly string[];
  /** The levels of the findings, where they differ from the rule's. */
  readonly levels?: readonly Level[];
  /** The message after the fix; required where the rule fixes this. */
  readonly fixed?: string;
  /** True if the fix is sure enough to be applied without a question; asked where it is given. */
  readonly certain?: boolean;
}

/** A clone made up for an example: see `test/git/fake-clone.ts`. */
export interface ExampleRepo {
  /** Commits by full id, oldest first; `stable` and `public` are true if left out, `in` is then unknown. */
  readonly commits?: Readonly<
    Record<string, { shortlog: string; stable?: boolean; public?: boolean; in?: readonly Tree[] }>
  >;
  /** The answer for any other id: `missing` (the default), or `unknown` as in a shallow clone. */
  readonly others?: 'missing' | 'unknown';
  /** Files of HEAD. */
  readonly files?: Readonly<Record<string, string>>;
  /** Names that each file defines in the base of the series. */
  readonly defines?: Readonly<Record<string, readonly string[]>>;
  /** What code of HEAD makes of names; others are nowhere. Unknown if left out. */
  readonly uses?: Readonly<Record<string, NameUse>>;
  /** What `git kvm verify` recorded. */
  readonly evidence?: readonly Evidence[];
  /** Where the release cycle stands; unknown if left out. */
  readonly cycle?: Cycle;
  /** URLs by name. */
  readonly remotes?: Readonly<Record<string, string>>;
  /** `path:line` and the commit that last changed it; the order of `commits` is the order of history. */
  readonly lines?: Readonly<Record<string, string>>;
  /** What checkpatch.pl says about a line, by its text with its mark: `LEVEL:TYPE: text`. */
  readonly checkpatch?: Readonly<Record<string, string>>;
}
