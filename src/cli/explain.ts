/** `git kvm explain RULE`: what a rule asks, and why. */
import type { Command } from 'commander';
import { nearest } from '../lint/config/nearest';
import { currentId } from '../lint/renamed';
import { UsageError } from '../model/errors';
import { pageText } from '../report/rule-page';
import { PAGES } from '../rules/pages';
import { RULES } from '../rules/registry';
import type { Io } from './io';
import { action, io } from './shared';

export function addTo(program: Command): void {
  program
    .command('explain')
    .description('what a rule asks, why, and examples')
    .argument('<rule>', 'the id of a rule, as findings name it')
    .addHelpText('after', '\nExample:\n  git kvm explain shortlog-topic')
    .action(action(async (id: string) => explain(id, io)));
}

/**
 * The page of one rule: what it asks, why, what passes and what fails.
 * @throws UsageError for an id that is none
 */
export function explain(named: string, io: Io): 0 {
  const id = currentId(named);
  const rule = RULES.find((known) => known.id === id);
  if (rule === undefined) {
    const near = nearest(
      id,
      RULES.map((known) => known.id),
    );
    throw new UsageError(
      `there is no rule '${id}'`,
      near === null ? '`git kvm rules` lists them' : `did you mean '${near}'?`,
    );
  }
  io.out(pageText(rule, PAGES[rule.id]!));
  return 0;
}
