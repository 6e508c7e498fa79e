import type { RuleSpec } from '../lint/config/schema';

/** What the configuration needs to know of all rules. Loaded when something is configured: most clones have nothing. */
export function ruleSpecs(): readonly RuleSpec[] {
  return (require('./registry') as typeof import('./registry')).RULES;
}
