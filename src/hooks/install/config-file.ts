import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { withoutGitVariables } from '../../git/environment';
import { runGit } from '../../git/run';
import { UsageError } from '../../model/errors';

/** A key and all the values that it is to have. */
export type ConfigEdit = readonly [key: string, values: readonly string[]];

/**
 * `bytes` of a configuration file after `edits`, made by git itself in `scratch`, a file name that is free.
 * @throws Error when git cannot read `bytes`
 */
export function editConfig(bytes: Buffer, edits: readonly ConfigEdit[], scratch: string): Buffer {
  try {
    writeFileSync(scratch, bytes);
    for (const [key, values] of edits) setValues(scratch, key, values);
    return readFileSync(scratch);
  } finally {
    rmSync(scratch, { force: true });
  }
}

/** All values of `key` in `bytes`, in order. */
export function valuesIn(bytes: Buffer, key: string, scratch: string): string[] {
  try {
    writeFileSync(scratch, bytes);
    return getValues(scratch, key);
  } finally {
    rmSync(scratch, { force: true });
  }
}

/** A path as git expands it: `~/x`, `~user/x`. */
export function expandPath(value: string): string {
  if (!value.startsWith('~')) return value;
  return git('-c', `kvm.path=${value}`, 'config', '--type=path', '-z', '--get', 'kvm.path').slice(0, -1);
}

/**
 * Put `next` in the place of the configuration file, in one rename and under git's own lock, provided that it still
 * holds `expected`. `prepared`: a free file name on the same file system.
 * @throws UsageError when git holds the lock or someone changed the file
 */
export function swapConfig(config: string, expected: Buffer, next: Buffer, prepared: string): void {
  const real = realpathSync(config);
  const lock = `${real}.lock`;
  const { mode, uid, gid } = statSync(real);
  const file = openSync(prepared, 'wx');
  try {
    writeFileSync(file, next);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  chmodSync(prepared, mode & 0o7777);
  if (statSync(prepared).uid !== uid) chownSync(prepared, uid, gid);
  takeLock(prepared, lock);
  try {
    if (!readFileSync(real).equals(expected)) {
      throw new UsageError(`${config} was changed by another process`, 'Try again');
    }
    renameSync(lock, real);
  } catch (error) {
    rmSync(lock, { force: true });
    throw error;
  }
  try {
    rmSync(prepared, { force: true });
  } catch {
    // It is done; the name lies in a folder of ours.
  }
}

/** Remove the lock on `config` that a killed swapConfig left, known by its being the file `prepared`. */
export function dropStaleLock(config: string, prepared: string): void {
  try {
    const lock = `${realpathSync(config)}.lock`;
    const [one, other] = [statSync(lock), statSync(prepared)];
    if (one.ino === other.ino && one.dev === other.dev) rmSync(lock);
  } catch {
    // One of the two is not there: no such lock.
  }
}

function takeLock(prepared: string, lock: string): void {
  try {
    linkSync(prepared, lock);
    return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw locked(lock, error);
  }
  try {
    // No hard links here, or the configuration lies on another file system.
    copyFileSync(prepared, lock, constants.COPYFILE_EXCL);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw locked(lock, error);
    rmSync(lock, { force: true });
    throw error;
  }
}

function locked(lock: string, cause: unknown): UsageError {
  return new UsageError(
    'Another git process seems to be changing the configuration of this clone',
    `Try again. If no git process is running, remove ${lock}`,
    { cause },
  );
}

function setValues(file: string, key: string, values: readonly string[]): void {
  const [first, ...more] = values;
  if (first !== undefined) git('config', '--file', file, '--replace-all', key, first);
  else if (getValues(file, key).length > 0) git('config', '--file', file, '--unset-all', key);
  for (const value of more) git('config', '--file', file, '--add', key, value);
}

function getValues(file: string, key: string): string[] {
  try {
    return git('config', '--file', file, '-z', '--get-all', key).split('\0').slice(0, -1);
  } catch (error) {
    if ((error as { status?: number }).status === 1) return []; // git's word for "none"
    throw error;
  }
}

/** simple-git rejects to touch core.hooksPath and aliases, and takes git's status 1 for success: these go to `runGit`. */
function git(...args: string[]): string {
  const env = withoutGitVariables(process.env);
  return runGit(args, { cwd: '.', env, stderr: 'pipe' }).toString('utf8');
}
