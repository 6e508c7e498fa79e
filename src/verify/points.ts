/** The states of the sources that a series goes through. */

import { createHash } from 'node:crypto';
import { runGit } from '../git/run';
import { UsageError } from '../model/errors';
import type { Series } from '../model/patch';
import type { Point } from './matrix';

/**
 * The base and each patch.
 * @throws UsageError for mails and merges, and where git cannot tell
 */
export function pointsOf(series: Series, cwd: string, env: NodeJS.ProcessEnv): Point[] {
  const { patches } = series;
  const commits = patches.map(({ origin }) => origin.commit);
  if (commits.length === 0 || commits.some((commit) => commit === null))
    throw new UsageError('only commits can be built', 'apply the mails (git am), and give a commit range');
  const merge = patches.find(({ isMerge }) => isMerge);
  if (merge)
    throw new UsageError(`${merge.origin.commit!.slice(0, 12)} is a merge`, 'give a linear range of commits');
  const [base, ...trees] = treesOf([`${commits[0]}^`, ...(commits as string[])], cwd, env);
  const points = patches.map(
    ({ shortlog }, i): Point => ({
      name: `${i + 1}/${patches.length}`,
      shortlog: shortlog.value,
      tree: trees[i]!,
      isBase: false,
    }),
  );
  return [{ name: 'base', shortlog: 'base of the series', tree: base!, isBase: true }, ...points];
}

/** The ids of the trees of these commits. */
export function treesOf(commits: readonly string[], cwd: string, env: NodeJS.ProcessEnv): string[] {
  return idsOf(
    commits.map((commit) => `${commit}^{tree}`),
    cwd,
    env,
  );
}

/** What the tests of a tree are built from: their sources, and what `make headers` takes. */
const OF_TESTS = [
  'tools',
  'scripts',
  'Makefile',
  'include/uapi',
  'arch/x86/include/uapi',
  'arch/x86/entry/syscalls',
];
/** What no kernel is made of. */
const NO_KERNEL =
  /\t(?:Documentation|LICENSES|samples|tools|MAINTAINERS|CREDITS|COPYING|README|\.[^/]*|tools\/testing)$/;

/** The point with what tells whether its kernel, or its tests, are those of another point. */
export function withParts(point: Point, cwd: string, env: NodeJS.ProcessEnv): Point {
  const list = (...paths: string[]) =>
    runGit(['ls-tree', '--full-tree', point.tree, ...paths], { cwd, env })
      .toString('utf8')
      .split('\n');
  const digest = (lines: readonly string[]) =>
    createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 40);
  const kernel = [...list(), ...list('tools/')].filter((line) => !NO_KERNEL.test(line));
  return { ...point, parts: { kernel: digest(kernel), tests: digest(list(...OF_TESTS)) } };
}

/** The ids of these objects. @throws UsageError where one is not here */
export function idsOf(names: readonly string[], cwd: string, env: NodeJS.ProcessEnv): string[] {
  try {
    return runGit(['rev-parse', ...names], { cwd, env })
      .toString('utf8')
      .trim()
      .split('\n');
  } catch (cause) {
    throw new UsageError('git does not have the parent of the series', '', { cause });
  }
}
