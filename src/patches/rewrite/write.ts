/** Write fixed mails: copies in another folder, or, where that is asked for, the files themselves. */
import { mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { replaceFile } from '../../git/replace-file';
import { UsageError } from '../../model/errors';
import { rewriteMails } from './mail';
import type { Change } from './plan';

type Destination = { readonly inPlace: true } | { readonly folder: string };

interface Written {
  /** As the user named it. */
  readonly from: string;
  readonly to: string;
  readonly patches: number;
}

/**
 * Every file is made ready before the first is written: what cannot be written changes nothing.
 *
 * @param files all files of the send, in order: those without a change are copied as they are, so that the folder can be sent
 * @throws UsageError for standard input, for two files of one name, for a folder that holds such a file already
 */
export async function writeMails(
  files: readonly string[],
  changes: readonly Change[],
  destination: Destination,
  cwd: string,
): Promise<Written[]> {
  const ready: { from: string; to: string; bytes: Buffer; patches: number }[] = [];
  if (changes.some(({ patch }) => patch.origin.file === null)) {
    throw new UsageError('standard input cannot be fixed in place', 'give the file');
  }
  for (const from of files) {
    const own = changes.filter(({ patch }) => patch.origin.file === from);
    if (own.length === 0 && 'inPlace' in destination) continue;
    const path = resolve(cwd, from);
    const to =
      'inPlace' in destination ? realpathSync(path) : join(resolve(cwd, destination.folder), basename(path));
    if (ready.some((other) => other.to === to))
      throw new UsageError(`two files would be written to ${to}`, 'fix them one by one');
    const bytes = await rewriteMails(readFileSync(path), own);
    ready.push({ from, to, bytes, patches: own.length });
  }
  if (!('inPlace' in destination)) {
    for (const { to } of ready) {
      if (statSync(to, { throwIfNoEntry: false }))
        throw new UsageError(`${to} already exists`, 'use another directory');
    }
  }
  for (const { to, bytes } of ready) {
    mkdirSync(dirname(to), { recursive: true });
    replaceFile(to, bytes);
  }
  return ready.map(({ from, to, patches }) => ({ from, to, patches }));
}
