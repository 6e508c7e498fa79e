/** `git kvm plan`: what has to be built and run for a series, and why. */

import { findRepository } from '../git/where';
import type { Series } from '../model/patch';
import { makePlan } from '../plan/plan';
import { planJson, planText } from '../plan/render';
import { NO_TREE, type Tree, treeAt } from '../plan/tree';
import type { Io } from './io';
import { readOneSeries } from './what';

export interface PlanOptions {
  /** Files, directories, `-`; anything that is none of them is a commit range. Without any, `@{upstream}..HEAD`. */
  readonly what: readonly string[];
  readonly format: 'pretty' | 'json';
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdin?: NodeJS.ReadableStream;
  /** Columns of the terminal; 80 where there is none. */
  readonly width?: number;
}

/** @returns 0; what is open is told, not judged */
export async function plan(options: PlanOptions, io: Io): Promise<0> {
  const series = await readOneSeries(options);
  const made = makePlan(series, treeOf(series, options));
  if (options.format === 'json') io.out(planJson(made));
  else io.out(planText(made, { color: io.color, width: options.width ?? 80 }));
  return 0;
}

/** The series applied, where it is commits; what the user stands on, where it is mail. */
function treeOf(series: Series, { cwd, env }: PlanOptions): Tree {
  if (findRepository(cwd) === null) return NO_TREE;
  return treeAt(series.patches.at(-1)?.origin.commit ?? 'HEAD', cwd, env);
}
