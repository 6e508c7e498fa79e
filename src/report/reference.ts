/** docs/rules.md: every rule, by section. */
import type { Rule, RulePage } from '../lint/rule';
import { pageMarkdown, SECTIONS } from './rule-page';

export function referenceOf(rules: readonly Rule[], pages: Readonly<Record<string, RulePage>>): string {
  const parts = [
    '# The rules\n\nMade from the rules themselves by `npm run docs`; `git kvm explain RULE` shows the same with every example.\n\n',
    'Levels: *block* keeps a commit or a send back, *warn* shows, *note* is advice, *off* is silent. Each can be changed per\nrule (`git kvm config --help`). A finding may come below its rule’s level where its evidence is weak.\n\n',
  ];
  for (const [section, title] of Object.entries(SECTIONS)) {
    const here = rules.filter((rule) => rule.section === section);
    if (here.length === 0) continue;
    parts.push(`## ${title}\n\n`, ...here.map((rule) => pageMarkdown(rule, pages[rule.id]!)));
  }
  return `${parts.join('').trimEnd()}\n`;
}
