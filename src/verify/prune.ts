/** Take away what verify keeps; it is made again when it is wanted. */
import { existsSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../git/lock';
import { UsageError } from '../model/errors';
import type { Places } from './places';
import { BUSY } from './session';

/** @returns what was done, in words @throws UsageError where something cannot be taken away, or is in use */
export async function prune(places: Places): Promise<string> {
  const bytes = existsSync(places.dir) ? await removeLocked(places) : 0;
  removeEmpty(places);
  return `Removed ${(bytes / 1e6).toFixed(0)} MB from ${places.dir}; the record of what was run stays.\n`;
}

async function removeLocked(places: Places): Promise<number> {
  try {
    return await withLock(places.lock, () => Promise.resolve(remove(places)), BUSY);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // A disk without room for a lock: whoever has it would have written it before.
    if ((code !== 'ENOSPC' && code !== 'EDQUOT') || existsSync(places.lock)) throw cause;
    return remove(places);
  }
}

/** @returns how many bytes there were */
function remove(places: Places): number {
  // Nothing else: the folder may be one that the user named.
  const ours = [
    'tree',
    'builds',
    'stamps',
    'logs',
    'seen',
    'kept',
    'scripts',
    'objects',
    'index',
    'matrix.mk',
    'running',
    'trusted',
    'each',
    `lock.${process.pid}`,
  ];
  const size = ours.reduce((sum, name) => sum + bytesOf(join(places.dir, name)), 0);
  try {
    for (const name of ours) rmSync(join(places.dir, name), { recursive: true, force: true });
  } catch (cause) {
    throw new UsageError(`cannot remove all of ${places.dir}: ${(cause as Error).message}`, '', { cause });
  }
  return size;
}

/** The folder itself, where nothing else is in it. */
function removeEmpty({ dir }: Places): void {
  try {
    rmdirSync(dir);
  } catch {
    // Something of the user's is in it.
  }
}

function bytesOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false, bigint: false });
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.size;
  let sum = 0;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) sum += bytesOf(inside);
    else if (entry.isFile()) sum += statSync(inside, { throwIfNoEntry: false })?.size ?? 0;
  }
  return sum;
}
