/** `git kvm plan`: what has to be built and run for a series, and why. */

import { Coverage } from '../analysis/testplan/coverage';
import { trackedFiles, wholeFiles } from '../analysis/testplan/files';
import { makePlan, type Task } from '../analysis/testplan/plan';
import { planJson, planText } from '../analysis/testplan/render';
import { recordedText, testingText } from '../analysis/testplan/tasks';
import { readEvidence } from '../git/evidence-notes';
import { gitRunner } from '../git/run';
import { NO_TREE, type Tree, treeAt } from '../git/tree';
import { findRepository } from '../git/where';
import type { Series } from '../model/patch';
import type { Io } from './io';
import { readOneSeries } from './what';

export interface PlanOptions {
  /**
   * Mails as files, directories, `-`; or files of the clone; anything that is none of them is a commit range. Without
   * any, `@{upstream}..HEAD`.
   */
  readonly what: readonly string[];
  readonly format: 'pretty' | 'json';
  /** Print the Testing part of a cover letter instead, from what was recorded. */
  readonly testingText?: boolean;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdin?: NodeJS.ReadableStream;
  /** Columns of the terminal; 80 where there is none. */
  readonly width?: number;
}

/** @returns 0; what is open is told, not judged */
export async function plan(options: PlanOptions, io: Io): Promise<0> {
  const { what, cwd, env } = options;
  const files = trackedFiles(what, cwd, env);
  const here = files === null ? null : treeAt('HEAD', cwd, env);
  const series = here === null ? await readOneSeries(options) : wholeFiles(files!, what.join(' '), here);
  const made = makePlan(series, here ?? treeOf(series, options), { isWholeFiles: here !== null });
  const known = findRepository(cwd) === null ? [] : readEvidence(gitRunner(cwd, 10_000, env));
  const coverage = new Coverage(series, known);
  const recorded = (task: Task) => recordedText(task, coverage);
  if (options.testingText) io.out(testingText(made.tasks, coverage));
  else if (options.format === 'json') io.out(planJson(made, recorded));
  else io.out(planText(made, { color: io.color, width: options.width ?? 80, recorded }));
  return 0;
}

/** The series applied, where it is commits; what the user stands on, where it is mail. */
function treeOf(series: Series, { cwd, env }: PlanOptions): Tree {
  if (findRepository(cwd) === null) return NO_TREE;
  return treeAt(series.patches.at(-1)?.origin.commit ?? 'HEAD', cwd, env);
}
