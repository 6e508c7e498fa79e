import { linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../model/errors';
import { isAlive, processKey } from './process';

/**
 * Run `work` while no other process does so under the same lock file. The lock of a process that is gone is taken over.
 * @param busy what the error says that another process does
 * @throws UsageError when another process holds it
 */
export async function withLock<T>(
  lock: string,
  work: () => Promise<T>,
  busy = 'Another install or uninstall is running in this clone',
): Promise<T> {
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, processKey(process.pid));
  try {
    while (!take(mine, lock)) {
      const holder = read(lock);
      if (holder === null) continue;
      if (isAlive(holder)) {
        throw new UsageError(
          `${busy} (process ${holder.split('-')[0]})`,
          `Wait for it to finish. If there is none, remove ${lock}`,
        );
      }
      retire(lock, holder);
    }
  } finally {
    removeIfPossible(mine);
  }
  removeLitter(lock);
  try {
    return await work();
  } finally {
    removeIfPossible(lock);
  }
}

/** A link appears with its content, or not at all. */
function take(mine: string, lock: string): boolean {
  try {
    linkSync(mine, lock);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EMLINK') throw error;
  }
  try {
    // A file system without hard links.
    writeFileSync(lock, readFileSync(mine), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function read(lock: string): string | null {
  try {
    return readFileSync(lock, 'utf8');
  } catch {
    return null;
  }
}

/** Remove the dead `holder`'s lock, and no other that took its place meanwhile. */
function retire(lock: string, holder: string): void {
  const aside = `${lock}.${process.pid}.old`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  if (read(aside) !== holder) take(aside, lock);
  rmSync(aside, { force: true });
}

/** What processes left that were killed at the lock. */
function removeLitter(lock: string): void {
  for (const name of readdirSync(dirname(lock))) {
    const pid = name.startsWith(`${basename(lock)}.`) && /\.(\d+)(?:\.old)?$/.exec(name)?.[1];
    if (pid && !isAlive(processKey(Number(pid)))) removeIfPossible(join(dirname(lock), name));
  }
}

/** What stays is known as that of a process that is gone, and goes the next time. */
function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}
