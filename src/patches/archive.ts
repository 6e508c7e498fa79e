/** Raw mails of archives, one at a time, in an order that is the same each time: each has a number. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { reasonOf } from '../model/errors';
import { readMbox } from './mbox';
import { filesOf } from './paths';
import { countInbox, inboxesAt, readInbox, tipOf } from './public-inbox';

/** A mail as it lies in the archive; not looked at yet. */
export interface ArchivedMail {
  /** Its number, from 0, over all archives. */
  readonly number: number;
  /** The file, or repository and commit. */
  readonly place: string;
  readonly raw: Buffer;
  readonly firstLine: number;
  readonly unquote: boolean;
  /**
   * Of a public-inbox: `withdrawn` is a mail that a later commit deletes, `none` a commit without a mail, which only
   * deletes or was purged.
   */
  readonly state: 'mail' | 'withdrawn' | 'none';
  /** Why it could not be read; null for a whole mail. */
  readonly broken: string | null;
}

/** An archive, or a part of it, that could not be read to its end. */
export interface ReadError {
  readonly place: string;
  readonly reason: string;
}

/**
 * What a file, directory or repository came to once it was read: enough to skip it when the same is read again.
 */
export interface Finished {
  readonly mails: number;
  readonly readErrors: readonly ReadError[];
}

interface ArchiveOptions {
  /** The number of the first mail that is wanted. */
  readonly from?: number;
  /** The sources that an earlier run finished, in order; those without a wanted mail are not read again. */
  readonly finished?: readonly Finished[];
  readonly stdin?: AsyncIterable<Buffer | string>;
  /** Told each source once it is finished, those that are skipped as well. */
  onFinished?(source: Finished): void;
  /** Told of how much of an archive (by its index) is read, in its own unit. */
  onProgress?(archive: number, done: number): void;
}

/** Returns true if there is anything at this path that can be read as an archive: what is not there is the user's mistake. */
export function isThere(path: string): boolean {
  return path === '-' || existsSync(path);
}

/**
 * How much there is to read in an archive, in the unit of `onProgress` (bytes, files or commits); null where that
 * can't be determined.
 */
export async function sizeOfArchive(path: string): Promise<number | null> {
  if (path === '-') return null;
  if (!statSync(path).isDirectory()) return statSync(path).size;
  const inboxes = inboxesAt(path);
  if (inboxes.length === 0) return (await filesOf(path)).length;
  let sum = 0;
  for (const inbox of inboxes) sum += await countInbox(inbox);
  return sum;
}

/**
 * A hash of sizes, times and tips: differs once an archive has changed. Standard input always has the same.
 */
export async function fingerprintOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  const addFile = (file: string) => {
    const { size, mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? {};
    hash.update(`${file}\0${size} ${mtimeMs}\0`);
  };
  if (path !== '-') {
    if (!statSync(path).isDirectory()) addFile(path);
    else {
      const inboxes = inboxesAt(path);
      for (const inbox of inboxes) hash.update(`${inbox}\0${await tipOf(inbox).catch(String)}\0`);
      if (inboxes.length === 0) for (const file of await filesOf(path).catch(() => [])) addFile(file);
    }
  }
  return hash.digest('hex');
}

/**
 * The mails of files (a mail or an mbox, plain or gzipped), directories and maildirs, public-inbox repositories, and
 * `-`. Throws nothing: what cannot be read is yielded as an error in its place.
 */
export async function* readArchives(
  paths: readonly string[],
  options: ArchiveOptions = {},
): AsyncGenerator<ArchivedMail | ReadError> {
  const { from = 0, finished = [], onFinished } = options;
  let number = 0;
  let index = 0;
  for (const [archive, path] of paths.entries()) {
    let before = 0;
    for (const source of sourcesOf(path, options.stdin)) {
      const known = finished[index];
      index += 1;
      const readErrors: ReadError[] = [];
      const first = number;
      if (known !== undefined && number + known.mails <= from) {
        readErrors.push(...known.readErrors);
        yield* readErrors;
        number += known.mails;
      } else {
        const skip = Math.max(0, from - number);
        const progress = (done: number) => options.onProgress?.(archive, before + done);
        for await (const one of source.read(skip, progress)) {
          if ('reason' in one) {
            readErrors.push(one);
            yield one;
          } else if ('skipped' in one) number += one.skipped;
          else {
            const { place, raw, firstLine, unquote, state, broken } = one;
            if (number >= from) yield { number, place, raw, firstLine, unquote, state, broken };
            number += 1;
          }
        }
      }
      before += number - first;
      onFinished?.({ mails: number - first, readErrors });
    }
  }
}

type Unnumbered = Omit<ArchivedMail, 'number'>;
type Progress = (done: number) => void;
type Item = Unnumbered | ReadError | { readonly skipped: number };

/** What is read as one: a file, a directory, or one repository of an inbox. */
interface Source {
  /** @param skip mails that are not wanted; a source need not leave them out */
  read(skip: number, progress: Progress): AsyncGenerator<Item>;
}

function sourcesOf(path: string, stdin: ArchiveOptions['stdin']): Source[] {
  try {
    if (path === '-') return [{ read: () => withErrors('-', readStream(stdin ?? process.stdin, '-')) }];
    if (!statSync(path).isDirectory())
      return [{ read: (_, progress) => withErrors(path, readFile(path, progress)) }];
    const inboxes = inboxesAt(path);
    if (inboxes.length > 0)
      return inboxes.map((inbox) => ({
        read: (skip, progress) => withErrors(inbox, readRepository(inbox, skip, progress)),
      }));
    return [{ read: (_, progress) => withErrors(path, readDirectory(path, progress)) }];
  } catch (error) {
    return [{ read: () => onlyError(path, error) }];
  }
}

function faultOf(place: string, error: unknown): ReadError {
  return { place, reason: reasonOf(error) };
}

async function* onlyError(place: string, error: unknown): AsyncGenerator<ReadError> {
  yield faultOf(place, error);
}

/** What is read of a place, and why no more. */
async function* withErrors(place: string, items: AsyncIterable<Item>): AsyncGenerator<Item> {
  try {
    yield* items;
  } catch (error) {
    yield faultOf(place, error);
  }
}

async function* readRepository(gitDir: string, skip: number, progress: Progress): AsyncGenerator<Item> {
  // mutant: only saves time
  let done = skip > 0 ? Math.min(skip, await countInbox(gitDir)) : 0;
  yield { skipped: done };
  for await (const { commit, raw, state, why } of readInbox(gitDir, skip)) {
    done += 1;
    progress(done);
    yield { place: `${gitDir}:${commit}`, raw, firstLine: 1, unquote: false, state, broken: why };
  }
}

async function* readDirectory(directory: string, progress: Progress): AsyncGenerator<Item> {
  let done = 0;
  for (const file of await filesOf(directory)) {
    let mails = 0;
    for await (const one of withErrors(file, readFile(file))) {
      mails += 1;
      yield one;
    }
    // An empty file in a maildir is a mail that was lost, and not to be passed over in silence.
    if (mails === 0) {
      yield {
        place: file,
        raw: Buffer.alloc(0),
        firstLine: 1,
        unquote: false,
        state: 'mail',
        broken: 'empty',
      };
    }
    done += 1;
    progress(done);
  }
}

async function* readFile(file: string, progress?: Progress): AsyncGenerator<Unnumbered> {
  const stream = createReadStream(file, { highWaterMark: 256 * 1024 });
  try {
    for await (const mail of readStream(stream, file)) {
      progress?.(stream.bytesRead);
      yield mail;
    }
  } finally {
    stream.destroy();
  }
}

async function* readStream(
  stream: AsyncIterable<Buffer | string>,
  place: string,
): AsyncGenerator<Unnumbered> {
  for await (const { raw, firstLine, unquote, broken } of readMbox(stream)) {
    yield { place, raw, firstLine, unquote, state: 'mail', broken };
  }
}
