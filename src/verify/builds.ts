/** The builds of each patch: what a series asks for, and what came of it. */
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import { COLUMNS, type Column, columnsOf } from './columns';
import type { Result } from './formats';
import { type ConfigFile, configFile } from './kernel-config';
import { type Cell, type Matrix, makeMatrix, type Point } from './matrix';
import type { View } from './options';
import type { Places } from './places';
import { recordCells } from './record';
import { diagnosticsOf, faultOfMachine, firstBad, GO_ON, knownFailures, outcomeOf, wordsOf } from './results';
import type { Session } from './session';
import { type Grid, table } from './table';
import { firstLine } from './toolchain';

interface Builds {
  readonly matrix: Matrix;
  readonly places: Places;
  readonly compiler: string;
  /** How many cells were built now. */
  readonly built: number;
  /** The cells of the first point that has a bad one. */
  readonly bad: readonly Cell[];
}

/** Build and record. @throws UsageError where it can't be determined: the disk is full, a tool is missing */
export async function buildPatches(session: Session): Promise<Builds> {
  const { points, places, compiler, prefixOf } = session;
  const matrix = makeMatrix(points, columnsHere(session), compiler, prefixOf);
  const { built } = await session.build(matrix, 'verify');
  const bad = firstBad(places, matrix);
  const fault = faultOfMachine(places, bad);
  // What the machine caused is not recorded.
  const saidOf = (cell: Cell) => (fault === null ? diagnosticsOf(places, cell) : []);
  recordCells(session, matrix, (cell) => outcomeOf(places, cell), saidOf, compiler);
  if (fault !== null) throw new UsageError(fault, GO_ON);
  return { matrix, places, compiler, built, bad };
}

/** @throws UsageError for a column that there is none of, and where what one needs is missing */
function columnsHere({ series, prefixOf, options }: Session): Column[] {
  const { env, without = [] } = options;
  for (const id of without)
    if (!COLUMNS.some((one) => one === id))
      throw new UsageError(`unknown column '${id}'`, `one of: ${COLUMNS.join(', ')}`);
  const config = options.config === undefined ? null : configOf(options.config, options.cwd);
  const columns = columnsOf(series, { ...options, config }).filter(({ id }) => !without.includes(id));
  const hint = 'install it (python3-sphinx), or skip it: git kvm verify --without htmldocs';
  if (columns.some(({ id }) => id === 'htmldocs') && prefixOf('htmldocs').length === 0)
    firstLine('sphinx-build', env, hint);
  return columns;
}

/**
 * What the user starts from: a file, a build directory with one, or where there is none of this name a target of make.
 *
 * @throws UsageError where it cannot be read
 */
function configOf(name: string, cwd: string): string | ConfigFile {
  const found = resolve(cwd, name);
  const isTarget = /^[a-z0-9_]{1,40}config$/.test(name) && !existsSync(found);
  if (isTarget) return name;
  return configFile(
    statSync(found, { throwIfNoEntry: false })?.isDirectory() ? join(found, '.config') : found,
  );
}

/** @throws UsageError where the base is what does not build: nothing can be said of the patches */
export function checkBase({ bad, places }: Builds): void {
  if (bad[0]?.point.isBase)
    throw new UsageError(
      'the base of the series does not build: its patches cannot be verified',
      `the whole log: ${join(places.dir, bad[0].log)}`,
    );
}

/** The table, and what failed in the words of the compiler; '' where nothing is built. */
export function buildsText(builds: Builds, view: View): string {
  const { matrix, places, bad } = builds;
  if (matrix.columns.length === 0) return '';
  const words = bad.length > 0 ? bad.map((cell) => failureText(cell, places)) : [summary(builds)];
  return `${table(gridOf(matrix, places), view)}${words.join('')}${knownText(matrix, places)}`;
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

function failureText(cell: Cell, places: Places): string {
  const { name, shortlog } = cell.point;
  const words = wordsOf(places, cell).map((line) => `    ${escapeControls(line)}\n`);
  const which = `\n${name} fails (${cell.column.id}): ${escapeControls(shortlog)}\n`;
  return `${which}${words.join('')}  The whole log: ${join(places.dir, cell.log)}\n`;
}

/** What was broken before is said, and counts for nothing. */
function knownText({ cells }: Matrix, places: Places): string {
  const names = new Set(cells.flatMap((cell) => knownFailures(places, cell)));
  if (names.size === 0) return '';
  return `Fails to build in the same way without the series: ${escapeControls([...names].join(', '))}.\n`;
}

function summary({ matrix: { columns, points }, built, compiler }: Builds): string {
  const patches = points.length - 1;
  const what = columns.map(({ says }) => says).join('; ');
  const news = built === 0 ? 'nothing had to be rebuilt' : `${built} cells built now`;
  const each = patches === 1 ? 'The patch passes' : `Each of ${patches} patches passes`;
  return `\n${each}: ${what} (${escapeControls(compiler)}; ${news}).\n`;
}

/** For CI. */
export function buildResults({ matrix: { cells }, places }: Builds): Result[] {
  return cells.map((cell): Result => {
    const { name, shortlog } = cell.point;
    const outcome = outcomeOf(places, cell);
    const why = outcome === 'open' ? 'not tried' : '';
    const words = outcome === 'fail' ? wordsOf(places, cell) : [];
    const group = `${name} ${shortlog}`;
    const shown = outcome === 'open' ? 'skip' : outcome;
    return { name: `${name} ${cell.column.id}`, group, outcome: shown, why, words };
  });
}

/** For tools. @param more what is beside the builds */
export function buildsJson({ matrix, places, compiler, built }: Builds, more: object): string {
  const cellsOf = (point: Point) => matrix.cells.filter((cell) => cell.point === point);
  const points = matrix.points.map((point) => ({
    name: point.name,
    shortlog: point.shortlog,
    tree: point.tree,
    cells: cellsOf(point).map((cell) => {
      const outcome = outcomeOf(places, cell);
      const log = join(places.dir, cell.log);
      return {
        column: cell.column.id,
        outcome,
        ...(outcome === 'fail' && { words: wordsOf(places, cell), log }),
      };
    }),
  }));
  return `${JSON.stringify({ compiler, built, points, ...more }, null, 2)}\n`;
}
