/** Tests run at points of a series: the columns for it, and what came of them. */
import type { Column } from '../columns';
import { type Cell, type Matrix, makeMatrix, type Point } from '../matrix';
import type { Places } from '../places';
import { outcomeOf } from '../results';
import { folderOf, GUEST, guestColumn, runColumn, TESTS, testsColumn, UNITS, unitsColumn } from './guest';
import { isBuilt, type RunOutcome, runOutcome } from './outcome';
import type { Runner } from './runner';

export interface RunsOptions {
  readonly makeArgs: readonly string[];
  readonly compiler: string;
  /** Null: tests are built, and not run. */
  readonly runner: Runner | null;
  /** Words that run KVM-unit-tests on `{kernel}`; null where none are configured. */
  readonly units?: readonly string[] | null;
  /** Seconds for one test. */
  readonly limit: number;
  readonly prefixOf: (column: string) => readonly string[];
}

/** @param tests paths below the selftests of KVM, without ending; or `kvm-unit-tests` */
export function runsMatrix(points: readonly Point[], tests: readonly string[], options: RunsOptions): Matrix {
  const { makeArgs, compiler, runner, units, limit, prefixOf } = options;
  const selftests = tests.filter((test) => test !== UNITS);
  const columns: Column[] = [];
  if (runner?.boots || units) columns.push(guestColumn(makeArgs));
  if (selftests.length > 0) columns.push(testsColumn(selftests, makeArgs, runner?.isGuest === true));
  if (runner !== null) {
    const told = runner.isGuest ? ('guest' as const) : ('status' as const);
    const run = { command: runner.command, folders: [], limit, told };
    columns.push(...selftests.map((test) => runColumn(test, run, runner.boots)));
  }
  if (units) columns.push(unitsColumn(units));
  // On a kernel that somebody else has booted, a result is one of today.
  const today = runner === null || runner.boots ? '' : `\0${Date.now()}`;
  return makeMatrix(
    points,
    columns.map((column) => (column.runs ? { ...column, script: column.script + today } : column)),
    compiler,
    prefixOf,
  );
}

/** The cell that runs a test at a point; undefined where it is only built. */
export function runCell({ cells }: Matrix, point: Point, test: string): Cell | undefined {
  const id = test === UNITS ? UNITS : `run-${folderOf(test)}`;
  return cells.find((cell) => cell.point === point && cell.column.id === id);
}

/** How a test ended at a point; `pass` is that it builds where it is not run. */
export function outcomeAt(matrix: Matrix, places: Places, point: Point, test: string): RunOutcome {
  const cellOf = (id: string) => matrix.cells.find((cell) => cell.point === point && cell.column.id === id);
  const [guest, built, run] = [cellOf(GUEST), cellOf(TESTS), runCell(matrix, point, test)];
  const isSelftest = test !== UNITS;
  const tests = isSelftest && built !== undefined ? outcomeOf(places, built) : 'open';
  if (isSelftest && built !== undefined) {
    if (tests === 'fail' || (tests === 'pass' && !isBuilt(places, built, folderOf(test)))) return 'no build';
  }
  if (guest !== undefined && outcomeOf(places, guest) === 'fail') return 'no kernel';
  return run === undefined ? tests : runOutcome(places, run);
}
