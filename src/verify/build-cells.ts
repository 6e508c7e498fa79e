/** Build cells, from a matrix to what came of it. What commands and the proof of order share. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../model/errors';
import { columnScript, type Mode, makefileOf, runScriptOf, runWords } from './makefile';
import { type Cell, type Cost, costsOf, isPassed, type Matrix, openCells } from './matrix';
import type { Places } from './places';
import { cannotWrite, filesIn, fullDisk, GO_ON, isFull, lostText } from './results';
import { type Event, runMake } from './run';

interface Building {
  readonly matrix: Matrix;
  readonly places: Places;
  /** Whose objects the sources come from. */
  readonly gitDir: string;
  readonly mode: Mode;
  readonly jobs: number;
  readonly env: NodeJS.ProcessEnv;
  onProgress(progress: Progress): void;
  /** While nothing ends: what runs, each `tickSeconds`. */
  onTick(tick: Tick): void;
  readonly tickSeconds: number;
}

interface Running {
  readonly cell: Cell;
  readonly seconds: number;
  /** That it has made so far. */
  readonly files: number;
  /** About how many it will have made; null as long as nothing tells. */
  readonly ofFiles: number | null;
}

export interface Tick {
  /** What runs, the one that began first before it. */
  readonly running: readonly Running[];
  readonly done: number;
  readonly all: number;
  /** Seconds; null as long as nothing tells. */
  readonly left: number | null;
}

export interface Progress {
  readonly event: Event;
  readonly cell: Cell;
  readonly done: number;
  readonly all: number;
  /** Seconds; null as long as nothing tells. */
  readonly left: number | null;
}

/**
 * Build what is open.
 * @returns whether all that was open passed, or was tried where the mode is `probe`
 * @throws UsageError where make could not do its work, or was stopped
 */
export async function buildCells(building: Building): Promise<{ built: number; ok: boolean }> {
  const { matrix, places, gitDir, mode, onProgress } = building;
  const open = openCells(places, matrix);
  if (open.length === 0) return { built: 0, ok: true };
  try {
    // What failed once says nothing before it is tried again; nor does a stamp whose leavings are gone, which make would believe.
    for (const { stamp } of open)
      for (const file of [stamp, `${stamp}.bad`]) rmSync(join(places.dir, file), { force: true });
    for (const column of matrix.columns.filter(({ runs }) => runs === undefined))
      writeFileSync(join(places.scripts, `${column.id}.sh`), columnScript(column, places));
    for (const cell of open)
      if (cell.column.runs)
        writeFileSync(runScriptOf(cell, places), runWords(cell, cell.column.runs, places));
    writeFileSync(places.makefile, makefileOf(matrix, open, places, gitDir, mode));
  } catch (cause) {
    throw cannotWrite(places, cause);
  }
  const waiting = new Map(open.map((cell) => [cell.name, cell]));
  let [done, failed] = [0, 0];
  let lost: Cell | null = null;
  const since = new Map<Cell, number>();
  const estimate = estimates(open, places);
  const timeLeft = () => {
    const times = [...waiting.values()].map((cell) => estimate(cell, 'seconds'));
    return times.reduce((sum, time) => (sum === null || time === null ? null : sum + time), 0);
  };
  const ticker = setInterval(() => {
    const now = Date.now();
    const running = [...since].map(([cell, begin]) => ({
      cell,
      seconds: Math.round((now - begin) / 1000),
      files: cell.column.runs ? 0 : filesIn(places, cell),
      ofFiles: estimate(cell, 'files'),
    }));
    const spent = running.reduce((sum, { seconds }) => sum + seconds, 0);
    const left = timeLeft();
    if (running.length > 0)
      building.onTick({
        running,
        done,
        all: open.length,
        left: left === null ? null : Math.max(0, left - spent),
      });
  }, building.tickSeconds * 1000);
  const ended = await runMake({
    ...building,
    onEvent(event) {
      const cell = open.find(({ name }) => name === event.cell);
      if (cell === undefined) return;
      if (event.kind === 'start') since.set(cell, Date.now());
      else {
        since.delete(cell);
        done += 1;
        waiting.delete(cell.name);
      }
      if (event.kind === 'fail') failed += 1;
      if (event.kind === 'lost') lost ??= cell;
      onProgress({ event, cell, done, all: open.length, left: timeLeft() });
    },
  }).finally(() => clearInterval(ticker));
  if (ended.interrupted) throw new UsageError('stopped', 'the same command continues where this one stopped');
  // What failed has said so; what make did not come to has not.
  const isTried = (cell: Cell) => isPassed(places, cell) || existsSync(join(places.dir, `${cell.stamp}.bad`));
  const isCut = mode === 'probe' ? !open.every(isTried) : failed === 0;
  if (!ended.ok && isCut) {
    const words = ended.words.trim().split('\n').slice(-3).join('\n');
    if (isFull(places) || /No space left on device/.test(words))
      throw new UsageError(fullDisk(places), GO_ON);
    if (lost !== null) throw new UsageError(...lostText(places, lost));
    throw new UsageError(`make failed: ${words}`, GO_ON);
  }
  return { built: done, ok: ended.ok && failed === 0 };
}

/** What cells will take, by what others of their column took; null as long as nothing tells. */
function estimates(open: readonly Cell[], places: Places): (cell: Cell, what: keyof Cost) => number | null {
  const isFresh = (cell: Cell) => !existsSync(join(places.builds, cell.column.id));
  const fresh = new Set(open.filter((cell, i) => open.findIndex(sameColumn(cell)) === i && isFresh(cell)));
  return (cell, what) => {
    const costs = costsOf(places, cell.column, what);
    // The first build of all is the longest, and tells nothing of those after it: for these, the middle one of the others.
    if (!cell.point.isBase && !fresh.has(cell))
      return costs.length < 2 ? null : costs[Math.floor((costs.length - 1) / 2)]!;
    return costs.at(-1) ?? (what === 'files' ? (cell.column.files ?? null) : null);
  };
}

function sameColumn({ column }: Cell): (other: Cell) => boolean {
  return (other) => other.column === column;
}
