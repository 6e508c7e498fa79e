import type { RepoPaths } from '../git/repo-paths';
import type { Checker } from '../lint/checkers';
import { loadSettings } from '../lint/config/load';
import { nearest } from '../lint/config/nearest';
import { checkersOf } from '../lint/config/resolve';
import { currentId } from '../lint/renamed';
import type { Rule } from '../lint/rule';
import { UsageError } from '../model/errors';
import { RULES } from '../rules/registry';

/** More are not a help. */
const MOST_SIMILAR = 9;

/**
 * The rule with this id, or the one that replaced it.
 * @throws UsageError that names similar rules
 */
export function findRule(named: string): Rule {
  const id = currentId(named);
  const rule = RULES.find((known) => known.id === id);
  if (rule !== undefined) return rule;
  const ids = RULES.map((known) => known.id);
  const near = nearest(id, ids);
  const similar = near === null ? ids.filter((known) => known.includes(id)).slice(0, MOST_SIMILAR) : [near];
  throw new UsageError(
    `unknown rule '${id}'`,
    similar.length === 0
      ? 'see `git kvm rules`'
      : `did you mean ${similar.map((one) => `'${one}'`).join(', ')}?`,
  );
}

/** The checkers of the configuration. @throws UsageError for a configuration that can't be used */
export async function checkersHere(
  where: RepoPaths | null,
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Checker[]> {
  const places = { top: where?.top ?? null, commonDir: where?.commonDir ?? null, cwd, env };
  return checkersOf(await loadSettings({ ...places, rules: () => RULES }));
}
