/** `git kvm rules` and `git kvm explain RULE`: what is asked, and why. */
import { nearest } from '../lint/config/nearest';
import { UsageError } from '../model/errors';
import { pageText, SECTIONS } from '../report/rule-page';
import { PAGES } from '../rules/pages';
import { RULES } from '../rules/registry';
import type { Io } from './io';

/** Every rule in a line, by section. */
export function listRules(options: { format: 'pretty' | 'json' }, io: Io): 0 {
  if (options.format === 'json') {
    const rows = RULES.map(({ id, section, level, sees, summary, fixes }) => ({
      id,
      section,
      level,
      sees,
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

/**
 * The page of one rule: what it asks, why, what passes and what fails.
 * @throws UsageError for an id that is none
 */
export function explain(id: string, io: Io): 0 {
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
