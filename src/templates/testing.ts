/** The *Testing* part of a cover letter: what was recorded of the test plan, and what is still to be done or told. */
import { Coverage } from '../evidence/coverage';
import { readEvidence } from '../evidence/notes';
import { testingText } from '../evidence/tasks';
import { gitRunner } from '../git/run';
import type { Series } from '../model/patch';
import { makePlan } from '../plan/plan';
import { treeAt } from '../plan/tree';

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
