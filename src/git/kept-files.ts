/** Files as they were before a fix was written into them. */
import { copyFileSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { FIXED_FOLDER } from './left-behind';

/** More than anyone goes back to. */
const MOST_KEPT = 20;

/** Copies of the files of one folder, by their names. */
export interface KeptFolder {
  readonly copies: string;
  readonly folder: string;
}

/**
 * Copy files into a new folder below the git directory, or, without one, below that for temporary files.
 * @param files absolute
 * @throws Error where that fails
 */
export function keepFiles(commonDir: string | null, files: readonly string[], now: Date): KeptFolder[] {
  const home = commonDir === null ? mkdtempSync(join(tmpdir(), 'git-kvm-fixed-')) : newFolder(commonDir, now);
  const folders = [...new Set(files.map((file) => dirname(file)))];
  return folders.map((folder, n) => {
    const copies = folders.length === 1 ? home : join(home, String(n + 1));
    mkdirSync(copies, { recursive: true });
    for (const file of files.filter((one) => dirname(one) === folder))
      copyFileSync(file, join(copies, basename(file)));
    return { copies, folder };
  });
}

function newFolder(commonDir: string, now: Date): string {
  const all = join(commonDir, FIXED_FOLDER);
  mkdirSync(all, { recursive: true });
  // A link would lead what is written, and what is removed, to where no one looks for it.
  if (lstatSync(all).isSymbolicLink()) throw new Error(`${all} is a symbolic link`);
  const stamp = now.toISOString().slice(0, 19).replace(/[T:]/g, '-');
  const made = mkdtempSync(join(realpathSync(all), `${stamp}-`));
  const others = readdirSync(all)
    .filter((name) => name !== basename(made))
    .sort();
  for (const name of others.slice(0, Math.max(0, others.length + 1 - MOST_KEPT)))
    rmSync(join(all, name), { recursive: true, force: true });
  return made;
}
