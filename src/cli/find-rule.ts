import { nearest } from '../lint/config/nearest';
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
