/** Which commits of a branch are the contributor's own, and on which published commit they stand. */

import { type FetchedBranch, shortName } from '../../git/fetched';
import type { GitRunner } from '../../git/run';
import { UsageError } from '../../model/errors';

/** No series is as long; beyond, the history is not the expected one. */
const MOST = 500;
/** How far back the clone remembers what a rebuilt branch was. */
const MOST_OLD_TIPS = 200;

export interface OwnCommits {
  /** The series, the oldest first. */
  readonly ids: readonly string[];
  /** The parent of its first commit. */
  readonly parent: string;
  /** The published commit that all of it stands on; `parent`, unless there are unpublished commits in between. */
  readonly base: string;
}

export interface Published {
  readonly branches: readonly FetchedBranch[];
  /** Where `next` and the topic branches stood before they were rebuilt, as the reflogs of this clone know. */
  readonly oldTips: readonly string[];
  /** The tags of releases and candidates, and kvm-x86's own of `next`. */
  readonly tags: readonly string[];
}

export function publishedIn(git: GitRunner, branches: readonly FetchedBranch[]): Published {
  const x86 = branches.filter(({ tree }) => tree === 'kvm-x86').map(({ ref }) => ref);
  const oldTips = x86.flatMap((ref) =>
    lines(git, ['log', '-g', '--format=%H', `--max-count=${MOST_OLD_TIPS}`, ref, '--']),
  );
  const patterns = ['refs/tags/v[0-9]*.[0-9]*', 'refs/tags/kvm-x86-*'];
  return {
    branches,
    oldTips: [...new Set(oldTips)],
    tags: lines(git, ['for-each-ref', '--format=%(refname)', ...patterns]),
  };
}

/**
 * @param range as the user gave it, null for all that is not published
 * @throws UsageError where it can't be determined: a history with merges, without a published commit, or nothing in it
 */
export function ownCommits(git: GitRunner, range: string | null, published: Published): OwnCommits {
  const excluded = [...published.branches.map(({ id }) => id), ...published.oldTips, ...published.tags];
  if (excluded.length === 0) {
    throw new UsageError(
      'cannot determine the base: no remote of this clone is kvm-x86, KVM or Linus’ tree, and there are no release tags',
      'git remote add -f kvm-x86 https://github.com/kvm-x86/linux.git; or give it: --base COMMIT',
    );
  }
  const unpublished = (tip: string) => walk(git, [tip, '--stdin'], excluded.map((id) => `^${id}\n`).join(''));
  const own = range === null ? unpublished('HEAD') : walk(git, rangeArguments(range));
  if (own.length === 0) {
    throw new UsageError(
      range === null ? `all of this branch is published in ${names(published)}` : `no commits in ${range}`,
      'commit something, or give a range: git kvm format-patch HEAD~2..',
    );
  }
  const parent = parentOf(own, range ?? 'this branch', published);
  const below = range === null ? [] : unpublished(parent);
  const base = below.length === 0 ? parent : parentOf(below, `the base of ${range}`, published);
  return { ids: own.map(({ id }) => id), parent, base };
}

interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
}

function walk(git: GitRunner, args: readonly string[], input = ''): Commit[] {
  const output = git.run(['rev-list', '--parents', '--topo-order', '--reverse', ...args], { input });
  if (output === null)
    throw new UsageError(`bad revision range '${args[0] === 'HEAD' ? 'HEAD' : args.at(-2)}'`);
  return output
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [id, ...parents] = line.split(' ');
      return { id: id!, parents };
    });
}

/** The one commit outside that the others stand on. */
function parentOf(commits: readonly Commit[], what: string, published: Published): string {
  if (commits.length > MOST) {
    throw new UsageError(
      `cannot determine the base: ${what} has ${commits.length} commits that are not in ${names(published)}`,
      'fetch the tree it is based on, or give it: --base COMMIT RANGE',
    );
  }
  const merge = commits.find(({ parents }) => parents.length > 1);
  if (merge !== undefined) {
    throw new UsageError(
      `${what} has a merge (${merge.id.slice(0, 12)}), so it has more than one base`,
      'rebase it, or give the range of the series: git kvm format-patch HEAD~2..',
    );
  }
  const inside = new Set(commits.map(({ id }) => id));
  const outside = new Set(commits.flatMap(({ parents }) => parents.filter((id) => !inside.has(id))));
  if (outside.size !== 1 || commits.some(({ parents }) => parents.length === 0)) {
    throw new UsageError(
      `cannot determine the base: ${what} has ${outside.size === 0 ? 'no parent' : `${outside.size} parents`} outside`,
      'give the range of the series, and its base: --base COMMIT RANGE',
    );
  }
  return [...outside][0]!;
}

/** As `git format-patch` reads it: `A..B`, `-3`, and a revision alone means what came since. */
function rangeArguments(range: string): string[] {
  const count = /^-(\d{1,4})$/.exec(range);
  if (count) return [`--max-count=${count[1]}`, '--end-of-options', 'HEAD', '--'];
  const isRange = range.includes('..') || range.startsWith('^') || /\^[!@]$|\^-\d*$/.test(range);
  return ['--end-of-options', isRange ? range : `${range}..HEAD`, '--'];
}

function names({ branches }: Published): string {
  const shown = [
    ...new Set(branches.filter(({ branch }) => /^(?:next|master)$/.test(branch)).map(shortName)),
  ];
  return shown.length === 0 ? 'release tags' : shown.join(', ');
}

function lines(git: GitRunner, args: readonly string[]): string[] {
  return (git.run(args)?.toString('utf8') ?? '').split('\n').filter(Boolean);
}
