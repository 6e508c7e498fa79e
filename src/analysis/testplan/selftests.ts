/** Which KVM selftests belong to a change. */

import type { Tree } from '../../git/tree';
import { isKvmSelftest, SELFTESTS } from '../kvm/selftest-paths';
import { areasOf, NEEDS_SMOKE, SMOKE } from './test-areas';

const PROGRAM = /^(?:(?:x86|x86_64)\/)?[^/]+\.c$/;

/** All programs among the selftests of a tree, by path below KVM's, without ending. */
export function selftestsIn(tree: Tree): string[] {
  return programs(tree.list(SELFTESTS.slice(0, -1)));
}

const LISTED = /^[ \t]*TEST_GEN_PROGS(?:_EXTENDED)?_(?:x86|x86_64|COMMON)[ \t]*\+?=[ \t]*(.+)$/gm;

/** All selftests of x86: those that the makefile lists; all programs where it lists none. */
export function selftestsOfX86(tree: Tree): string[] {
  const there = selftestsIn(tree);
  const text = tree
    .files(['Makefile', 'Makefile.kvm'].map((name) => `${SELFTESTS}${name}`))
    .map((file) => file.text)
    .join('\n');
  const listed = new Set([...text.matchAll(LISTED)].flatMap(([, words]) => words!.split(/\s+/)));
  const found = there.filter((test) => listed.has(test));
  return found.length > 0 ? found : there;
}

/** For KVM's code that no area is known of: a few tests that run much of it. @param changed paths */
export function smokeTestsOf(changed: readonly string[], tree: Tree): string[] {
  if (!changed.some((path) => NEEDS_SMOKE.test(path))) return [];
  return selftestsIn(tree).filter((test) => SMOKE.test(test.replace(/^x86(?:_64)?\//, '')));
}

/** Those that a change touches, and then the others of its area. @param changed paths */
export function selftestsOf(changed: readonly string[], tree: Tree): string[] {
  const areas = areasOf(changed);
  const all = areas.length === 0 ? [] : selftestsIn(tree);
  const near = all.filter((test) =>
    areas.some(({ selftests }) => selftests.test(test.replace(/^x86(?:_64)?\//, ''))),
  );
  return [...new Set([...programs(changed), ...near])];
}

function programs(paths: readonly string[]): string[] {
  return paths
    .filter((path) => isKvmSelftest(path))
    .map((path) => path.slice(SELFTESTS.length))
    .filter((path) => PROGRAM.test(path))
    .map((path) => path.replace(/\.c$/, ''));
}
