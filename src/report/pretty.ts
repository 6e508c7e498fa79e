/** The report for people: what is wrong, where, and what to write instead. Short; silent when there is nothing. */
import type { Report, Summary } from '../lint/prepare';
import { escapeControls } from '../model/escape-controls';
import type { Finding, Severity } from '../model/finding';
import type { CoverLetter, Patch } from '../model/patch';
import { quoteLines } from './quote';
import { commitName, numberOf, placeName, placeOf, whereOf } from './report';
import { DEFAULT_WIDTH, type Paint, painter, wrap } from './terminal';

interface PrettyOptions {
  readonly color: boolean;
  /** Columns; 80 if left out. */
  readonly width?: number;
  readonly showNotes: boolean;
  /** Show what blocks and nothing else; default false. */
  readonly quiet?: boolean;
  /** Say so as well when nothing was found; default false. */
  readonly always?: boolean;
}

/** Of one rule in one patch. */
const MOST_ALIKE = 5;
const LEVELS: readonly Severity[] = ['block', 'warn', 'note'];

/** '' when there is nothing to show. What others wrote is escaped, and quotes are indented after a bar. */
export function pretty(report: Report, options: PrettyOptions): string {
  const width = options.width ?? DEFAULT_WIDTH;
  const paint = painter(options.color);
  const levels = options.quiet ? ['block'] : options.showNotes ? LEVELS : ['block', 'warn'];
  const shown = report.findings.filter(
    ({ level, suppressed }) => suppressed === null && levels.includes(level),
  );
  if (shown.length === 0) return options.always ? `${counts(report, options)}\n` : '';
  const parts = [...byPatch(shown)].map(([of, findings]) =>
    [...heading(of, width, paint), ...ofPatch(findings, width, paint)].join('\n'),
  );
  const worst = LEVELS.map((level) => shown.find((one) => one.level === level)).find((one) => one)!;
  const why = paint('dim', `Why: git kvm explain ${worst.rule}`);
  return `${parts.join('\n\n')}\n\n${counts(report, options)}. ${why}\n`;
}

function byPatch(findings: readonly Finding[]): Map<Patch | CoverLetter, Finding[]> {
  const all = new Map<Patch | CoverLetter, Finding[]>();
  for (const finding of findings) {
    const group = all.get(finding.of);
    if (group) group.push(finding);
    else all.set(finding.of, [finding]);
  }
  return all;
}

/** The subject, and the file that it was read from. */
function heading(of: Patch | CoverLetter, width: number, paint: Paint): string[] {
  const { origin, subject, shortlog } = of;
  const name = origin.commit === null ? 'commit message' : commitName(origin.commit);
  const title =
    origin.kind === 'mail'
      ? escapeControls(subject.raw) || '(no subject)'
      : `${name}: ${escapeControls(shortlog.value)}`;
  const file =
    origin.kind === 'mail' && origin.file !== null ? [`  ${paint('dim', escapeControls(placeOf(of)))}`] : [];
  return [...wrap(title, width).map((line) => paint('bold', line)), ...file];
}

/** What blocks comes first, notes last; of one level, in the order of lines. */
function ofPatch(findings: readonly Finding[], width: number, paint: Paint): string[] {
  const groups = LEVELS.flatMap((level) => grouped(findings.filter((finding) => finding.level === level)));
  const places = groups.map(([first]) => placeIn(first!));
  const room = Math.max(...places.map((place) => (isShort(place) ? place.length : 0)));
  const seen = new Map<string, number>();
  const lines: string[] = [];
  let quoted: string | undefined;
  groups.forEach((group, i) => {
    const [{ rule }] = group as [Finding];
    const count = (seen.get(rule) ?? 0) + 1;
    seen.set(rule, count);
    if (count > MOST_ALIKE) return;
    const place = places[i]!;
    const quote = quoteOf(group[0]!, width - 6);
    lines.push(...one(group, isShort(place) ? place.padEnd(room) : place, width, paint));
    if (quote[0] !== quoted) lines.push(...quote.map((line) => `    | ${line}`));
    if (quote.length > 0) quoted = quote[0];
    lines.push(...written(group[0]!.hint, width));
    lines.push(...group[0]!.related.flatMap((related) => hanging(`    see ${seeAlso(related)}`, 8, width)));
  });
  for (const [rule, count] of seen) {
    if (count > MOST_ALIKE)
      lines.push(`  and ${count - MOST_ALIKE} more of ${rule} (git kvm check --only ${rule} shows all)`);
  }
  return lines;
}

/** Findings that say the same of several places, together. */
function grouped(findings: readonly Finding[]): Finding[][] {
  const all = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.rule}\n${finding.message}\n${finding.hint}\n${finding.related.length > 0 ? all.size : ''}`;
    const group = all.get(key);
    if (group) group.push(finding);
    else all.set(key, [finding]);
  }
  return [...all.values()];
}

function one(group: readonly Finding[], place: string, width: number, paint: Paint): string[] {
  const [{ level, rule, message }, ...others] = group as [Finding, ...Finding[]];
  const also = others.length === 0 ? '' : ` (also at ${others.map(placeIn).join(', ')})`;
  const start = place.trim() === '' ? '' : `${place}  `;
  const [first = '', ...rest] = hanging(
    `  ${start}${level}  ${rule}: ${escapeControls(message)}${also}`,
    8,
    width,
  );
  // Colours come last: they take no room.
  const colored = first.replace(
    `${level}  ${rule}:`,
    () => `${paint(level, level)}  ${paint('dim', `${rule}:`)}`,
  );
  return [colored, ...rest];
}

/** `LINE:COLUMN` in what the heading names; with a file only where it is another one. */
function placeIn({ of, at }: Finding): string {
  const where = whereOf(of, at);
  if (where.at === null) return '';
  const name = where.file !== null && where.file !== of.origin.file ? `${escapeControls(where.file)}:` : '';
  return `${name}${where.at.line}:${where.at.column}`;
}

function isShort(place: string): boolean {
  return place.length <= '12345:123'.length;
}

/** The shortlog isn't quoted: the heading has it. */
function quoteOf(finding: Finding, width: number): string[] {
  const { of, at } = finding;
  const { line, endLine } = of.shortlog.span(0, of.shortlog.value.length);
  if (at !== null && of.shortlog.value !== '' && at.line >= line && at.endLine <= endLine) return [];
  return quoteLines(finding, width);
}

/** A hint of several lines (a whole commit line, a tag block) keeps them. */
function written(hint: string | undefined, width: number): string[] {
  if (!hint) return [];
  const [first = '', ...rest] = hint.trimEnd().split('\n');
  return [
    ...hanging(`    help: ${escapeControls(first)}`, 10, width),
    ...rest.map((line) => `          ${escapeControls(line)}`),
  ];
}

/** A line that goes on below itself, further in. */
function hanging(line: string, indent: number, width: number): string[] {
  const start = /^ */.exec(line)![0];
  const [first = '', ...rest] = wrap(line.slice(start.length), width - indent);
  return [start + first, ...rest.map((one) => ' '.repeat(indent) + one)];
}

function seeAlso({ of, at, message }: Finding['related'][number]): string {
  const number = numberOf(of);
  const place = escapeControls(placeName(of, at, false));
  return number === null
    ? `${place}: ${escapeControls(message)}`
    : `patch ${number.n}/${number.of}: ${escapeControls(message)} (${place})`;
}

function counts({ summary, findings }: Report, { showNotes, quiet }: PrettyOptions): string {
  const suppressed = findings.filter((finding) => finding.suppressed !== null).length;
  const known =
    summary.note - findings.filter(({ level, suppressed }) => level === 'note' && suppressed === null).length;
  const hidden = quiet || !showNotes ? summary.note : known;
  const parts = [
    summary.block > 0 ? `${summary.block} blocking` : '',
    many(summary.warn, 'warning'),
    many(summary.note - hidden, 'note'),
    hidden === 0 ? '' : `${many(hidden, 'note')} not shown${showNotes && !quiet ? ' again' : ''}`,
    suppressed > 0 ? `${suppressed} suppressed` : '',
  ].filter(Boolean);
  return `${parts.length > 0 ? parts.join(', ') : 'nothing found'} in ${read(summary)}`;
}

function read({ patches, covers }: Summary): string {
  const cover = many(covers, 'cover letter');
  const patch = patches === 1 ? '1 patch' : `${patches} patches`;
  return patches === 0 && cover !== '' ? cover : patch;
}

function many(count: number, what: string): string {
  return count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`;
}
