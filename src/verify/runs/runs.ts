/** Tests run at points of a series: the columns for it, and what came of them. */
import { type Matrix, makeMatrix, type Point } from '../matrix';
import type { Places } from '../places';
import { outcomeOf } from '../results';
import { folderOf, GUEST, guestColumn, runColumn, TESTS, testsColumn } from './guest';
import { isBuilt, type RunOutcome, runOutcome } from './outcome';
import type { Runner } from './runner';

export interface RunsOptions {
  readonly makeArgs: readonly string[];
  readonly compiler: string;
  /** Null: tests are built, and not run. */
  readonly runner: Runner | null;
  /** Seconds for one test. */
  readonly limit: number;
  readonly prefixOf: (column: string) => readonly string[];
}

/** @param tests paths below the selftests of KVM, without ending */
export function runsMatrix(points: readonly Point[], tests: readonly string[], options: RunsOptions): Matrix {
  const { makeArgs, compiler, runner, limit, prefixOf } = options;
  const built = testsColumn(tests, makeArgs, runner?.isGuest === true);
  if (runner === null) return makeMatrix(points, [built], compiler, prefixOf);
  const run = { command: runner.command, folders: [], limit, tells: runner.isGuest };
  const columns = [
    ...(runner.boots ? [guestColumn(makeArgs)] : []),
    built,
    ...tests.map((test) => runColumn(test, run, runner.boots)),
  ];
  return makeMatrix(points, columns, compiler, prefixOf);
}

/** How a test ended at a point; `pass` is that it builds where it is not run. */
export function outcomeAt(matrix: Matrix, places: Places, point: Point, test: string): RunOutcome {
  const cellOf = (id: string) => matrix.cells.find((cell) => cell.point === point && cell.column.id === id);
  const [guest, built, run] = [GUEST, TESTS, `run-${folderOf(test)}`].map(cellOf);
  if (built === undefined) return 'open';
  const tests = outcomeOf(places, built);
  if (tests === 'fail' || (tests === 'pass' && !isBuilt(places, built, folderOf(test)))) return 'no build';
  if (guest !== undefined && outcomeOf(places, guest) === 'fail') return 'no kernel';
  if (run === undefined) return tests;
  return runOutcome(places, run);
}
