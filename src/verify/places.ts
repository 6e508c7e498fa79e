/** Where verify keeps what it needs: below the git directory, so that the user's tree is never touched. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../model/errors';
import { CELL_SCRIPT } from './cell-script';
import { RELOAD_SCRIPT } from './runs/reload-script';
import { RUN_SCRIPT } from './runs/run-script';

export interface Places {
  /** All of the following is below it. */
  readonly dir: string;
  /** The sources, checked out with their own index: no worktree that git lists. */
  readonly tree: string;
  readonly index: string;
  /** One build directory for each column. */
  readonly builds: string;
  /** What passed, by tree: see matrix.ts. */
  readonly stamps: string;
  readonly logs: string;
  /** How each run of a test has ended so far, a line each. */
  readonly seen: string;
  /** What cells leave for others: kernels and tests, by what they are made of. */
  readonly kept: string;
  readonly scripts: string;
  readonly cell: string;
  readonly runScript: string;
  readonly reloadScript: string;
  readonly makefile: string;
  /** Of trees that no branch has: a series with its patches in another order. */
  readonly objects: string;
  readonly lock: string;
  /** The key of the process group that runs, see git/process.ts. */
  readonly running: string;
}

/** @param dir what the user named, else a folder below the git directory that all worktrees share */
export function placesAt(dir: string): Places {
  const at = (name: string) => join(dir, name);
  return {
    dir,
    tree: at('tree'),
    index: at('index'),
    builds: at('builds'),
    stamps: at('stamps'),
    logs: at('logs'),
    seen: at('seen'),
    kept: at('kept'),
    scripts: at('scripts'),
    cell: at('scripts/cell.sh'),
    runScript: at('scripts/run.sh'),
    reloadScript: at('scripts/reload.sh'),
    makefile: at('matrix.mk'),
    objects: at('objects'),
    lock: at('lock'),
    running: at('running'),
  };
}

/**
 * The same, with its folders and scripts.
 *
 * @throws UsageError for a path that the kernel's makefiles reject, or that can't be made
 */
export function makePlaces(dir: string): Places {
  if (/[\s:#%$=;'"\\]/.test(dir))
    throw new UsageError(
      `the kernel cannot be built in ${dir}`,
      'its makefiles do not support spaces and colons in paths: use another directory with --dir',
    );
  const places = placesAt(dir);
  try {
    for (const folder of [
      places.tree,
      places.builds,
      places.stamps,
      places.logs,
      places.seen,
      places.kept,
      places.scripts,
      places.objects,
    ])
      mkdirSync(folder, { recursive: true });
    writeFileSync(places.cell, CELL_SCRIPT);
    writeFileSync(places.runScript, RUN_SCRIPT);
    writeFileSync(places.reloadScript, RELOAD_SCRIPT);
  } catch (cause) {
    throw new UsageError(`cannot write to ${dir}: ${(cause as Error).message}`, 'see --dir', { cause });
  }
  return places;
}
