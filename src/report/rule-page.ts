/** The page of a rule as text: for `git kvm explain` and for the reference in docs. One source, no copies. */
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
    ...options(rule, '  '),
    '\nPasses:\n',
    ...page.passes.map((example) => shown(example)),
    '\nFails:\n',
    ...page.fails.map(
      (example) =>
        shown(example) + (example.fixed === undefined ? '' : `    fixed:\n${indented(example.fixed)}`),
    ),
  ].join('');
}

/** The page as a part of the reference, in Markdown. */
export function pageMarkdown(rule: Rule, page: RulePage): string {
  const example = (shownAs: string, text: string) =>
    `${shownAs}\n\n\`\`\`\n${text.replace(/(?<!\n)\n+$/, '')}\n\`\`\`\n\n`;
  const firstOf = (examples: readonly Example[]) => examples.slice(0, 2);
  return [
    `### ${rule.id}\n\n`,
    `*${rule.level}*${rule.fixes ? ', fixed by `--fix`' : ''}. ${rule.summary}.\n\n`,
    `${wrapped(page.why, 110)}\n\nGuide: ${page.guide}\n\n`,
    ...(rule.options ? [...options(rule, '- '), '\n'] : []),
    ...firstOf(page.passes).map((one) => example(`Passes (${one.name}):`, textOf(one))),
    ...firstOf(page.fails).map((one) => example(`Fails (${one.name}):`, textOf(one))),
  ].join('');
}

function options(rule: Rule, bullet: string): string[] {
  const rows = Object.entries(rule.options ?? {}).map(
    ([name, spec]) => `${bullet}${name} (${JSON.stringify(spec.default)}): ${spec.summary}\n`,
  );
  return rows.length > 0 ? [bullet === '- ' ? 'Options:\n\n' : '\nOptions:\n', ...rows] : [];
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
