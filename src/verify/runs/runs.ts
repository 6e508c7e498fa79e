/** Tests run at points of a series: the columns for it, and what came of them. */
import type { Column, Run } from '../columns';
import { type Cell, type Matrix, makeMatrix, type Point } from '../matrix';
import type { Places } from '../places';
import { outcomeOf } from '../results';
import { folderOf, GUEST, guestColumn, runColumn, TESTS, testsColumn, UNITS, unitsColumn } from './guest';
import { HOST_MODULES } from './host-modules';
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
  /** Builds modules for the kernel of this machine, where tests run with these. */
  readonly host: Column | null;
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
  const hasHostFiles = Boolean(units) || (runner?.kernel === 'booted' && !runner.isGuest);
  if (options.host) columns.push(options.host);
  if (runner?.kernel === 'booted' || units)
    columns.push(guestColumn(makeArgs, { hasHostFiles, isDebug: options.isDebug, wanted: options.wanted }));
  if (selftests.length > 0) columns.push(testsColumn(selftests, makeArgs, runner?.isGuest === true));
  if (runner !== null) {
    const { kernel } = runner;
    const told = runner.isGuest ? 'guest' : kernel === 'booted' ? 'boot' : 'test';
    const run: Run = { command: runner.command, folders: [], limit, told, isAlone: kernel === 'loaded' };
    const of = { booted: GUEST, loaded: HOST_MODULES };
    for (let i = 1; i <= repeat; i += 1)
      columns.push(...selftests.map((test) => repetition(runColumn(test, run, kernel && of[kernel]), i)));
  }
  if (units) columns.push(unitsColumn(units));
  // On a kernel that someone else has booted, a result is one of today.
  const today = runner === null || runner.kernel === 'booted' ? '' : `\0${Date.now()}`;
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
  const [built, runs] = [cellOf(TESTS), runCells(matrix, point, test)];
  const kernel = cellOf(GUEST) ?? cellOf(HOST_MODULES);
  const isSelftest = test !== UNITS;
  const tests = isSelftest && built !== undefined ? outcomeOf(places, built) : 'open';
  if (isSelftest && built !== undefined) {
    if (tests === 'fail' || (tests === 'pass' && !isBuilt(places, built, folderOf(test)))) return 'no build';
  }
  if (kernel !== undefined && outcomeOf(places, kernel) === 'fail') return 'no kernel';
  return runs.length === 0 ? tests : runOutcome(places, runs);
}
