/** `git kvm explain RULE`: what a rule asks, and why. */
import type { Command } from 'commander';
import { findRepository } from '../git/repo-paths';
import type { Checker } from '../lint/checkers';
import { escapeControls, escapeControlsJson } from '../model/escape-controls';
import { pageJson, pageText } from '../report/rule-page';
import { PAGES } from '../rules/pages';
import { RULES } from '../rules/registry';
import { checkersHere, findRule } from './find-rule';
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
    .action(
      action(async (id: string, options: ExplainOptions) => {
        const here = { cwd: process.cwd(), env: process.env };
        const checkers = RULES.some((rule) => rule.id === id)
          ? []
          : await checkersHere(findRepository(here.cwd), here);
        const checker = checkers.find(({ name }) => name === id);
        if (checker === undefined) return explain(id, options, io);
        io.out(checkerText(checker));
        return 0;
      }),
    );
}

interface ExplainOptions {
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

function checkerText({ name, command, level, stages, timeout }: Checker): string {
  return `${name} is a checker of your configuration, not a rule of git-kvm (level ${level}; at ${stages.join(', ')}).

Command:    ${escapeControls(command.join(' '))}
            gets each patch as a mail on standard input, and ${timeout} seconds
Configure:  checkers: { ${name}: { level: off } }
Suppress:   git kvm allow ${name} --reason "…"
`;
}
