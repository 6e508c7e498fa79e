/** The base of a series, found from where it stands and from what the guide wants; said where it can't be determined. */

import { isForCurrentRelease } from '../../analysis/kvm/base';
import { multiArch } from '../../analysis/kvm/multi-arch';
import { type FetchedBranch, shortName, type TreeName } from '../../git/fetched';
import type { GitRunner } from '../../git/run';
import { UsageError } from '../../model/errors';
import type { Series } from '../../model/patch';
import type { OwnCommits, Published } from './own-commits';

/** What a series is for, where its author says so. */
export const TARGETS = ['next', 'current', 'multi-arch'] as const;
export type Target = (typeof TARGETS)[number];

interface BaseQuestion {
  readonly git: GitRunner;
  /** Null where HEAD is detached. */
  readonly branch: string | null;
  readonly own: OwnCommits;
  readonly published: Published;
  readonly series: Series;
  readonly target: Target | null;
}

export interface ChosenBase {
  readonly id: string;
  /** `x/next`, `v6.12-rc2`. */
  readonly name: string;
  /** What the user should know of it besides what the rules find. */
  readonly note: string;
}

/**
 * The base commit is where the series really is; found is what that is. The rules judge it (base-tree, multi-arch-base).
 * @throws UsageError where the series must be rebased first, or its target is to be said
 */
export function chooseBase(question: BaseQuestion): ChosenBase {
  const { own, published, series, target } = question;
  const multi = multiArch(series);
  if (target === 'multi-arch' || (target === null && multi.is === 'yes'))
    return stablePoint(question, multi.why);
  if (target === 'current') return forCurrentRelease(question);

  const x86 = published.branches.filter(({ tree }) => tree === 'kvm-x86');
  const topic = topicBranch(question.branch, x86);
  const next = x86.filter(({ branch }) => branch === 'next');
  const wanted = containing(question, [...topic, ...next]);
  if (wanted) return { id: own.base, name: shortName(wanted), note: '' };
  const tree = published.branches.filter(({ tree }) => tree === 'kvm-unit-tests');
  const tests = containing(question, tree);
  if (tests) return { id: own.base, name: shortName(tests), note: '' };
  const master = containing(question, branchesOf(published, 'kvm', 'master'));
  const onNext = target === 'next' ? taggedNext(question, next[0]) : null;
  if (onNext) return onNext;
  if (target === 'next' && x86.length > 0) throw notOn(question, next[0] ?? x86[0]!, 'the next release');
  if (master) {
    const note = isForCurrentRelease(series) ? 'assumed to be a fix for the current release' : '';
    return { id: own.base, name: shortName(master), note };
  }
  const other = containing(question, [
    ...x86,
    ...published.branches.filter(({ tree }) => tree !== 'kvm-x86'),
  ]);
  const noNext = next.length === 0 ? 'no remote of this clone is kvm-x86' : '';
  if (other) return { id: own.base, name: shortName(other), note: noNext };
  const tag = tagAt(question) ?? (isReleased(question) ? nearestTag(question) : null);
  if (tag) return { id: own.base, name: nameIn(question, tag), note: multi.is === 'maybe' ? '' : noNext };
  const tagged = taggedNext(question, next[0]);
  if (tagged) return tagged;
  const old = next[0] ?? x86[0];
  // Only the reflog of this clone has it: no one else could apply the series.
  if (old) {
    throw new UsageError(
      `${shortName(old)} was rebuilt since, and no branch or tag has what this series is based on`,
      `git rebase --onto ${shortName(old)} ${own.parent.slice(0, 12)}`,
    );
  }
  throw new UsageError(
    `cannot determine the tree of base ${own.base.slice(0, 12)}`,
    'give the base: --base COMMIT',
  );
}

/** The topic branches that the name of the user's branch mentions: `x86/pmu/my_branch` of `pmu`. */
export function topicBranch(branch: string | null, x86: readonly FetchedBranch[]): FetchedBranch[] {
  const words = branch?.split('/').slice(0, -1) ?? [];
  const asked = [words.join('/'), ...words.toReversed()].filter((word) => word !== '');
  return asked.flatMap((word) => x86.filter((one) => one.branch === word));
}

function forCurrentRelease(question: BaseQuestion): ChosenBase {
  const { own, published } = question;
  const branches = [...branchesOf(published, 'kvm', 'master'), ...branchesOf(published, 'kvm-x86', 'fixes')];
  const found = containing(question, branches);
  if (found) return { id: own.base, name: shortName(found), note: '' };
  if (branches.length === 0) {
    throw new UsageError(
      'no remote of this clone is the KVM tree, where fixes for the current release go',
      'git remote add -f kvm https://git.kernel.org/pub/scm/virt/kvm/kvm.git; or give the base: --base COMMIT',
    );
  }
  throw notOn(question, branches[0]!, 'the current release');
}

/** A multi-arch series stands on a commit that all architectures have: a release candidate. */
function stablePoint(question: BaseQuestion, why: string): ChosenBase {
  const { own } = question;
  const tag = tagAt(question);
  if (tag !== null) return { id: own.base, name: tag, note: '' };
  const nearest = nearestTag(question);
  if (isReleased(question)) {
    const name = nearest === null ? own.base.slice(0, 12) : nameIn(question, nearest);
    return { id: own.base, name, note: '' };
  }
  const what = why === '' ? 'for several architectures' : `for more than x86: ${why}`;
  const rebase =
    nearest === null
      ? 'fetch the tags (git fetch --tags) and rebase it on a release candidate'
      : `git rebase --onto ${nearest} ${own.parent.slice(0, 12)}`;
  throw new UsageError(
    `this series is ${what}, but is not based on a public release candidate`,
    `${rebase}; or, if it is for x86 only: --for next`,
  );
}

function notOn({ own }: BaseQuestion, branch: FetchedBranch, target: string): UsageError {
  const name = shortName(branch);
  return new UsageError(
    `a series for ${target} must be based on ${name}`,
    `git rebase --onto ${name} ${own.parent.slice(0, 12)}; or give the base: --base COMMIT`,
  );
}

function branchesOf({ branches }: Published, tree: TreeName, branch: string): FetchedBranch[] {
  return branches.filter((one) => one.tree === tree && one.branch === branch);
}

/** The first of these branches that has the base. */
function containing({ git, own }: BaseQuestion, branches: readonly FetchedBranch[]): FetchedBranch | null {
  return branches.find(({ id }) => git.run(['merge-base', '--is-ancestor', own.base, id]) !== null) ?? null;
}

/** The release or candidate that the base is, by its tag. */
function tagAt({ git, own }: BaseQuestion): string | null {
  const output = git.run(['tag', '--points-at', own.base, '--list', 'v[0-9]*.[0-9]*']);
  return output?.toString('utf8').split('\n').find(Boolean) ?? null;
}

/** The newest tag of kvm-x86's next that has the base: next itself is rebuilt, its tags stay. */
function taggedNext({ git, own }: BaseQuestion, next: FetchedBranch | undefined): ChosenBase | null {
  const args = ['--format=%(refname:short)', '--sort=-refname', `--contains=${own.base}`];
  const tag = git
    .run(['for-each-ref', ...args, 'refs/tags/kvm-x86-next-*'])
    ?.toString('utf8')
    .split('\n')[0];
  if (!tag) return null;
  return { id: own.base, name: tag, note: next === undefined ? '' : `${shortName(next)} was rebuilt since` };
}

/** The newest release or candidate that the base has in its history. */
function nearestTag({ git, own }: BaseQuestion): string | null {
  const output = git.run(['describe', '--tags', '--abbrev=0', '--match', 'v[0-9]*.[0-9]*', own.base]);
  return output?.toString('utf8').trim() || null;
}

/** Returns true if the base is in the history of a release or candidate. */
function isReleased({ git, own, published }: BaseQuestion): boolean {
  const tags = published.tags.filter((tag) => /^refs\/tags\/v\d/.test(tag));
  if (tags.length === 0) return false;
  const input = tags.map((tag) => `^${tag}\n`).join('');
  return git.run(['rev-list', '--max-count=1', own.base, '--stdin'], { input })?.length === 0;
}

function nameIn(question: BaseQuestion, tag: string): string {
  return tagAt(question) === tag ? tag : `after ${tag}`;
}
