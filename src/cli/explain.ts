/** `git kvm explain RULE`: what a rule asks, and why. */
import type { Command } from 'commander';
import { escapeControlsJson } from '../model/escape-controls';
import { pageJson, pageText } from '../report/rule-page';
import { PAGES } from '../rules/pages';
import { findRule } from './find-rule';
import type { Io } from './io';
import { action, io, twoFormats } from './shared';

export function addTo(program: Command): void {
  program
    .command('explain')
    .description('show what a rule requires, why, and examples')
    .argument('<rule>', 'the id of the rule, as in a finding')
    .option('--all', 'show all examples in full', false)
    .addOption(twoFormats)
    .addHelpText('after', '\nExample:\n  git kvm explain shortlog-topic')
    .action(action(async (id: string, options: ExplainOptions) => explain(id, options, io)));
}

export interface ExplainOptions {
  readonly all?: boolean;
  readonly format?: 'pretty' | 'json';
}

/**
 * The page of one rule: what it asks, why, what is valid and what isn't.
 * @throws UsageError for an id that isn't a rule's
 */
export function explain(named: string, { all, format }: ExplainOptions, io: Io): 0 {
  const rule = findRule(named);
  const page = PAGES[rule.id]!;
  io.out(format === 'json' ? escapeControlsJson(pageJson(rule, page)) : pageText(rule, page, { all }));
  return 0;
}
