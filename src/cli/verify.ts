/** `git kvm verify`: build each patch of a series, so that it bisects. */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { VERIFY_FOLDER } from '../git/left-behind';
import { findRepository } from '../git/repo-paths';
import { withLock } from '../hooks/install/lock';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import type { EvidenceId } from '../model/evidence';
import type { Series } from '../model/patch';
import { COLUMNS, type Column, type ConfigFile, columnsOf } from '../verify/columns';
import { junit, ktap, type Result } from '../verify/formats';
import type { Mode } from '../verify/makefile';
import { type Cell, type Matrix, makeMatrix, type Point } from '../verify/matrix';
import { makePlaces, type Places, placesAt } from '../verify/places';
import { pointsOf } from '../verify/points';
import { checkMachine } from '../verify/preflight';
import { ENOUGH } from '../verify/proof';
import { prune, removeEmpty } from '../verify/prune';
import {
  BY_HAND,
  type FoundOrder,
  flakyTests,
  recordByHand,
  recordCells,
  recordOrder,
  recordRuns,
} from '../verify/record';
import { cannotWrite, faultOfMachine, firstBad, knownFailures, outcomeOf, wordsOf } from '../verify/results';
import { type Runner, runnerOf } from '../verify/runs/runner';
import { type Grid, table } from '../verify/table';
import { checkMakeArguments, firstLine, prefixes, setting, toolchain } from '../verify/toolchain';
import { buildCells, type Progress, type Tick } from '../verify/verify';
import type { Io } from './io';
import { action, behindDashes, collect, io, positive } from './shared';
import { type Ran, ranJson, ranResults, ranText, recordOf, runTests, type TestRun } from './verify-run';
import { checkTrust, terminalQuestion } from './verify-trust';
import { readOneSeries } from './what';

export function addTo(program: Command): void {
  program
    .command('verify')
    .description('build each patch of a series in a scratch tree, so that it bisects; results are cached')
    .argument('[range]', 'a commit range (default: the commits of this branch)')
    .argument('[make-args...]', 'after --, VAR=value for make, such as LLVM=1')
    .option('--extra', 'also build without KVM_SMM and KVM_XEN, with PROVE_LOCKING, and for 32-bit', false)
    .option('--without <column>', 'skip a column; may be repeated', collect, [])
    .option('--config <file>', 'a .config that 64-bit builds start from, in place of defconfig')
    .option(
      '--order [pair]',
      'prove the order of tests and changes instead: build and run tests both ways; 3:1 checks if patch 3 needs patch 1',
    )
    .option('--run', 'also run the selftests of the plan, at the base and at each patch', false)
    .option('--test <pattern>', 'run this selftest, those that match, or all; may be repeated', collect, [])
    .option('--repeat <n>', 'run each test this many times (default: 1; at least 2 with --order)', positive)
    .option('--svg <file>', 'with --order: write a picture of the order as SVG')
    .option(
      '--runner <runner>',
      'how to run tests: qemu (default, if installed), qemu-kvm, host, none, or a command',
    )
    .option(
      '--with <parameter>',
      'kernel parameter for the guest, such as kvm_amd.npt=0; may be repeated',
      collect,
      [],
    )
    .option('--limit <seconds>', 'time limit for one test (default: 120)', positive)
    .option('-j, --jobs <n>', 'number of make jobs (default: one per core, at low priority)', positive)
    .option('--trust', 'build and run patches by others without asking', false)
    .option('--record <task>', 'only record that a task of the plan was run elsewhere')
    .option('--on <machine>', 'with --record: what it was run on')
    .option('--prune', 'only remove cached sources, builds and results', false)
    .option('--dir <folder>', 'where to keep sources and builds (default: in the git directory)')
    .option(
      '--each',
      'build nothing: run the command after -- at each patch, in a checkout of its own',
      false,
    )
    .addOption(
      new Option('--format <format>', 'how to print; ktap and junit are for CI')
        .choices(['pretty', 'json', 'ktap', 'junit'])
        .default('pretty'),
    )
    .addHelpText(
      'after',
      `
Examples:
  git kvm verify HEAD~3               KVM, its selftests and htmldocs, if the series touches them
  git kvm verify --extra HEAD~3       also the Kconfig options that the guide recommends
  git kvm verify HEAD~3 -- LLVM=1
  git kvm verify --order HEAD~3       does each test need the change it is for?
  git kvm verify --order 3:1 HEAD~3   only this: does patch 3 need patch 1 before it?
  git kvm verify --each HEAD~3 -- scripts/kernel-doc -none include/linux/kvm_host.h
  git kvm verify --record kvm-unit-tests --on 'AMD Milan' HEAD~3
  git config git-kvm.lockdep.prefix 'ssh big'    run the cells of a column elsewhere; "all" for every column

The work tree is not touched. An interrupted run continues where it stopped. See docs/testing.md.

Exit status: 0 every patch passes, 1 a patch fails, 2 could not check.`,
    )
    .action(
      action(
        async (
          range: string | undefined,
          makeArgs: string[],
          options: {
            extra: boolean;
            without: string[];
            order?: boolean | string;
            run: boolean;
            prune: boolean;
            trust: boolean;
            test: string[];
            svg?: string;
            runner?: string;
            with: string[];
            limit?: number;
            repeat?: number;
            jobs?: number;
            dir?: string;
            record?: string;
            on?: string;
            each: boolean;
            config?: string;
            format: Format;
          },
        ) => {
          const given = range === undefined ? makeArgs : [range, ...makeArgs];
          const command = behindDashes();
          // The words of a command are not for make.
          const words = options.each ? given.slice(0, given.length - command.length) : [...given];
          const { order } = options;
          const pair = typeof order === 'string' ? pairOf(order) : null;
          // `--order HEAD~3` has no pair, and HEAD~3 is the range.
          if (typeof order === 'string' && pair === null) words.unshift(order);
          const isForMake = words.length === 0 || /^[A-Z_]+=/.test(words[0]!);
          const split = isForMake ? { makeArgs: words } : { range: words[0]!, makeArgs: words.slice(1) };
          const width = process.stderr.isTTY ? process.stderr.columns : null;
          const asked = {
            ...options,
            each: options.each ? command : undefined,
            order: order !== undefined,
            pair,
            ...split,
            width,
            ask: terminalQuestion(),
            cwd: process.cwd(),
            env: process.env,
          };
          return verify(asked, io);
        },
      ),
    );
}

/** `3:1`: the patch that needs, and the patch that it needs. Null for other words. */
function pairOf(text: string): { first: number; second: number } | null {
  const match = /^(\d{1,3}):(\d{1,3})$/.exec(text);
  return match === null ? null : { first: Number(match[2]), second: Number(match[1]) };
}

export type Format = 'pretty' | 'json' | 'ktap' | 'junit';

export interface VerifyOptions {
  /** One commit range; without any, `@{upstream}..HEAD`. */
  readonly range?: string;
  /** `VAR=value` for every make. */
  readonly makeArgs: readonly string[];
  /** Also the Kconfig knobs that the guide finds interesting. */
  readonly extra: boolean;
  /** Columns that are left out. */
  readonly without?: readonly string[];
  /** Default: what the machine has; all of it runs with a low priority. */
  readonly jobs?: number;
  /** Build nothing: take away what is kept. */
  readonly prune?: boolean;
  /** Where sources and builds are kept; default below the git directory. */
  readonly dir?: string;
  /** Prove the order of tests and changes instead, by trying both ways. */
  readonly order?: boolean;
  /** With `order`: the one pair to prove, by places from 1; without it, every pair. */
  readonly pair?: { readonly first: number; readonly second: number } | null;
  /** With `order`: where a picture of it goes. */
  readonly svg?: string;
  /** Run the selftests of the plan as well; or these. */
  readonly run?: boolean;
  readonly test?: readonly string[];
  /** What runs tests, see runs/runner.ts; without it, what git's configuration says, else QEMU. `none`: nothing is run. */
  readonly runner?: string;
  /** Parameters of a guest's kernel. */
  readonly with?: readonly string[];
  /** Seconds for one test. */
  readonly limit?: number;
  /** How often each test is run at each point. */
  readonly repeat?: number;
  /** Build nothing: record that this task of the plan was run elsewhere, on `on`. */
  readonly record?: string;
  readonly on?: string;
  /** Patches by others are built and run without a question; without it, `ask` is asked. */
  readonly trust?: boolean;
  readonly ask?: (question: string) => Promise<boolean>;
  /** What 64-bit builds start from, in place of defconfig. */
  readonly config?: string;
  /** Build nothing: run this command at each patch, in a checkout of its own. */
  readonly each?: readonly string[];
  readonly format: Format;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Columns of the terminal; null where there is none. */
  readonly width: number | null;
}

/**
 * @returns 0, or 1 when a patch does not build
 * @throws UsageError where it can't be determined: the base does not build, the disk is full, a tool is missing
 */
export async function verify(options: VerifyOptions, io: Io): Promise<0 | 1> {
  const { cwd, env, makeArgs } = options;
  checkMakeArguments(makeArgs);
  const where = findRepository(cwd);
  if (where === null) throw new UsageError('not a git repository');
  const dir = options.dir === undefined ? join(where.commonDir, VERIFY_FOLDER) : resolve(cwd, options.dir);
  if (options.prune) return pruneAll(placesAt(dir), io);
  const series = await readOneSeries({ what: options.range === undefined ? [] : [options.range], cwd });
  const points = pointsOf(series, cwd, env);
  const recording = { series, points, cwd, env };
  if (options.record !== undefined) {
    const { id, on } = toRecord(options);
    recordByHand(recording, id, on);
    io.out(`Recorded for these ${series.patches.length} patches: ${id}, on ${escapeControls(on)}.\n`);
    return 0;
  }
  const compiler = toolchain(makeArgs, env);
  const places = makePlaces(dir);
  await checkTrust({ ...options, series, places, isTrusted: options.trust === true });
  const prefixOf = prefixes(cwd, env);
  const build = async (matrix: Matrix, mode: Mode) => {
    checkMachine({ ...matrix, makeArgs, places, tree: points[0]!.tree, prefixOf, cwd, env });
    try {
      return await locked(matrix, mode);
    } catch (cause) {
      throw cause instanceof UsageError ? cause : cannotWrite(places, cause);
    }
  };
  const locked = (matrix: Matrix, mode: Mode, there = places) =>
    withLock(
      there.lock,
      () =>
        buildCells({
          matrix,
          places: there,
          gitDir: where.commonDir,
          mode,
          jobs: options.jobs ?? availableParallelism(),
          env,
          onProgress: (progress) => io.err(progressText(progress, options)),
          onTick: (tick) => io.err(tickText(tick, options)),
          tickSeconds: options.width === null ? 60 : 1,
        }),
      BUSY,
    );
  if (options.each !== undefined) {
    const { runEach } = await import('./verify-each');
    const at = { points, command: options.each, dir, prefixOf, width: options.width };
    return runEach({ ...at, build: (matrix, there) => locked(matrix, 'probe', there) }, io);
  }
  if (options.order) {
    const { proveOrder } = await import('./verify-order');
    const proof = {
      ...{ ...options, series, places, compiler, prefixOf },
      gitDir: where.commonDir,
      runner: runnerFor(options),
      limit: options.limit ?? LIMIT,
      build: (matrix: Matrix) => build(matrix, 'probe'),
      pair: options.pair ?? null,
      repeat: Math.max(ENOUGH, options.repeat ?? ENOUGH),
      flaky: flakyTests(recording),
      record: (found: FoundOrder) => recordOrder(recording, found),
    };
    return proveOrder(proof, io);
  }
  const columns = columnsHere(series, prefixOf, options);
  const matrix = makeMatrix(points, columns, compiler, prefixOf);
  const { built } = await build(matrix, 'verify');
  recordCells(recording, matrix, (cell) => outcomeOf(places, cell) === 'pass', compiler);
  const said = { ...options, built, compiler };
  const isPretty = options.format === 'pretty';
  const failed = columns.length > 0 && checkBuilds(matrix, places, said, io);
  const ran = failed || !isRunAsked(options) ? null : await tests();
  if (options.format === 'json') io.out(json(matrix, places, { ...said, ran }));
  if (options.format === 'ktap') io.out(ktap(resultsOf(matrix, places, ran)));
  if (options.format === 'junit') io.out(junit(resultsOf(matrix, places, ran)));
  if (columns.length === 0 && ran === null && isPretty)
    io.out('No file of this series is built: nothing to verify.\n');
  return failed || ran?.results.some(({ isBad }) => isBad) ? 1 : 0;

  async function tests(): Promise<Ran | null> {
    const asked: TestRun = {
      ...{ ...options, series, points, places, compiler, prefixOf },
      test: options.test ?? [],
      runner: runnerFor(options),
      units: unitsFor(options),
      limit: options.limit ?? LIMIT,
      repeat: options.repeat ?? 1,
      build: (runs) => build(runs, 'probe'),
    };
    if (asked.runner === null && asked.units === null)
      throw new UsageError(
        'no runner for tests found',
        'install qemu-system-x86_64, or give a runner (docs/testing.md)',
      );
    const found = await runTests(asked);
    if (found === null) {
      const hint = 'name tests: --test PATTERN, or all of them: --test all; or build only: --runner none';
      // Asked for, it is an error; a runner that is configured for good runs what there is.
      if (options.run) throw new UsageError('no test is known for what this series changes', hint);
      if (isPretty) io.out(`No test is known for what this series changes: none was run (${hint}).\n`);
      return null;
    }
    if (isPretty) io.out(ranText(found, places, asked, { color: io.color, width: options.width ?? 100 }));
    recordRuns(recording, recordOf(found, asked), options.with ?? []);
    return found;
  }
}

/** @throws UsageError for a column that there is none of, and where what one needs is missing */
function columnsHere(
  series: Series,
  prefixOf: (column: string) => readonly string[],
  options: VerifyOptions,
): Column[] {
  const { env, without = [] } = options;
  for (const id of without)
    if (!COLUMNS.some((one) => one === id))
      throw new UsageError(`unknown column '${id}'`, `one of: ${COLUMNS.join(', ')}`);
  const config = options.config === undefined ? null : configFile(resolve(options.cwd, options.config));
  const columns = columnsOf(series, { ...options, config }).filter(({ id }) => !without.includes(id));
  const hint = 'install it (python3-sphinx), or skip it: git kvm verify --without htmldocs';
  if (columns.some(({ id }) => id === 'htmldocs') && prefixOf('htmldocs').length === 0)
    firstLine('sphinx-build', env, hint);
  return columns;
}

/** @throws UsageError where it cannot be read */
function configFile(path: string): ConfigFile {
  try {
    return { path, hash: createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16) };
  } catch (cause) {
    throw new UsageError(`cannot read ${path}: ${(cause as Error).message}`, '', { cause });
  }
}

const BUSY = 'Another verify is running in this clone';

async function pruneAll(places: Places, io: Io): Promise<0> {
  const bytes = existsSync(places.dir) ? await pruneLocked(places) : 0;
  removeEmpty(places);
  io.out(`Removed ${(bytes / 1e6).toFixed(0)} MB from ${places.dir}; the record of what was run stays.\n`);
  return 0;
}

async function pruneLocked(places: Places): Promise<number> {
  try {
    return await withLock(places.lock, () => Promise.resolve(prune(places)), BUSY);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // A disk without room for a lock: whoever has it would have written it before.
    if ((code !== 'ENOSPC' && code !== 'EDQUOT') || existsSync(places.lock)) throw cause;
    return prune(places);
  }
}

/** Where the user has set a runner, tests are always run. */
function isRunAsked(options: VerifyOptions): boolean {
  const { cwd, env, run, test, runner } = options;
  if (runner === 'none') return false;
  return run === true || (test ?? []).length > 0 || (runner ?? setting('git-kvm.runner', cwd, env)) !== null;
}

/** KVM-unit-tests are run where the user's configuration says how. @throws UsageError where it does not boot the kernel */
function unitsFor({ cwd, env, test }: VerifyOptions): string[] | null {
  const words = setting('git-kvm.unit-tests', cwd, env)?.split(/\s+/) ?? null;
  if (words === null || (test ?? []).length > 0) return null;
  if (!words.some((word) => word.includes('{kernel}')))
    throw new UsageError(
      'git-kvm.unit-tests does not boot {kernel}',
      "as 'vng --run {kernel} -- /path/to/run-kut'; what was run elsewhere: --record kvm-unit-tests",
    );
  return words;
}

/** Seconds: by software, with what else a machine does. */
const LIMIT = 120;

function runnerFor({ cwd, env, ...options }: VerifyOptions): Runner | null {
  const named = options.runner ?? setting('git-kvm.runner', cwd, env);
  return named === 'none' ? null : runnerOf({ runner: named, parameters: options.with ?? [] }, env);
}

function toRecord({ record, on }: VerifyOptions): { id: EvidenceId; on: string } {
  const id = BY_HAND.find((one) => one === record);
  if (id === undefined)
    throw new UsageError(`'${record}' cannot be recorded`, `one of: ${BY_HAND.join(', ')}`);
  if (on === undefined || on.trim() === '' || on.length > 200 || /[\n\0]/.test(on))
    throw new UsageError('no --on: no --on: say what it was run on', 'as --on "AMD Milan, 6.12 host"');
  return { id, on: on.trim() };
}

/** @returns whether a patch does not build @throws UsageError where it can't be determined */
function checkBuilds(
  matrix: Matrix,
  places: Places,
  options: VerifyOptions & { built: number; compiler: string },
  io: Io,
): boolean {
  const bad = firstBad(places, matrix);
  const fault = faultOfMachine(places, bad);
  if (fault !== null)
    throw new UsageError(fault, 'fix it; the same command continues where this one stopped');
  const at = bad[0]?.point;
  if (options.format === 'pretty') {
    const picture = { color: io.color, width: options.width ?? 100 };
    io.out(table(gridOf(matrix, places), picture));
    for (const cell of bad) io.out(failure(cell, places));
    if (at === undefined) io.out(summary(matrix, options.built, options.compiler));
    io.out(known(matrix, places));
  }
  if (at?.isBase)
    throw new UsageError(
      'the base of the series does not build: its patches cannot be verified',
      `the whole log: ${join(places.dir, bad[0]!.log)}`,
    );
  return at !== undefined;
}

function gridOf({ points, columns, cells }: Matrix, places: Places): Grid {
  const shown = { pass: 'ok', fail: 'FAIL', open: '-' } as const;
  return {
    points,
    titles: columns.map(({ id }) => id),
    shown(point, i) {
      const cell = cells.find((one) => one.point === point && one.column === columns[i])!;
      return shown[outcomeOf(places, cell)];
    },
  };
}

function failure(cell: Cell, places: Places): string {
  const { name, shortlog } = cell.point;
  const words = wordsOf(places, cell).map((line) => `    ${escapeControls(line)}\n`);
  const which = `\n${name} fails (${cell.column.id}): ${escapeControls(shortlog)}\n`;
  return `${which}${words.join('')}  The whole log: ${join(places.dir, cell.log)}\n`;
}

/** What was broken before is said, and counts for nothing. */
function known({ cells }: Matrix, places: Places): string {
  const names = new Set(cells.flatMap((cell) => knownFailures(places, cell)));
  if (names.size === 0) return '';
  return `Fails to build in the same way without the series: ${escapeControls([...names].join(', '))}.\n`;
}

function summary({ columns, points }: Matrix, built: number, compiler: string): string {
  const patches = points.length - 1;
  const what = columns.map(({ says }) => says).join('; ');
  const news = built === 0 ? 'nothing had to be rebuilt' : `${built} cells built now`;
  const each = patches === 1 ? 'The patch passes' : `Each of ${patches} patches passes`;
  return `\n${each}: ${what} (${escapeControls(compiler)}; ${news}).\n`;
}

function progressText({ event, cell, done, all, left }: Progress, { width }: VerifyOptions): string {
  const { point, column } = cell;
  const clear = width === null ? '' : '\r\x1b[K';
  if (event.kind === 'start') {
    // A line that is written over; for a log, what is done is enough.
    return width === null ? '' : `${clear}[${done}/${all}] ${point.name} ${column.id} …`;
  }
  const time = left === null || left === 0 ? '' : `, about ${duration(left)} left`;
  const result = { pass: 'ok', skip: 'skipped', fail: 'FAIL', lost: 'lost' }[event.kind];
  return `${clear}[${done}/${all}] ${point.name} ${column.id}: ${result}, ${duration(event.seconds)}${time}\n`;
}

/** A line that is written over; for a log, one a minute. */
function tickText({ running, done, all, left }: Tick, { width }: VerifyOptions): string {
  const [first, ...others] = running;
  const { point, column } = first!.cell;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  const time = left === null ? '' : `, about ${duration(left)} left`;
  const text = `[${done}/${all}] ${point.name} ${column.id}${more}: ${duration(first!.seconds)} so far${time}`;
  return width === null ? `${text}\n` : `\r\x1b[K${text.slice(0, width - 1)}`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

function resultsOf({ cells }: Matrix, places: Places, ran: Ran | null): Result[] {
  const built = cells.map((cell): Result => {
    const { name, shortlog } = cell.point;
    const outcome = outcomeOf(places, cell);
    const why = outcome === 'open' ? 'not tried' : '';
    const words = outcome === 'fail' ? wordsOf(places, cell) : [];
    const group = `${name} ${shortlog}`;
    return {
      name: `${name} ${cell.column.id}`,
      group,
      outcome: outcome === 'open' ? 'skip' : outcome,
      why,
      words,
    };
  });
  return [...built, ...(ran === null ? [] : ranResults(ran, places))];
}

function json(
  matrix: Matrix,
  places: Places,
  { compiler, built, ran }: { compiler: string; built: number; ran: Ran | null },
): string {
  const cellOf = (point: Point) => matrix.cells.filter((cell) => cell.point === point);
  const result = {
    compiler,
    built,
    points: matrix.points.map((point) => ({
      name: point.name,
      shortlog: point.shortlog,
      tree: point.tree,
      cells: cellOf(point).map((cell) => {
        const outcome = outcomeOf(places, cell);
        const words =
          outcome === 'fail' ? { words: wordsOf(places, cell), log: join(places.dir, cell.log) } : {};
        return { column: cell.column.id, outcome, ...words };
      }),
    })),
    ...(ran === null ? {} : { tests: ranJson(ran) }),
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}
