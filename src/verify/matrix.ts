/** Points of a series times columns: the cells, each with a stamp that is keyed by the tree and by how it is built. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Column } from './columns';
import type { Places } from './places';

/** A state of the sources. */
export interface Point {
  /** `base`, `2/4`. */
  readonly name: string;
  readonly shortlog: string;
  /** The id of its tree. */
  readonly tree: string;
  /** What is known to be wrong already is told by it: its warnings are not new. */
  readonly isBase: boolean;
  /** What of the tree a kernel is made of, and what its tests; the whole tree where they are not told apart. */
  readonly parts?: { readonly kernel: string; readonly tests: string };
}

export interface Cell {
  /** `2/4:build`; no spaces. */
  readonly name: string;
  readonly point: Point;
  readonly column: Column;
  /** Below `places.dir`; there once the cell has passed. Holds the seconds it took. */
  readonly stamp: string;
  readonly log: string;
  /** Below `places.dir`: what the cell leaves for others; null where it leaves nothing. */
  readonly kept: string | null;
  /** The cells whose leavings it needs. */
  readonly needs: readonly Cell[];
  /** Below `places.dir`: how this test has ended on these sources so far, over all repetitions; null for builds. */
  readonly seen: string | null;
  /** Words before the command, from the user's own configuration. */
  readonly prefix: readonly string[];
}

export interface Matrix {
  readonly points: readonly Point[];
  readonly columns: readonly Column[];
  /** Row by row. */
  readonly cells: readonly Cell[];
}

/**
 * @param columns a column follows those that it needs
 * @param toolchain what names the compiler: another one builds everything again
 */
export function makeMatrix(
  points: readonly Point[],
  columns: readonly Column[],
  toolchain: string,
  prefixOf: (column: string) => readonly string[],
): Matrix {
  const cells = points.flatMap((point) => {
    const row: Cell[] = [];
    for (const column of columns) {
      const needs = row.filter((cell) => column.needs?.includes(cell.column.id));
      const recipe = [column.script, toolchain, ...needs.map(({ stamp }) => stamp)].join('\0');
      const hash = hashOf(recipe);
      const key = `${column.id}-${sourcesOf(point, column).slice(0, 16)}-${hash}`;
      row.push({
        name: `${point.name}:${column.id}`,
        point,
        column,
        stamp: `stamps/${key}`,
        log: `logs/${key}`,
        kept: column.keeps ? `kept/${key}` : null,
        needs,
        seen: column.runs === undefined ? null : seenPath(point, column, toolchain),
        prefix: prefixOf(column.group ?? column.id),
      });
    }
    return row;
  });
  return { points, columns, cells };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** Which other tests were built beside it, and how often it is run, makes no other run of a test. */
function seenPath({ tree, parts }: Point, { id, script }: Column, toolchain: string): string {
  const test = id.replace(/\+\d+$/, '');
  return `seen/${test}-${hashOf([script, toolchain, parts?.kernel ?? tree, parts?.tests ?? tree].join('\0'))}`;
}

/** Where only a part of the tree goes into a column, points that have this part in common share a cell. */
function sourcesOf({ tree, parts }: Point, { of, needs }: Column): string {
  // All that goes into it is in the stamps of what it needs.
  if (needs !== undefined) return '0';
  return of === undefined ? tree : (parts?.[of] ?? tree);
}

export function isPassed({ dir }: Places, { stamp, kept }: Cell): boolean {
  return existsSync(join(dir, stamp)) && (kept === null || existsSync(join(dir, kept)));
}

/**
 * The cells that are to be built, each once: all that have not passed; the base only where a patch is, and what others
 * need only where one of them is.
 */
export function openCells(places: Places, { cells, columns: all }: Matrix): Cell[] {
  const helping = new Set(all.flatMap(({ needs }) => needs ?? []));
  const open = cells.filter((cell) => !helping.has(cell.column.id) && !isPassed(places, cell));
  const columns = new Set(open.filter(({ point }) => !point.isBase).map(({ column }) => column.id));
  const wanted = open.filter(({ point, column }) => !point.isBase || columns.has(column.id));
  const needed = wanted.flatMap(({ needs }) => needs).filter((cell) => !isPassed(places, cell));
  const chosen = new Set([...wanted, ...needed]);
  const seen = new Set<string>();
  return cells.filter((cell) => chosen.has(cell) && !seen.has(cell.stamp) && seen.add(cell.stamp));
}

/** What a cell of a column took. */
export interface Cost {
  readonly seconds: number;
  /** That were made. */
  readonly files: number;
}

/** Of the cells of a column that passed, the least first. */
export function costsOf({ stamps }: Places, { id }: Column, of: keyof Cost): number[] {
  const costs = readdirSync(stamps)
    .filter((name) => name.startsWith(`${id}-`) && !name.includes('.'))
    .map((name) => readFileSync(join(stamps, name), 'utf8').split('\n', 1)[0]!.split(' ').map(Number));
  const found = costs.map(([seconds, files]) => (of === 'seconds' ? seconds : files) ?? Number.NaN);
  return found.filter((cost) => cost >= 0).sort((a, b) => a - b);
}
