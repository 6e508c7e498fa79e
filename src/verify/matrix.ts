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
  /** What is known to be wrong already is told by it: its warnings are no news. */
  readonly isBase: boolean;
}

export interface Cell {
  /** `2/4:build`; no blanks. */
  readonly name: string;
  readonly point: Point;
  readonly column: Column;
  /** Below `places.dir`; there once the cell has passed. Holds the seconds it took. */
  readonly stamp: string;
  readonly log: string;
  /** Words before the command, from the user's own configuration. */
  readonly prefix: readonly string[];
}

export interface Matrix {
  readonly points: readonly Point[];
  readonly columns: readonly Column[];
  /** Row by row. */
  readonly cells: readonly Cell[];
}

/** @param toolchain what names the compiler: another one builds everything anew */
export function makeMatrix(
  points: readonly Point[],
  columns: readonly Column[],
  toolchain: string,
  prefixOf: (column: string) => readonly string[],
): Matrix {
  const cells = points.flatMap((point) =>
    columns.map((column): Cell => {
      const hash = createHash('sha256').update(`${column.script}\0${toolchain}`).digest('hex').slice(0, 12);
      const key = `${column.id}-${point.tree.slice(0, 16)}-${hash}`;
      return {
        name: `${point.name}:${column.id}`,
        point,
        column,
        stamp: `stamps/${key}`,
        log: `logs/${key}`,
        prefix: prefixOf(column.id),
      };
    }),
  );
  return { points, columns, cells };
}

export function isPassed({ dir }: Places, { stamp }: Cell): boolean {
  return existsSync(join(dir, stamp));
}

/** The cells that are to be built: all that have not passed; the base only where a patch is. */
export function openCells(places: Places, { cells }: Matrix): Cell[] {
  const open = cells.filter((cell) => !isPassed(places, cell));
  const columns = new Set(open.filter(({ point }) => !point.isBase).map(({ column }) => column.id));
  return open.filter(({ point, column }) => !point.isBase || columns.has(column.id));
}

/** Seconds that cells of a column took, of those that passed, the shortest first. */
export function secondsOf({ stamps }: Places, column: Column): number[] {
  const times = readdirSync(stamps)
    .filter((name) => name.startsWith(`${column.id}-`) && !name.includes('.'))
    .map((name) => Number.parseInt(readFileSync(join(stamps, name), 'utf8'), 10));
  return times.filter((time) => time >= 0).sort((a, b) => a - b);
}
