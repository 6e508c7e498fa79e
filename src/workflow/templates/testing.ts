/** The *Testing* part of a cover letter: what was recorded of the test plan, and what is still to be done or told. */
import { Coverage } from '../../analysis/testplan/coverage';
import { makePlan } from '../../analysis/testplan/plan';
import { testingText } from '../../analysis/testplan/tasks';
import { readEvidence } from '../../git/evidence-notes';
import { gitRunner } from '../../git/run';
import { treeAt } from '../../git/tree';
import type { Series } from '../../model/patch';

/**
 * What nobody recorded stands below a mark that keeps the letter from being sent until its author has looked at it. ''
 * where nothing needs to be tested.
 */
export function testingPart(series: Series, cwd: string, env: NodeJS.ProcessEnv): string {
  const { tasks } = makePlan(series, treeAt(series.patches.at(-1)?.origin.commit ?? 'HEAD', cwd, env));
  const text = testingText(tasks, new Coverage(series, readEvidence(gitRunner(cwd, 10_000, env))));
  const open = text.startsWith('Testing:') ? 'Not tested' : 'Testing';
  return text.replace(/^Not tested:$/m, `${open}: *** RESULTS HERE ***`).trim();
}
