/** The page of a rule as text: for `git kvm explain`. */
import type { Example, Rule, RulePage, Section } from '../lint/rule';

export const SECTIONS: Readonly<Record<Section, string>> = {
  shortlog: 'Shortlog',
  changelog: 'Changelog',
  tags: 'Tags',
  diff: 'The diff',
  series: 'The series',
  testing: 'Testing and timing',
};

/** The page for the terminal. */
export function pageText(rule: Rule, page: RulePage): string {
  return [
    `${rule.id} (${rule.level}${rule.fixes ? ', can be fixed by --fix' : ''})\n`,
    `${rule.summary}.\n\n`,
    `${wrapped(page.why)}\n\nGuide: ${page.guide}\n`,
    ...options(rule),
    '\nPasses:\n',
    ...page.passes.map((example) => shown(example)),
    '\nFails:\n',
    ...page.fails.map(
      (example) =>
        shown(example) + (example.fixed === undefined ? '' : `    fixed:\n${indented(example.fixed)}`),
    ),
  ].join('');
}

function options(rule: Rule): string[] {
  const rows = Object.entries(rule.options ?? {}).map(
    ([name, spec]) => `  ${name} (${JSON.stringify(spec.default)}): ${spec.summary}\n`,
  );
  return rows.length > 0 ? ['\nOptions:\n', ...rows] : [];
}

function textOf(example: Example): string {
  return example.message ?? example.mail ?? example.series?.join('\n') ?? '';
}

function shown(example: Example): string {
  const files = example.files ? `      (touches ${example.files.join(', ')})\n` : '';
  return `  - ${example.name}:\n${indented(textOf(example))}${files}`;
}

function indented(text: string): string {
  return `${text.replace(/(?<!\n)\n+$/, '').replace(/^(?=.)/gm, '      ')}\n`;
}

/** Paragraphs filled to `width` columns. */
export function wrapped(text: string, width = 78): string {
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
