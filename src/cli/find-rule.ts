import { nearest } from '../lint/config/nearest';
import { currentId } from '../lint/renamed';
import type { Rule } from '../lint/rule';
import { UsageError } from '../model/errors';
import { RULES } from '../rules/registry';

/**
 * The rule with this id, or the one that replaced it.
 * @throws UsageError that names the nearest rule
 */
export function findRule(named: string): Rule {
  const id = currentId(named);
  const rule = RULES.find((known) => known.id === id);
  if (rule !== undefined) return rule;
  const near = nearest(
    id,
    RULES.map((known) => known.id),
  );
  throw new UsageError(
    `unknown rule '${id}'`,
    near === null ? 'see `git kvm rules`' : `did you mean '${near}'?`,
  );
}
