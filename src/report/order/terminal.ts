/** A series as a picture in the terminal: a row for each patch, arrows from what comes first to what comes after it. */

import { escapeControls } from '../../model/escape-controls';
import { columns, cut } from '../columns';
import { type Paint, painter, type Style, type Terminal } from '../terminal';
import { lanesOf } from './lanes';
import { type Arrow, brokenRows, runsOf, sureness, type View } from './view';

const MOST_LANES = 10;
/** The strongest; --format json has all. */
const MOST_EVIDENCE = 3;

/** What two lines make where they meet. */
const JOINED: Readonly<Record<string, string>> = {
  '│─': '┼',
  '╭─': '┬',
  '╰─': '┴',
  '┬─': '┬',
  '┴─': '┴',
  '┼─': '┼',
  '▶─': '▶',
  '✗─': '✗',
  '✗▶': '✗',
  '!─': '!',
  '!▶': '!',
  '✗!': '✗',
  '╭╰': '├',
};

const SAYS: Record<Arrow['kind'], string> = {
  covers: 'tests',
  'adapts-to': 'is broken by',
  needs: 'needs',
};

/** The picture, and below it what is wrong, with its evidence. Ends in a line break. */
export function terminal(view: View, { color, width }: Terminal): string {
  const paint = painter(color);
  const { laned, left } = lanesOf(view.arrows, MOST_LANES);
  const lanes = Math.max(0, ...laned.map(({ lane }) => lane + 1));
  const numberWidth = String(Math.max(0, ...view.rows.map(({ number }) => number))).length;
  const kindWidth = Math.max(0, ...view.rows.map(({ kind }) => kind.length));
  const lines = view.rows.map((row, at) => {
    const cells = new Array<string>(lanes * 2 + 1).fill(' ');
    const styles = new Map<number, Style>();
    const put = (cell: number, mark: string, { wrong, level }: Arrow) => {
      cells[cell] = JOINED[`${cells[cell]}${mark}`] ?? JOINED[`${mark}${cells[cell]}`] ?? mark;
      if (wrong && styles.get(cell) !== 'block') styles.set(cell, level);
    };
    for (const { arrow, lane, top, bottom } of [...laned].reverse()) {
      const cell = (lanes - 1 - lane) * 2;
      if (at > top && at < bottom) put(cell, '│', arrow);
    }
    for (const { arrow, lane, top, bottom } of [...laned].reverse()) {
      if (at !== top && at !== bottom) continue;
      const cell = (lanes - 1 - lane) * 2;
      for (let right = cell + 1; right < lanes * 2; right += 1) put(right, '─', arrow);
      put(cell, at === top ? '╭' : '╰', arrow);
      const end = lanes * 2;
      if (at === arrow.to) put(end, headOf(arrow), arrow);
      else if (cells[end] === ' ') put(end, '─', arrow);
    }
    const drawn = cells
      .map((mark, cell) => (mark === ' ' ? mark : paint(styles.get(cell) ?? 'dim', mark)))
      .join('');
    const head = `${String(row.number).padStart(numberWidth)}  ${row.kind.padEnd(kindWidth)}  `;
    const room = Math.max(20, width - (lanes * 2 + 2) - columns(head));
    const isWrong = view.arrows.some((arrow) => arrow.wrong && (arrow.from === at || arrow.to === at));
    const title = cut(escapeControls(row.shortlog), room);
    return `${drawn} ${head}${isWrong ? paint('bold', title) : title}`.trimEnd();
  });
  if (left > 0) lines.push(paint('dim', `(${left} more relations: --format json shows all)`));
  lines.push('', ...details(view, paint));
  return `${lines.join('\n')}\n`;
}

function headOf({ wrong, level }: Arrow): string {
  if (!wrong) return '▶';
  return level === 'block' ? '✗' : '!';
}

function* details(view: View, paint: Paint): Iterable<string> {
  const number = (row: number) => view.rows[row]!.number;
  for (const arrow of view.arrows.filter(({ wrong }) => wrong)) {
    const mark = paint(arrow.level, headOf(arrow));
    const [subject, object] = arrow.kind === 'adapts-to' ? [arrow.from, arrow.to] : [arrow.to, arrow.from];
    yield `${mark} ${number(arrow.to)} must come after ${number(arrow.from)}: ${number(subject)} ${SAYS[arrow.kind]} ${number(object)} (${sureness(arrow)})`;
    for (const evidence of arrow.evidence.slice(0, MOST_EVIDENCE)) yield `    ${escapeControls(evidence)}`;
    for (const row of [arrow.to, arrow.from]) {
      const place = row === arrow.to ? arrow.toPlace : arrow.fromPlace;
      if (place !== '') yield paint('dim', `    ${number(row)}: ${escapeControls(place)}`);
    }
  }
  for (const { test, kernel, evidence } of view.mutual) {
    yield `! Perhaps no order of ${number(test)} and ${number(kernel)} is clean: squash them, or let the test accept both results`;
    for (const one of evidence) yield `    ${escapeControls(one)}`;
  }
  const broken = brokenRows(view).map(number);
  if (broken.length > 0) {
    const fail = broken.length === 1 ? 'fails' : 'fail';
    yield `${broken.length} of ${view.rows.length} points ${fail} in a bisection: after ${runsOf(broken)}`;
  }
  if (view.suggestion === null) {
    if (view.mutual.length === 0) yield 'The order holds.';
    return;
  }
  for (const { first, second } of view.suggestion.dropped) {
    yield `! ${number(first)} and ${number(second)} each have to come first: split one of them, or squash the two`;
  }
}

/** The series in the suggested order, what moves marked. */
export function suggestedText({ rows, suggestion }: View, { color, width }: Terminal): string {
  if (suggestion === null) return '';
  const paint = painter(color);
  const moved = new Set(suggestion.moved);
  const numberWidth = String(Math.max(0, ...rows.map(({ number }) => number))).length;
  const kindWidth = Math.max(0, ...rows.map(({ kind }) => kind.length));
  return suggestion.order
    .map((index) => {
      const { number, kind, shortlog } = rows[index]!;
      const head = `${moved.has(index) ? '→' : ' '} ${String(number).padStart(numberWidth)}  ${kind.padEnd(kindWidth)}  `;
      const line = head + cut(escapeControls(shortlog), Math.max(20, width - columns(head)));
      return `${moved.has(index) ? paint('good', line) : line}\n`;
    })
    .join('');
}
