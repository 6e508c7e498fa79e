import type { RuleSpec } from '../lint/config/schema';

/** What the configuration needs to know of all rules. Only loaded if something is configured. */
export function ruleSpecs(): readonly RuleSpec[] {
  return (require('./registry') as typeof import('./registry')).RULES;
}
