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
  /** Lockdep and the like are on in the kernel that is booted. */
  readonly isDebug: boolean;
  /** Lines of its .config that the runner asks for. */
  readonly wanted: readonly string[];
  /** Seconds for one test. */
  readonly limit: number;
  /** How often each test is run at each point. */
  readonly repeat: number;
  readonly prefixOf: (column: string) => readonly string[];
}

/** @param tests paths below the selftests of KVM, without ending; or `kvm-unit-tests` */
export function runsMatrix(points: readonly Point[], tests: readonly string[], options: RunsOptions): Matrix {
  const { makeArgs, compiler, runner, units, limit, repeat, prefixOf } = options;
  const selftests = tests.filter((test) => test !== UNITS);
  const columns: Column[] = [];
  const hasHostFiles = Boolean(units) || (runner?.boots === true && !runner.isGuest);
  if (runner?.boots || units)
    columns.push(guestColumn(makeArgs, { hasHostFiles, isDebug: options.isDebug, wanted: options.wanted }));
  if (selftests.length > 0) columns.push(testsColumn(selftests, makeArgs, runner?.isGuest === true));
  if (runner !== null) {
    const told = runner.isGuest ? ('guest' as const) : runner.boots ? ('boot' as const) : ('test' as const);
    const run = { command: runner.command, folders: [], limit, told };
    for (let i = 1; i <= repeat; i += 1)
      columns.push(...selftests.map((test) => repetition(runColumn(test, run, runner.boots), i)));
  }
  if (units) columns.push(unitsColumn(units));
  // On a kernel that someone else has booted, a result is one of today.
  const today = runner === null || runner.boots ? '' : `\0${Date.now()}`;
  return makeMatrix(
    points,
    columns.map((column) => (column.runs ? { ...column, script: column.script + today } : column)),
    compiler,
    prefixOf,
  );
}

function repetition(column: Column, i: number): Column {
  return i === 1 ? column : { ...column, id: `${column.id}+${i}` };
}

/** The cells that run a test at a point, its repetitions; none where it is only built. */
export function runCells({ cells }: Matrix, point: Point, test: string): Cell[] {
  const id = test === UNITS ? UNITS : `run-${folderOf(test)}`;
  return cells.filter((cell) => cell.point === point && cell.column.id.replace(/\+\d+$/, '') === id);
}

/** How a test ended at a point; `pass` is that it builds where it is not run. */
export function outcomeAt(matrix: Matrix, places: Places, point: Point, test: string): RunOutcome {
  const cellOf = (id: string) => matrix.cells.find((cell) => cell.point === point && cell.column.id === id);
  const [guest, built, runs] = [cellOf(GUEST), cellOf(TESTS), runCells(matrix, point, test)];
  const isSelftest = test !== UNITS;
  const tests = isSelftest && built !== undefined ? outcomeOf(places, built) : 'open';
  if (isSelftest && built !== undefined) {
    if (tests === 'fail' || (tests === 'pass' && !isBuilt(places, built, folderOf(test)))) return 'no build';
  }
  if (guest !== undefined && outcomeOf(places, guest) === 'fail') return 'no kernel';
  return runs.length === 0 ? tests : runOutcome(places, runs);
}
