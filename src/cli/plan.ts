/** `git kvm plan`: what has to be built and run for a series, and why. */

import type { Command } from 'commander';
import { Coverage } from '../analysis/testplan/coverage';
import { trackedFiles, wholeFiles } from '../analysis/testplan/files';
import { makePlan, type Task } from '../analysis/testplan/plan';
import { recordedText, testingText } from '../analysis/testplan/tasks';
import { readEvidence } from '../git/evidence-notes';
import { findRepository } from '../git/repo-paths';
import { gitRunner } from '../git/run';
import { NO_TREE, type Tree, treeAt } from '../git/tree';
import type { Series } from '../model/patch';
import { planJson, planText } from '../report/plan-text';
import type { Io } from './io';
import { action, io, twoFormats } from './shared';
import { readOneSeries } from './what';

export function addTo(program: Command): void {
  program
    .command('plan')
    .description('show what to build and run for a series, what of it is mandatory, and why')
    .argument('[what...]', 'mails (files, directories, -), files of the tree, or one commit range')
    .option('--testing-text', 'print the testing section of a cover letter, from what was recorded', false)
    .addOption(twoFormats)
    .addHelpText(
      'after',
      `
Examples:
  git kvm plan HEAD~3                 the last three commits
  git kvm plan outgoing/              mails
  git kvm plan arch/x86/kvm/mmu/      for changes to these files
  git kvm plan --testing-text HEAD~3  for the cover letter
  git kvm plan --format json HEAD~3

Module parameters are those that the changed code reads, according to the sources in the clone.`,
    )
    .action(
      action(async (what: string[], options: { format: 'pretty' | 'json'; testingText: boolean }) => {
        const asked = { ...options, what, cwd: process.cwd(), env: process.env, stdin: process.stdin };
        return plan({ ...asked, width: process.stdout.columns }, io);
      }),
    );
}

interface PlanOptions {
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

/** @returns 0; what is open is told, not checked */
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
