/** A rejected message is kept where the next commit does not overwrite it. */
import { lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { REFUSED_FOLDER } from '../git/left-behind';

/** More than anyone goes back to. */
const MOST_KEPT = 20;

/** Write the message into a new file below the git directory; null if it cannot be written. */
export function keepMessage(gitDir: string, message: string, now: Date): string | null {
  const folder = join(gitDir, REFUSED_FOLDER);
  const stamp = now.toISOString().slice(0, 19).replace(/[T:]/g, '-');
  try {
    mkdirSync(folder, { recursive: true });
    // A link would lead what is written, and what is removed, to where no one looks for it.
    if (lstatSync(folder).isSymbolicLink()) return null;
    const file = writeNew(folder, stamp, message);
    // By name, which is by time; not this one, whatever the clock says.
    const kept = readdirSync(folder)
      .filter((name) => name !== basename(file))
      .sort();
    for (const name of kept.slice(0, Math.max(0, kept.length + 1 - MOST_KEPT)))
      rmSync(join(folder, name), { force: true });
    return file;
  } catch {
    return null;
  }
}

function writeNew(folder: string, stamp: string, message: string): string {
  for (let n = 0; ; n += 1) {
    const file = join(folder, `${stamp}${n === 0 ? '' : `-${n}`}.txt`);
    try {
      writeFileSync(file, `${message}\n`, { flag: 'wx' });
      return file;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST' && n < 100) continue;
      // Half a message, on a full disk, would only be taken for a whole one.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') rmSync(file, { force: true });
      throw error;
    }
  }
}
