/** True if the history of a file can be had in no time: what an editor waits for must not read all of a long one. */
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Bytes of the packs' indexes, some 28 an object: below, all of history is read in a moment. */
const SMALL = 10_000_000;
/** The chunk of a commit-graph with the changed paths of its commits, see gitformat-commit-graph(5). */
const CHANGED_PATHS = 'BIDX';

/**
 * Starts no process, and reads no more than names, sizes and the heads of files.
 *
 * @param commonDir the git directory that all worktrees share
 * @returns true for a small history, and for one whose commit-graph knows the changed paths
 */
export function hasQuickHistory(commonDir: string): boolean {
  const stores = objectStores(join(commonDir, 'objects'));
  const size = stores
    .flatMap((store) => inFolder(join(store, 'pack'), '.idx'))
    .reduce((sum, file) => sum + statSync(file).size, 0);
  if (size < SMALL) return true;
  return stores.some((store) =>
    [
      ...inFolder(join(store, 'info'), 'commit-graph'),
      ...inFolder(join(store, 'info', 'commit-graphs'), '.graph'),
    ].some(hasChangedPaths),
  );
}

/** This store of objects, and those that it borrows from. */
function objectStores(own: string): string[] {
  try {
    const lines = readFileSync(join(own, 'info', 'alternates'), 'utf8').split('\n');
    return [own, ...lines.filter((line) => line !== '').map((line) => resolve(own, line))];
  } catch {
    return [own];
  }
}

function inFolder(folder: string, end: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(end))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** A signature, four numbers of one byte (the third one counts the chunks), then a name and an offset for each chunk. */
function hasChangedPaths(file: string): boolean {
  const head = Buffer.alloc(8 + 256 * 12);
  try {
    const open = openSync(file, 'r');
    try {
      readSync(open, head, 0, head.length, 0);
    } finally {
      closeSync(open);
    }
  } catch {
    return false;
  }
  if (head.toString('latin1', 0, 4) !== 'CGPH') return false;
  return Array.from({ length: head[6]! }, (_, i) =>
    head.toString('latin1', 8 + 12 * i, 12 + 12 * i),
  ).includes(CHANGED_PATHS);
}
