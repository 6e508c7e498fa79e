import type { RuleSpec } from '../lint/config/schema';
import { RULES } from './registry';

/** What the configuration needs to know of all rules. In the programs of the hooks the build puts it there as data. */
export function ruleSpecs(): readonly RuleSpec[] {
  return RULES;
}
