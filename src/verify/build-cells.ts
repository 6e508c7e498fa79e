/** Build cells, from a matrix to what came of it. What commands and the proof of order share. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../model/errors';
import { columnScript, type Mode, makefileOf, runScriptOf, runWords } from './makefile';
import { type Cell, isPassed, type Matrix, openCells, secondsOf } from './matrix';
import type { Places } from './places';
import { cannotWrite, fullDisk, GO_ON, isFull, lostText } from './results';
import { type Event, runMake } from './run';

export interface Building {
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

export interface Tick {
  /** What runs, the one that began first before it. */
  readonly running: readonly { readonly cell: Cell; readonly seconds: number }[];
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
  const ticker = setInterval(() => {
    const now = Date.now();
    const running = [...since].map(([cell, begin]) => ({ cell, seconds: Math.round((now - begin) / 1000) }));
    const spent = running.reduce((sum, { seconds }) => sum + seconds, 0);
    const left = timeLeft([...waiting.values()], places);
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
      onProgress({ event, cell, done, all: open.length, left: timeLeft([...waiting.values()], places) });
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

/** By what cells of the same column took: the middle one, as the first build is long and those after it are short. */
function timeLeft(waiting: readonly Cell[], places: Places): number | null {
  let sum = 0;
  for (const { column, point } of waiting) {
    const times = secondsOf(places, column);
    // The first build of all is long, and tells nothing of those after it.
    if (times.length < (point.isBase ? 1 : 2)) return null;
    sum += point.isBase ? times.at(-1)! : times[Math.floor((times.length - 1) / 2)]!;
  }
  return sum;
}
