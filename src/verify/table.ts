/** Points and what was built or run there as a picture: patches down, columns across. */
import { escapeControls } from '../model/escape-controls';
import { cut } from '../report/columns';
import { painter, type Style } from '../report/terminal';
import type { Point } from './matrix';
import type { View } from './options';

/** How something ended, as tables and pictures show it. */
export type Shown = 'ok' | 'pass' | 'FAIL' | 'FLAKY' | 'skip' | 'no build' | 'known' | '-';

const STYLE: Readonly<Record<Shown, Style>> = {
  ok: 'good',
  pass: 'good',
  FAIL: 'block',
  FLAKY: 'block',
  'no build': 'block',
  skip: 'warn',
  known: 'warn',
  '-': 'dim',
};

export interface Grid {
  readonly points: readonly Point[];
  readonly titles: readonly string[];
  shown(point: Point, column: number): Shown;
}

export function table(grid: Grid, { color, width }: View): string {
  const paint = painter(color);
  const nameWidth = Math.max(...grid.points.map(({ name }) => name.length)) + 2;
  const room = width - nameWidth - 20;
  const titles = grid.titles.map(escapeControls);
  const isWide = titles.reduce((sum, title) => sum + title.length + 2, 0) > room;
  // Too many names for one line stand below, after their letters.
  const heads = isWide ? titles.map((_, i) => letter(i)) : titles;
  const shown = grid.points.map((point) => heads.map((_, i) => grid.shown(point, i)));
  const widths = heads.map((head, i) => Math.max(head.length, 4, ...shown.map((row) => row[i]!.length)) + 2);
  const most = Math.max(20, width - nameWidth - widths.reduce((sum, one) => sum + one, 0));
  const lines = [
    `${' '.repeat(nameWidth)}${heads.map((head, i) => head.padEnd(widths[i]!)).join('')}`.trimEnd(),
  ];
  grid.points.forEach((point, row) => {
    const cells = shown[row]!.map((text, i) => {
      return paint(STYLE[text], text.padEnd(widths[i]!));
    });
    const title = cut(escapeControls(point.shortlog), most);
    lines.push(`${point.name.padEnd(nameWidth)}${cells.join('')}${title}`.trimEnd());
  });
  if (isWide) lines.push('', ...titles.map((title, i) => `  ${heads[i]!.padEnd(3)}${title}`));
  return `${lines.join('\n')}\n`;
}

/** a … z, then a1 … */
function letter(i: number): string {
  return `${String.fromCharCode(97 + (i % 26))}${i < 26 ? '' : Math.floor(i / 26)}`;
}
