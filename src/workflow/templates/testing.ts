/** The *Testing* part of a cover letter: what was recorded of the test plan, and what is still to be done or told. */
import { Coverage } from '../../analysis/testplan/coverage';
import { makePlan } from '../../analysis/testplan/plan';
import { testingText } from '../../analysis/testplan/tasks';
import { readEvidence } from '../../git/evidence-notes';
import { gitRunner } from '../../git/run';
import { treeAt } from '../../git/tree';
import type { Series } from '../../model/patch';

/**
 * What was recorded is under "Testing", what wasn't under "Not tested", with a mark that blocks the send until its author
 * has looked at it. Without the mark, the list still says what is true. '' where nothing needs to be tested.
 */
export function testingPart(series: Series, cwd: string, env: NodeJS.ProcessEnv): string {
  const { tasks } = makePlan(series, treeAt(series.patches.at(-1)?.origin.commit ?? 'HEAD', cwd, env));
  const text = testingText(tasks, new Coverage(series, readEvidence(gitRunner(cwd, 10_000, env))));
  return text
    .replace(/^Not tested:$/m, '\nNot tested: *** RESULTS HERE ***')
    .replace(/^\n/, '')
    .trim();
}
