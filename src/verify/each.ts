/** `git kvm verify --each -- CMD`: any command at each patch, in its own checkout. */
import { join } from 'node:path';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import { makeMatrix, type Point } from './matrix';
import type { View } from './options';
import { makePlaces } from './places';
import { outcomeOf, tail } from './results';
import type { Session } from './session';
import { type Grid, table } from './table';

const MOST_LINES = 12;

/** @returns the table and what failed, and whether something did @throws UsageError where there is no command */
export async function runEach(
  session: Session,
  command: readonly string[],
  view: View,
): Promise<{ text: string; isBad: boolean }> {
  if (command.length === 0)
    throw new UsageError(
      '--each has no command',
      'git kvm verify --each HEAD~3 -- make W=1 O=$OUT defconfig',
    );
  // Its own checkout: what a command leaves there does not get into the builds.
  const places = makePlaces(join(session.places.dir, 'each'));
  const quoted = command.map((word) => `'${word.replace(/'/g, `'\\''`)}'`).join(' ');
  // 64 means something else to those who watch a build.
  const script = `cd "$TREE"\nexport OUT\n${quoted} || { status=$?; [ "$status" -ne 64 ] || status=1; exit "$status"; }\n`;
  const column = { id: 'each', says: 'the command', script };
  // As git rebase --exec: each time again.
  const matrix = makeMatrix(
    session.points.filter(({ isBase }) => !isBase),
    [column],
    String(Date.now()),
    session.prefixOf,
  );
  await session.probeAt(places, matrix);
  const shown = { pass: 'ok', fail: 'FAIL', open: '-' } as const;
  const cellOf = (point: Point) => matrix.cells.find((cell) => cell.point === point)!;
  const grid: Grid = {
    points: matrix.points,
    titles: [command[0]!],
    shown: (point) => shown[outcomeOf(places, cellOf(point))],
  };
  const bad = matrix.cells.filter((cell) => outcomeOf(places, cell) === 'fail');
  const words = bad.map(({ point, log }) => {
    const said = tail(join(places.dir, log))
      .split('\n')
      .filter((line) => line.trim() !== '' && !/^git-kvm: status \d+$/.test(line));
    const lines = said.slice(-MOST_LINES).map((line) => `    ${escapeControls(line)}\n`);
    const head = `\n${point.name} fails: ${escapeControls(point.shortlog)}\n`;
    return `${head}${lines.join('')}  The whole log: ${join(places.dir, log)}\n`;
  });
  return { text: `${table(grid, view)}${words.join('')}`, isBad: bad.length > 0 };
}
