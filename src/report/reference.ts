/** docs/rules.md: every rule in a line, by section. */
import type { Rule } from '../lint/rule';
import { SECTIONS } from './rule-page';

export function referenceOf(rules: readonly Rule[]): string {
  const parts = [
    '# The rules\n\nGenerated from the rules by `npm run docs`. `git kvm explain RULE` shows what a rule requires and why, with examples.\n\n',
    'Levels: *block* rejects a commit or a send, *warn* is shown, *note* is advice, *off* disables the rule. Each can be changed per\nrule (`git kvm config --help`). A finding has a lower level than its rule if the evidence is weak.\n\n',
  ];
  for (const [section, title] of Object.entries(SECTIONS)) {
    const here = rules.filter((rule) => rule.section === section);
    if (here.length === 0) continue;
    parts.push(
      `## ${title}\n\n| rule | level | fix | summary |\n|---|---|---|---|\n`,
      ...here.map(row),
      '\n',
    );
  }
  return `${parts.join('').trimEnd()}\n`;
}

/** With an anchor, so that a rule can be linked to. */
function row({ id, level, fixes, summary }: Rule): string {
  return `| <a id="${id}"></a>${id} | ${level} | ${fixes ? '`--fix`' : ''} | ${summary.replaceAll('|', '\\|')} |\n`;
}
