/** The report for people: what is wrong, where, and what to write instead. Short; silent when there is nothing. */
import type { Report, Summary } from '../lint/prepare';
import type { Finding, Severity } from '../model/finding';
import type { CoverLetter, Patch } from '../model/patch';
import { visible } from '../model/visible';
import { cut } from './columns';
import { quoteLines } from './quote';
import { commitName, numberOf, placeName } from './report';

export interface PrettyOptions {
  readonly color: boolean;
  readonly showNotes: boolean;
  /** Columns of the terminal; default 100. */
  readonly width?: number;
  /** Say so as well when nothing was found; default false. */
  readonly always?: boolean;
}

/** Of one rule in one patch. */
const MOST_ALIKE = 5;

type Style = Severity | 'bold' | 'dim' | 'mark';
const SGR: Readonly<Record<Style, string>> = {
  block: '1;31',
  warn: '33',
  note: '36',
  bold: '1',
  dim: '2',
  mark: '32',
};
type Paint = (style: Style, text: string) => string;

/** Every foreign word in it is made visible, what is quoted is indented and behind a bar. '' when there is nothing. */
export function pretty(report: Report, options: PrettyOptions): string {
  const paint: Paint = (style, text) => (options.color ? `\x1b[${SGR[style]}m${text}\x1b[0m` : text);
  const shown = report.findings.filter(
    ({ level, suppressed }) => suppressed === null && (level !== 'note' || options.showNotes),
  );
  if (shown.length === 0) return options.always ? `${counts(report, options.showNotes)}\n` : '';
  const width = Math.max(40, options.width ?? 100);
  const blocks = [...groups(shown)].map(([of, findings]) =>
    [paint('bold', cut(title(of), width)), ...ofPatch(findings, width, paint)].join('\n'),
  );
  const worst = shown.find(({ level }) => level === 'block') ?? shown.find(({ level }) => level === 'warn');
  const why = `'git kvm explain ${(worst ?? shown[0]!).rule}' says why.`;
  return `${blocks.join('\n\n')}\n\n${counts(report, options.showNotes)}. ${paint('dim', why)}\n`;
}

function groups(findings: readonly Finding[]): Map<Patch | CoverLetter, Finding[]> {
  const all = new Map<Patch | CoverLetter, Finding[]>();
  for (const finding of findings) {
    const group = all.get(finding.of);
    if (group) group.push(finding);
    else all.set(finding.of, [finding]);
  }
  return all;
}

function title({ origin, subject, shortlog }: Patch | CoverLetter): string {
  if (origin.kind === 'mail') return visible(subject.raw) || '(no subject)';
  const name = origin.commit === null ? 'commit message' : commitName(origin.commit);
  return `${name}: ${visible(shortlog.value)}`;
}

function ofPatch(findings: readonly Finding[], width: number, paint: Paint): string[] {
  const seen = new Map<string, number>();
  const lines: string[] = [];
  for (const finding of findings) {
    const count = (seen.get(finding.rule) ?? 0) + 1;
    seen.set(finding.rule, count);
    if (count <= MOST_ALIKE) lines.push(...one(finding, width, paint));
  }
  for (const [rule, count] of seen) {
    if (count > MOST_ALIKE) lines.push(`  and ${count - MOST_ALIKE} more of ${rule}`);
  }
  return lines;
}

function one(finding: Finding, width: number, paint: Paint): string[] {
  const { of, at, level, rule, message, hint, related } = finding;
  const place = visible(placeName(of, at));
  const [line, mark] = quoteLines(finding, width - 6);
  return [
    `  ${place}  ${paint(level, level)}  ${paint('dim', rule)}  ${visible(message)}`,
    ...(line === undefined ? [] : [`    | ${line}`]),
    ...(mark === undefined ? [] : [`    | ${mark.replace(/\^+/, (marks) => paint('mark', marks))}`]),
    ...written(hint),
    ...related.map((place) => `    see ${seeAlso(place)}`),
  ];
}

/** A hint of several lines (a whole commit line, a tag block) keeps them. */
function written(hint: string | undefined): string[] {
  if (!hint) return [];
  const [first = '', ...rest] = hint.trimEnd().split('\n');
  return [`    help: ${visible(first)}`, ...rest.map((line) => `          ${visible(line)}`)];
}

function seeAlso({ of, at, message }: Finding['related'][number]): string {
  const number = numberOf(of);
  const place = visible(placeName(of, at, false));
  return number === null
    ? `${place}: ${visible(message)}`
    : `${number.n}/${number.of}: ${visible(message)} (${place})`;
}

function counts({ summary, findings }: Report, showNotes: boolean): string {
  const suppressed = findings.filter((finding) => finding.suppressed !== null).length;
  const parts = [
    summary.block > 0 ? `${summary.block} block` : '',
    many(summary.warn, 'warning'),
    summary.note > 0 && !showNotes ? `${many(summary.note, 'note')} not shown` : many(summary.note, 'note'),
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
