/** The matrix as a picture: patches down, columns across. */
import { visible } from '../report/visible';
import type { Cell, Matrix } from './matrix';
import type { Outcome } from './results';

const SHOWN: Readonly<Record<Outcome, string>> = { pass: 'ok', fail: 'FAIL', open: '-' };
const COLOR: Readonly<Record<Outcome, string>> = { pass: '32', fail: '1;31', open: '2' };

export function table(
  matrix: Matrix,
  outcome: (cell: Cell) => Outcome,
  { color, width }: { color: boolean; width: number },
): string {
  const widths = matrix.columns.map(({ id }) => Math.max(id.length, 4) + 2);
  const nameWidth = Math.max(...matrix.points.map(({ name }) => name.length)) + 2;
  const most = Math.max(20, width - nameWidth - widths.reduce((sum, one) => sum + one, 0));
  const head = matrix.columns.map(({ id }, i) => id.padEnd(widths[i]!)).join('');
  const lines = [`${' '.repeat(nameWidth)}${head}`.trimEnd()];
  for (const point of matrix.points) {
    const cells = matrix.cells
      .filter((cell) => cell.point === point)
      .map((cell, i) => {
        const found = outcome(cell);
        const text = SHOWN[found].padEnd(widths[i]!);
        return color ? `\x1b[${COLOR[found]}m${text}\x1b[0m` : text;
      });
    const shortlog = visible(point.shortlog);
    const title = shortlog.length > most ? `${shortlog.slice(0, most - 1)}…` : shortlog;
    lines.push(`${point.name.padEnd(nameWidth)}${cells.join('')}${title}`);
  }
  return `${lines.join('\n')}\n`;
}
