/** The states of the sources that a series goes through. */
import { execFileSync } from 'node:child_process';
import { UsageError } from '../core/errors';
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
    throw new UsageError('only commits can be built', 'apply the mails (git am), and name a commit range');
  const merge = patches.find(({ isMerge }) => isMerge);
  if (merge) throw new UsageError(`${merge.origin.commit!.slice(0, 12)} is a merge`, 'name commits in a row');
  const [base, ...trees] = treesOf([`${commits[0]}^`, ...(commits as string[])], cwd, env);
  const points = patches.map(
    ({ shortlog }, i): Point => ({
      name: `${i + 1}/${patches.length}`,
      shortlog: shortlog.value,
      tree: trees[i]!,
      isBase: false,
    }),
  );
  return [{ name: 'base', shortlog: 'what the series stands on', tree: base!, isBase: true }, ...points];
}

/** The ids of the trees of these commits. */
export function treesOf(commits: readonly string[], cwd: string, env: NodeJS.ProcessEnv): string[] {
  return idsOf(
    commits.map((commit) => `${commit}^{tree}`),
    cwd,
    env,
  );
}

/** The ids of these objects. @throws UsageError where one is not here */
export function idsOf(names: readonly string[], cwd: string, env: NodeJS.ProcessEnv): string[] {
  try {
    const text = execFileSync('git', ['rev-parse', ...names], {
      cwd,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.trim().split('\n');
  } catch (cause) {
    throw new UsageError('git does not have the commit in front of the series', '', { cause });
  }
}
