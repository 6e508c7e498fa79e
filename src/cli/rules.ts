/** `git kvm rules`: the list. */
import type { Command } from 'commander';
import { SECTIONS } from '../report/rule-page';
import { RULES } from '../rules/registry';
import type { Io } from './io';
import { action, io, twoFormats } from './shared';

export function addTo(program: Command): void {
  program
    .command('rules')
    .description('list the rules')
    .addOption(twoFormats)
    .addHelpText('after', '\nExample:\n  git kvm rules --format json')
    .action(action(async (options: { format: 'pretty' | 'json' }) => listRules(options, io)));
}

/** Every rule in a line, by section. */
function listRules(options: { format: 'pretty' | 'json' }, io: Io): 0 {
  if (options.format === 'json') {
    const rows = RULES.map(({ id, section, level, requires, summary, fixes }) => ({
      id,
      section,
      level,
      requires,
      summary,
      fixes: fixes ?? false,
    }));
    io.out(`${JSON.stringify(rows, null, 2)}\n`);
    return 0;
  }
  const width = Math.max(...RULES.map(({ id }) => id.length));
  for (const [section, title] of Object.entries(SECTIONS)) {
    const rules = RULES.filter((rule) => rule.section === section);
    if (rules.length === 0) continue;
    io.out(`${title}\n`);
    for (const { id, level, summary } of rules)
      io.out(`  ${id.padEnd(width)}  ${level.padEnd(5)}  ${summary}\n`);
    io.out('\n');
  }
  return 0;
}
