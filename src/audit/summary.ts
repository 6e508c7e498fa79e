/** What an audit comes to, for people and for programs. */

import { escapeControls, escapeControlsJson } from '../model/escape-controls';
import { LEVELS } from '../model/finding';
import type { ReadError } from '../patches/archive';
import { cut } from '../report/columns';
import type { Trouble } from './batch';
import type { Group, Levels, Tally } from './tally';

/** Keys are added without a new version; none is renamed, removed or given another meaning. */
const VERSION = 1;
/** Authors in the report for people; JSON has all. */
const MOST_AUTHORS = 20;

export interface Summary {
  readonly archives: readonly string[];
  readonly tally: Tally;
  readonly trouble: readonly Trouble[];
  readonly readErrors: readonly ReadError[];
  readonly listUnreadable: boolean;
}

/** Most findings first, then by name: the same order each time. */
function ranked<T extends { patches: number; levels: Levels }>(groups: Record<string, T>): [string, T][] {
  const weight = ({ levels }: T) => levels.block + levels.warn;
  return Object.entries(groups).sort(
    ([a, x], [b, y]) => weight(y) - weight(x) || y.patches - x.patches || (a < b ? -1 : 1),
  );
}

export function summaryJson({ archives, tally, trouble, readErrors, listUnreadable }: Summary): string {
  const { counts, levels, patchesWith } = tally;
  return escapeControlsJson({
    version: VERSION,
    archives,
    mails: counts,
    findings: levels,
    patchesWith,
    rules: ranked(tally.rules).map(([rule, { patches, levels }]) => ({ rule, patches, ...levels })),
    authors: ranked(tally.authors).map(([email, { name, patches, found, levels }]) => ({
      name,
      email,
      patches,
      patchesFound: found,
      ...levels,
    })),
    years: Object.entries(tally.years).map(([year, { patches, found, levels }]) => ({
      year: Number(year) || null,
      patches,
      patchesFound: found,
      ...levels,
    })),
    readErrors: readErrors.map(({ place, reason }) => ({ place, why: reason })),
    ...(listUnreadable ? { unreadable: trouble.map(({ place, line, why }) => ({ place, line, why })) } : {}),
  });
}

export function summaryText({ tally, trouble, readErrors, listUnreadable }: Summary): string {
  const { counts } = tally;
  const extra = [
    many(counts.copies, 'copies', 'copy'),
    many(counts.withdrawn, 'withdrawn'),
    many(counts.unreadable, 'unreadable'),
  ].filter(Boolean);
  const parts = [
    `${counted(counts.read, 'mail')}: ${counted(counts.patches, 'patch', 'patches')}, ` +
      `${counted(counts.covers, 'cover letter')}, ${counted(counts.replies, 'reply', 'replies')}, ` +
      `${number(counts.other)} other` +
      (extra.length > 0 ? ` (of these ${extra.join(', ')})` : ''),
    ...(counts.patches === 0 ? [] : findings(tally)),
    ...table(
      ['rule', 'patches', 'block', 'warn', 'note'],
      ranked(tally.rules).map(([rule, { patches, levels }]) => row(rule, patches, levels)),
    ),
    ...table(
      ['year', 'patches', 'with findings', 'block', 'warn', 'note'],
      Object.entries(tally.years).map(([year, group]) => groupRow(year, group)),
    ),
    ...authors(tally),
  ];
  if (listUnreadable && trouble.length > 0) {
    parts.push('', 'Unreadable:');
    for (const { place, line, why } of trouble)
      parts.push(`  ${escapeControls(place)}:${line}: ${escapeControls(why)}`);
  }
  for (const { place, reason } of readErrors)
    parts.push('', `Read only in part: ${escapeControls(place)}: ${escapeControls(reason)}`);
  return `${parts.join('\n')}\n`;
}

function findings({ counts, levels, patchesWith }: Tally): string[] {
  const of = (part: number) => `${number(part)} (${percent(part, counts.patches)})`;
  return [
    `Patches with a finding that blocks: ${of(patchesWith.block)}, with a warning: ${of(patchesWith.warn)}, ` +
      `with a note: ${of(patchesWith.note)}`,
    `Findings: ${number(levels.block)} block, ${number(levels.warn)} warn, ${number(levels.note)} note`,
  ];
}

function authors(tally: Tally): string[] {
  const all = ranked(tally.authors);
  const shown = all.slice(0, MOST_AUTHORS).map(([email, group]) => {
    const who = group.name === '' ? email : `${group.name} <${email}>`;
    return groupRow(cut(escapeControls(who), 60), group);
  });
  const rest = all.length - shown.length;
  const lines = table(['author', 'patches', 'with findings', 'block', 'warn', 'note'], shown);
  return rest > 0 ? [...lines, `and ${number(rest)} more; --format json lists all`] : lines;
}

function row(name: string, patches: number, levels: Levels): string[] {
  return [
    name,
    number(patches),
    ...LEVELS.filter((level) => level !== 'off')
      .reverse()
      .map((level) => number(levels[level])),
  ];
}

function groupRow(name: string, { patches, found, levels }: Group): string[] {
  const [first, second, ...rest] = row(name, patches, levels);
  return [first!, second!, `${number(found)} (${percent(found, patches)})`, ...rest];
}

/** A blank line and the table, the first column to the left, the others to the right; nothing without rows. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((cells) => cells[i]!.length)));
  const lines = all.map((cells) =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
  return ['', ...lines];
}

/** `1 mail`, `2 mails`. */
function counted(count: number, one: string, several = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : several}`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function percent(part: number, whole: number): string {
  return `${whole === 0 ? '0.0' : ((100 * part) / whole).toFixed(1)} %`;
}

function many(count: number, what: string, one = what): string {
  return count === 0 ? '' : `${number(count)} ${count === 1 ? one : what}`;
}
