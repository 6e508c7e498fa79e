import type { RuleInForce } from '../../src/lint/engine';
import type { OptionValue, Rule } from '../../src/lint/rule';

/** Rules at the levels and options they come with. */
export function byDefault(rules: readonly Rule[]): RuleInForce[] {
  return rules.map((rule) => ({ rule, level: rule.level, options: defaultOptions(rule) }));
}

export function defaultOptions(rule: Rule): Record<string, OptionValue> {
  return Object.fromEntries(Object.entries(rule.options ?? {}).map(([name, spec]) => [name, spec.default]));
}
