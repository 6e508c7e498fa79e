/** Points and what was built or run there as a picture: patches down, columns across. */
import { visible } from '../model/visible';
import type { Point } from './matrix';

/** How something ended, as tables and pictures show it. */
export type Shown = 'ok' | 'pass' | 'FAIL' | 'skip' | 'no build' | 'known' | '-';

const COLOR: Readonly<Record<Shown, string>> = {
  ok: '32',
  pass: '32',
  FAIL: '1;31',
  'no build': '1;31',
  skip: '33',
  known: '33',
  '-': '2',
};

export interface Grid {
  readonly points: readonly Point[];
  readonly titles: readonly string[];
  shown(point: Point, column: number): Shown;
}

export function table(grid: Grid, { color, width }: { color: boolean; width: number }): string {
  const nameWidth = Math.max(...grid.points.map(({ name }) => name.length)) + 2;
  const room = width - nameWidth - 20;
  const isWide = grid.titles.reduce((sum, title) => sum + title.length + 2, 0) > room;
  // Too many names for one line stand below, behind their letters.
  const heads = isWide ? grid.titles.map((_, i) => letter(i)) : grid.titles;
  const shown = grid.points.map((point) => heads.map((_, i) => grid.shown(point, i)));
  const widths = heads.map((head, i) => Math.max(head.length, 4, ...shown.map((row) => row[i]!.length)) + 2);
  const most = Math.max(20, width - nameWidth - widths.reduce((sum, one) => sum + one, 0));
  const lines = [
    `${' '.repeat(nameWidth)}${heads.map((head, i) => head.padEnd(widths[i]!)).join('')}`.trimEnd(),
  ];
  grid.points.forEach((point, row) => {
    const cells = shown[row]!.map((text, i) => {
      const padded = text.padEnd(widths[i]!);
      return color ? `\x1b[${COLOR[text]}m${padded}\x1b[0m` : padded;
    });
    const shortlog = visible(point.shortlog);
    const title = shortlog.length > most ? `${shortlog.slice(0, most - 1)}…` : shortlog;
    lines.push(`${point.name.padEnd(nameWidth)}${cells.join('')}${title}`.trimEnd());
  });
  if (isWide) lines.push('', ...grid.titles.map((title, i) => `  ${heads[i]!.padEnd(3)}${visible(title)}`));
  return `${lines.join('\n')}\n`;
}

/** a … z, then a1 … */
function letter(i: number): string {
  return `${String.fromCharCode(97 + (i % 26))}${i < 26 ? '' : Math.floor(i / 26)}`;
}
