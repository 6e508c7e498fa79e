import { openClone } from '../git/git-clone';
import type { RepoPaths } from '../git/repo-paths';
import { type Linter, prepareLinter } from '../lint/prepare';
import type { RepoFacts } from '../model/repo-facts';
import { RULES } from '../rules/registry';
import { ruleSpecs } from '../rules/specs';

/** Longer than a hook may take: the user asked, and waits. */
const BUDGET_MS = 30_000;

/**
 * All rules, for a command that checks on request, and what the clone knows.
 * @param budgetMs for all questions to git
 */
export async function linterOnRequest(
  where: RepoPaths | null,
  cwd: string,
  env: NodeJS.ProcessEnv,
  budgetMs = BUDGET_MS,
): Promise<{ linter: Linter; clone: RepoFacts | null }> {
  const clone = openClone(cwd, { env, budgetMs });
  const linter = await prepareLinter({
    where,
    cwd,
    env,
    stage: 'check',
    rules: RULES,
    specs: ruleSpecs,
    clone,
  });
  return { linter, clone };
}
