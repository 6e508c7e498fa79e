/** Which KVM selftests belong to a change. */

import type { Tree } from '../../git/tree';
import { areasOf } from '../kvm/test-areas';

export const SELFTESTS = 'tools/testing/selftests/kvm';

const PROGRAM = /^(?:(?:x86|x86_64)\/)?[^/]+\.c$/;

/** All programs among the selftests of a tree, by path below KVM's, without ending. */
export function selftestsIn(tree: Tree): string[] {
  return programs(tree.list(SELFTESTS));
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
    .filter((path) => path.startsWith(`${SELFTESTS}/`))
    .map((path) => path.slice(SELFTESTS.length + 1))
    .filter((path) => PROGRAM.test(path))
    .map((path) => path.replace(/\.c$/, ''));
}
