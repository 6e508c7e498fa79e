/** The branches of other people's trees that a clone follows, told by URL: the names of remotes are the user's own. */

import type { GitRunner } from './run';
import { settingsLike } from './settings';

/** The trees that a KVM x86 series can be based on. */
export type TreeName = 'kvm-x86' | 'kvm' | 'linus' | 'kvm-unit-tests';

/** Where each tree is, whatever the host: the end of its URL's path. */
const TREES: readonly (readonly [TreeName, RegExp])[] = [
  ['kvm-x86', /(?:^|[/:])kvm-x86\/linux$/],
  ['kvm', /(?:^|[/:])virt\/kvm\/kvm$/],
  ['linus', /(?:^|[/:])torvalds\/linux(?:-2\.6)?$/],
  ['kvm-unit-tests', /(?:^|[/:])kvm-unit-tests$/],
];

export interface FetchedBranch {
  readonly tree: TreeName;
  readonly remote: string;
  /** As the tree names it: `next`. */
  readonly branch: string;
  /** As this clone does: `refs/remotes/x/next`. */
  readonly ref: string;
  readonly id: string;
}

/** The tree of a URL, or null. */
export function treeOf(url: string): TreeName | null {
  const path = url
    .toLowerCase()
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\.git$/, '');
  return TREES.find(([, end]) => end.test(path))?.[0] ?? null;
}

/** `x/next`, as a user types it. */
export function shortName(branch: Pick<FetchedBranch, 'ref'>): string {
  return branch.ref.replace(/^refs\/(?:remotes|heads)\//, '');
}

/** All branches that the clone fetched from one of the trees. */
export function fetchedBranches(git: GitRunner): FetchedBranch[] {
  const trees = treesByRemote(git);
  if (trees.size === 0) return [];
  const refspecs = configured(git, 'fetch').filter(({ remote }) => trees.has(remote));
  const output = git.run(['for-each-ref', '--format=%(objectname) %(objecttype) %(refname)', 'refs/']);
  const refs = (output?.toString('utf8') ?? '').split('\n').flatMap((line) => {
    const found = /^([0-9a-f]{40,64}) commit (refs\/\S.*)$/.exec(line);
    return found && !found[2]!.endsWith('/HEAD') ? [{ id: found[1]!, ref: found[2]! }] : [];
  });
  return refspecs.flatMap(({ remote, value }) =>
    refs.flatMap(({ id, ref }) => {
      const branch = branchBehind(ref, value);
      return branch === null ? [] : [{ tree: trees.get(remote)!, remote, branch, ref, id }];
    }),
  );
}

/** Both the URL as configured and as `url.*.insteadOf` makes it count: the one may be a mirror of the other. */
function treesByRemote(git: GitRunner): Map<string, TreeName> {
  const trees = new Map<string, TreeName>();
  const add = (remote: string, url: string) => {
    const tree = treeOf(url);
    if (tree !== null && !trees.has(remote)) trees.set(remote, tree);
  };
  for (const { remote, value } of configured(git, 'url')) add(remote, value);
  for (const line of (git.run(['remote', '-v'])?.toString('utf8') ?? '').split('\n')) {
    const found = /^([^\t]+)\t(.+) \(fetch\)/.exec(line);
    if (found) add(found[1]!, found[2]!);
  }
  return trees;
}

function configured(git: GitRunner, key: 'url' | 'fetch'): { remote: string; value: string }[] {
  return settingsLike(`^remote\\..*\\.${key}$`, git).map(({ key: name, value }) => ({
    remote: name.slice('remote.'.length, -key.length - 1),
    value,
  }));
}

/** The branch that a refspec `+refs/heads/*:refs/remotes/x/*` puts at this ref; null if it does not. */
function branchBehind(ref: string, refspec: string): string | null {
  const [from, to] = refspec.replace(/^\+/, '').split(':');
  if (!from?.startsWith('refs/heads/') || to === undefined) return null;
  const name = from.slice('refs/heads/'.length);
  const star = to.indexOf('*');
  if (star === -1) return ref === to ? name : null;
  const [before, after] = [to.slice(0, star), to.slice(star + 1)];
  if (!ref.startsWith(before) || !ref.endsWith(after) || ref.length < before.length + after.length)
    return null;
  return name.replace('*', () => ref.slice(before.length, ref.length - after.length));
}
