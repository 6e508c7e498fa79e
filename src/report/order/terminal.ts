/** A series as a picture in the terminal: a row for each patch, arrows from what comes first to what comes behind it. */

import { visible } from '../../model/visible';
import { columns, cut } from '../columns';
import { lanesOf } from './lanes';
import type { Arrow, View } from './view';

const MOST_LANES = 10;
const RED = '\x1b[31m';
const BOLD = '\x1b[1m';
const DIM = '\x1b[2m';
const PLAIN = '\x1b[0m';

export interface TerminalOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

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
  '╭╰': '├',
};

const SAYS: Record<Arrow['kind'], string> = {
  covers: 'tests',
  'adapts-to': 'is broken by',
  needs: 'needs',
};

/** The picture, and below it what is wrong, with its evidence. Ends in a line break. */
export function terminal(view: View, { color, width }: TerminalOptions): string {
  const paint = (code: string, text: string) => (color && text !== '' ? `${code}${text}${PLAIN}` : text);
  const { laned, left } = lanesOf(view.arrows, MOST_LANES);
  const lanes = Math.max(0, ...laned.map(({ lane }) => lane + 1));
  const numberWidth = String(Math.max(0, ...view.rows.map(({ number }) => number))).length;
  const kindWidth = Math.max(0, ...view.rows.map(({ kind }) => kind.length));
  const lines = view.rows.map((row, at) => {
    const cells = new Array<string>(lanes * 2 + 1).fill(' ');
    const reds = new Set<number>();
    const put = (cell: number, mark: string, wrong: boolean) => {
      cells[cell] = JOINED[`${cells[cell]}${mark}`] ?? JOINED[`${mark}${cells[cell]}`] ?? mark;
      if (wrong) reds.add(cell);
    };
    for (const { arrow, lane, top, bottom } of [...laned].reverse()) {
      const cell = (lanes - 1 - lane) * 2;
      if (at > top && at < bottom) put(cell, '│', arrow.wrong);
    }
    for (const { arrow, lane, top, bottom } of [...laned].reverse()) {
      if (at !== top && at !== bottom) continue;
      const cell = (lanes - 1 - lane) * 2;
      for (let right = cell + 1; right < lanes * 2; right += 1) put(right, '─', arrow.wrong);
      put(cell, at === top ? '╭' : '╰', arrow.wrong);
      const end = lanes * 2;
      if (at === arrow.to) put(end, arrow.wrong ? '✗' : '▶', arrow.wrong);
      else if (cells[end] === ' ') put(end, '─', arrow.wrong);
    }
    const drawn = cells.map((mark, cell) => (reds.has(cell) ? paint(RED, mark) : paint(DIM, mark))).join('');
    const head = `${String(row.number).padStart(numberWidth)}  ${row.kind.padEnd(kindWidth)}  `;
    const room = Math.max(20, width - (lanes * 2 + 2) - columns(head));
    const isWrong = view.arrows.some((arrow) => arrow.wrong && (arrow.from === at || arrow.to === at));
    const title = cut(visible(row.shortlog), room);
    return `${drawn} ${head}${isWrong ? paint(BOLD, title) : title}`.trimEnd();
  });
  if (left > 0) lines.push(paint(DIM, `(${left} more relations: --format json shows all)`));
  lines.push('', ...details(view, paint));
  return `${lines.join('\n')}\n`;
}

function* details(view: View, paint: (code: string, text: string) => string): Iterable<string> {
  const number = (row: number) => view.rows[row]!.number;
  for (const arrow of view.arrows.filter(({ wrong }) => wrong)) {
    const mark = paint(RED, arrow.level === 'block' ? '✗' : '!');
    const [subject, object] = arrow.kind === 'adapts-to' ? [arrow.from, arrow.to] : [arrow.to, arrow.from];
    yield `${mark} ${number(arrow.to)} must come after ${number(arrow.from)}: ${number(subject)} ${SAYS[arrow.kind]} ${number(object)}`;
    for (const evidence of arrow.evidence) yield `    ${visible(evidence)}`;
  }
  for (const { test, kernel, evidence } of view.mutual) {
    yield `! Perhaps no order of ${number(test)} and ${number(kernel)} is clean: squash them, or let the test accept both results`;
    for (const one of evidence) yield `    ${visible(one)}`;
  }
  if (view.suggestion === null) {
    if (view.mutual.length === 0) yield 'The order holds.';
    return;
  }
  for (const { first, second } of view.suggestion.dropped) {
    yield `! ${number(first)} and ${number(second)} each want to come first: split one of them, or squash the two`;
  }
}
