/** Which KVM selftests belong to a change. */

import type { Tree } from '../../git/tree';
import { isKvmSelftest, SELFTESTS } from '../kvm/selftest-paths';
import { areasOf } from './test-areas';

const PROGRAM = /^(?:(?:x86|x86_64)\/)?[^/]+\.c$/;

/** All programs among the selftests of a tree, by path below KVM's, without ending. */
export function selftestsIn(tree: Tree): string[] {
  return programs(tree.list(SELFTESTS.slice(0, -1)));
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
