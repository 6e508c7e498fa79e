/** The page of a rule as text: for `git kvm explain`. */
import type { Example, Rule, RulePage, Section } from '../lint/rule';
import { wrap } from './terminal';

export const SECTIONS: Readonly<Record<Section, string>> = {
  shortlog: 'Shortlog',
  changelog: 'Changelog',
  tags: 'Tags',
  diff: 'The diff',
  series: 'The series',
  testing: 'Testing and timing',
};

const WIDTH = 78;
/** Of an example, where one of each kind is shown. */
const MOST_LINES = 8;
const MOST_OPTIONS = 5;

/** Why, one valid and one invalid example, and what to do about it; with `all`, every example whole. */
export function pageText(rule: Rule, page: RulePage, { all = false } = {}): string {
  const more = page.valid.length + page.invalid.length - 2;
  const valid = all ? page.valid : page.valid.slice(0, 1);
  const invalid = all ? page.invalid : page.invalid.slice(0, 1);
  const show = (example: Example) => shown(example, all ? Number.POSITIVE_INFINITY : MOST_LINES);
  return [
    `${rule.id} (${rule.level}${rule.fixes ? ', fixed by --fix' : ''}): ${rule.summary}\n\n`,
    `${filled(page.why)}\n\n`,
    ...options(rule, all),
    `Invalid${all ? '' : `: ${invalid[0]!.name}`}\n`,
    ...invalid.map(
      (example) => (all ? `  - ${example.name}:\n` : '') + show(example) + fixed(example.fixed, all),
    ),
    `\nValid${all ? '' : `: ${valid[0]!.name}`}\n`,
    ...valid.map((example) => (all ? `  - ${example.name}:\n` : '') + show(example)),
    all || more <= 0 ? '' : `\n${more} more examples: git kvm explain ${rule.id} --all\n`,
    `\nConfigure:  rules: { ${rule.id}: off | note | warn | block } in .git/git-kvm.yaml\n`,
    `Suppress:   git kvm allow ${rule.id} --reason "…"\n`,
    `Guide:      ${guideLink(page.guide)}\n`,
  ].join('');
}

/** The page for programs. */
export function pageJson(rule: Rule, page: RulePage): unknown {
  const { id, section, level, requires, summary, fixes, options } = rule;
  return {
    ...{ id, section, level, requires, summary, fixes: fixes ?? false, options: options ?? {} },
    ...{ why: filled(page.why), guide: page.guide, link: guideLink(page.guide) },
    ...{ valid: page.valid, invalid: page.invalid },
  };
}

/** `maintainer-kvm-x86: Fixes` on docs.kernel.org, where all of these documents are below `process/`. */
function guideLink(guide: string): string {
  const [document = '', section = ''] = guide.split(/: (.*)/);
  const anchor = section
    .split(/[,(]/)[0]!
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return `https://docs.kernel.org/process/${document}.html#${anchor}`;
}

function options(rule: Rule, all: boolean): string[] {
  const rows = Object.entries(rule.options ?? {}).map(
    ([name, spec]) => `  ${name} (${JSON.stringify(spec.default)}): ${spec.summary}\n`,
  );
  if (rows.length === 0) return [];
  const most = all ? rows.length : MOST_OPTIONS;
  const more = rows.length > most ? [`  and ${rows.length - most} more\n`] : [];
  return ['Options:\n', ...rows.slice(0, most), ...more, '\n'];
}

function textOf(example: Example): string {
  return example.message ?? example.mail ?? example.series?.join('\n') ?? '';
}

function shown(example: Example, most: number): string {
  const isLong = example.series !== undefined && most !== Number.POSITIVE_INFINITY;
  const lines = isLong ? example.series.flatMap(outline) : textOf(example).trimEnd().split('\n');
  const cut = lines.length > most ? [...lines.slice(0, most), '…'] : lines;
  const files = example.files ? [`(touches ${example.files.join(', ')})`] : [];
  return indented([...cut, ...files]);
}

/** The subject of a mail, and the files that it changes. */
function outline(mail: string): string[] {
  const subject = /^Subject: (.*)$/m.exec(mail)?.[1] ?? '';
  const files = [...mail.matchAll(/^\+\+\+ b\/(.*)$/gm)].map(([, file]) => file);
  return files.length === 0 ? [subject] : [subject, `  (changes ${files.join(', ')})`];
}

function fixed(text: string | undefined, all: boolean): string {
  return text === undefined || !all ? '' : `    fixed:\n${indented(text.trimEnd().split('\n'))}`;
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => (line === '' ? '\n' : `      ${line}\n`)).join('');
}

/** Paragraphs filled to the width of a page. */
function filled(text: string, width = WIDTH): string {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => wrap(paragraph.trim().replace(/\s+/g, ' '), width).join('\n'))
    .join('\n\n');
}
