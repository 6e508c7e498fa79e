/** `git kvm rules` and `git kvm explain RULE`: what is asked, and why. */
import { nearest } from '../config/nearest';
import { UsageError } from '../core/errors';
import type { Example, Rule, Section } from '../core/rule';
import { PAGES } from '../rules/pages';
import { RULES } from '../rules/registry';
import type { Io } from './io';

const SECTIONS: Record<Section, string> = {
  shortlog: 'Shortlog',
  changelog: 'Changelog',
  tags: 'Tags',
  diff: 'The diff',
  series: 'The series',
  testing: 'Testing and timing',
};

/** Every rule in a line, by section. */
export function listRules(options: { format: 'pretty' | 'json' }, io: Io): 0 {
  if (options.format === 'json') {
    const rows = RULES.map(({ id, section, level, sees, summary, fixes }) => ({ id, section, level, sees, summary, fixes: fixes ?? false }));
    io.out(`${JSON.stringify(rows, null, 2)}\n`);
    return 0;
  }
  const width = Math.max(...RULES.map(({ id }) => id.length));
  for (const [section, title] of Object.entries(SECTIONS)) {
    const rules = RULES.filter((rule) => rule.section === section);
    if (rules.length === 0) continue;
    io.out(`${title}\n`);
    for (const { id, level, summary } of rules) io.out(`  ${id.padEnd(width)}  ${level.padEnd(5)}  ${summary}\n`);
    io.out('\n');
  }
  return 0;
}

/** The page of one rule: what it asks, why, with what passes and what fails. */
export function explain(id: string, io: Io): 0 {
  const rule = RULES.find((known) => known.id === id);
  if (rule === undefined) {
    const near = nearest(id, RULES.map((known) => known.id));
    throw new UsageError(`there is no rule '${id}'`, near === null ? '`git kvm rules` lists them' : `did you mean '${near}'?`);
  }
  io.out(pageText(rule));
  return 0;
}

function pageText(rule: Rule): string {
  const page = PAGES[rule.id]!;
  const options = Object.entries(rule.options ?? {}).map(
    ([name, spec]) => `  ${name} (${JSON.stringify(spec.default)}): ${spec.summary}\n`,
  );
  return [
    `${rule.id} (${rule.level}${rule.fixes ? ', can be fixed by --fix' : ''})\n`,
    `${rule.summary}\n\n`,
    `${wrapped(page.why)}\n\nGuide: ${page.guide}\n`,
    ...(options.length > 0 ? ['\nOptions:\n', ...options] : []),
    '\nPasses:\n',
    ...page.passes.map((example) => shown(example)),
    '\nFails:\n',
    ...page.fails.map((example) => shown(example) + (example.fixed === undefined ? '' : `    fixed:\n${indented(example.fixed)}`)),
    `\nTo change its level: git kvm config --help\n`,
  ].join('');
}

function shown(example: Example): string {
  const text = example.message ?? example.mail ?? example.series?.join('\n') ?? '';
  const files = example.files ? `      (touches ${example.files.join(', ')})\n` : '';
  return `  - ${example.name}:\n${indented(text)}${files}`;
}

function indented(text: string): string {
  return `${text.replace(/\n+$/, '').replace(/^(?=.)/gm, '      ')}\n`;
}

function wrapped(text: string, width = 78): string {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => {
      const lines = [''];
      for (const word of paragraph.trim().split(/\s+/)) {
        const last = lines[lines.length - 1]!;
        if (last !== '' && last.length + word.length >= width) lines.push(word);
        else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
      }
      return lines.join('\n');
    })
    .join('\n\n');
}
