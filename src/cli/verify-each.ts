/** `git kvm verify --each -- CMD`: any command at each patch, in a checkout of its own. */
import { join } from 'node:path';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import { type Matrix, makeMatrix, type Point } from '../verify/matrix';
import { makePlaces, type Places } from '../verify/places';
import { outcomeOf, tail } from '../verify/results';
import { type Grid, table } from '../verify/table';
import type { Io } from './io';

export interface Each {
  /** The base, and one for each patch. */
  readonly points: readonly Point[];
  /** The command, in words. */
  readonly command: readonly string[];
  readonly dir: string;
  readonly prefixOf: (column: string) => readonly string[];
  readonly width: number | null;
  build(matrix: Matrix, places: Places): Promise<unknown>;
}

/** Its own checkout: what a command leaves there does not get into the builds. */
export function eachDir(dir: string): string {
  return join(dir, 'each');
}

const MOST_LINES = 12;

/** @returns 1 where the command fails at a patch */
export async function runEach(
  { points, command, dir, prefixOf, width, build }: Each,
  io: Io,
): Promise<0 | 1> {
  if (command.length === 0)
    throw new UsageError(
      '--each has no command',
      'git kvm verify --each HEAD~3 -- make W=1 O=$OUT defconfig',
    );
  const places = makePlaces(eachDir(dir));
  const words = command.map((word) => `'${word.replace(/'/g, `'\\''`)}'`).join(' ');
  // 64 means something else to those who watch a build.
  const script = `cd "$TREE"\nexport OUT\n${words} || { status=$?; [ "$status" -ne 64 ] || status=1; exit "$status"; }\n`;
  const column = { id: 'each', says: 'the command', script };
  // As git rebase --exec: each time again.
  const matrix = makeMatrix(
    points.filter(({ isBase }) => !isBase),
    [column],
    String(Date.now()),
    prefixOf,
  );
  await build(matrix, places);
  const shown = { pass: 'ok', fail: 'FAIL', open: '-' } as const;
  const cellOf = (point: Point) => matrix.cells.find((cell) => cell.point === point)!;
  const grid: Grid = {
    points: matrix.points,
    titles: [command[0]!],
    shown: (point) => shown[outcomeOf(places, cellOf(point))],
  };
  io.out(table(grid, { color: io.color, width: width ?? 100 }));
  const bad = matrix.cells.filter((cell) => outcomeOf(places, cell) === 'fail');
  for (const { point, log } of bad) {
    const said = tail(join(places.dir, log))
      .split('\n')
      .filter((line) => line.trim() !== '' && !/^git-kvm: status \d+$/.test(line));
    const lines = said.slice(-MOST_LINES).map((line) => `    ${escapeControls(line)}\n`);
    io.out(`\n${point.name} fails: ${escapeControls(point.shortlog)}\n${lines.join('')}`);
    io.out(`  The whole log: ${join(places.dir, log)}\n`);
  }
  return bad.length > 0 ? 1 : 0;
}
