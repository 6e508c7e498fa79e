/** What rules may ask of a clone: facts from git, read-only, each answered once. */

import type { Cycle } from './cycle';
import type { Evidence } from './evidence';

export interface CommitFact {
  /** The whole id. */
  readonly id: string;
  readonly shortlog: string;
}

/** `missing`: no such commit here, and the clone is whole. `unknown`: this clone cannot tell (shallow, partial, time is up). */
export type CommitAnswer = CommitFact | 'missing' | 'unknown' | 'ambiguous';

export interface Remote {
  readonly name: string;
  /** As git would use it, `url.*.insteadOf` applied. */
  readonly url: string;
}

/**
 * What the guide wants work to be based on: branches, and the releases with their candidates; and what is too old for
 * that, the releases (without candidates) that kvm-x86/next is built on.
 */
export type Tree = 'kvm-x86/next' | 'kvm-x86/fixes' | 'kvm/master' | 'release' | 'earlier release';

/** Lines `from` up to and with `to` of a file, counted from 1. */
export interface LineRange {
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

export interface NamedPlace {
  readonly name: string;
  readonly path: string;
}

/** What code makes of a name: a function and nothing else, anything else, or it only mentions it. */
export type NameUse = 'function' | 'other' | 'mentioned';

export interface CheckpatchFinding {
  /** Line of the patch that was given, from 1. */
  readonly line: number;
  readonly level: 'ERROR' | 'WARNING' | 'CHECK';
  /** `PARENTHESIS_ALIGNMENT` and the like. */
  readonly type: string;
  readonly text: string;
}

/** Commits that show a prefix to be in use. */
export const COMMITS_IN_USE = 3;

export interface RepoFacts {
  /** The commit that an id of 4 to 40 hex digits names. */
  commit(id: string): CommitAnswer;
  /** Returns true if others can have this commit: it is reachable from a remote-tracking branch or a tag. */
  isPublic(id: string): boolean | 'unknown';
  /** Returns true if the id will stay: it is reachable from a release's tag, or from the main branch of Linus' tree or KVM's. */
  isStable(id: string): boolean | 'unknown';
  /** Returns true if the commit is in this tree, told by its remote's URL; unknown where the clone does not follow it. */
  isIn(id: string, tree: Tree): boolean | 'unknown';
  /** Commits in upstream history with exactly this shortlog, two at most: one is the one, two are no help. */
  commitsByShortlog(shortlog: string): readonly CommitFact[] | 'unknown';
  /** Returns true if upstream history has a few shortlogs with this prefix, `KVM: x86/hyper-v:`; false where it has fewer. */
  isUsedPrefix(prefix: string): boolean | 'unknown';
  /** Returns true if any of these lines, as they are in `revision`, came with the commit `id` or after it. */
  changedSince(id: string, revision: string, lines: LineRange): boolean | 'unknown';
  /** Where a revision defines these names, by the look of its lines; of all the tree only what KVM and its tests can see. */
  definitions(revision: string, names: readonly string[]): readonly NamedPlace[] | 'unknown';
  /** What the code of HEAD that KVM can see makes of these names; those that are not in the answer are nowhere in it. */
  uses(names: readonly string[]): ReadonlyMap<string, NameUse> | 'unknown';
  /** The contents of a file in HEAD; null where it has none, or git cannot tell. */
  file(path: string): string | null;
  /** What the copy of checkpatch.pl in the installation says about each of these patches; unknown where it has none. */
  checkpatch(patches: readonly string[]): readonly (readonly CheckpatchFinding[])[] | 'unknown';
  /** What `git kvm verify` recorded here, of whatever patches. */
  evidence(): readonly Evidence[];
  /** Where the release cycle stands today, by the tags; unknown where there is none, or none of the last weeks. */
  cycle(): Cycle | 'unknown';
  /** Empty where git could not tell. */
  remotes(): readonly Remote[];
  /** These ids will be asked for: git answers for all of them at once, with the first question. */
  prefetch(ids: Iterable<string>): void;
}

/** A commit id, whole or short, as git takes it. */
export const COMMIT_ID = /^[0-9a-f]{4,40}$/i;

export function isFact(answer: CommitAnswer): answer is CommitFact {
  return typeof answer === 'object';
}
