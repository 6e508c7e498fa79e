/** Raw mails of archives, one at a time, in an order that is the same each time: each has a number. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { readMbox } from './mbox';
import { filesOf } from './paths';
import { countInbox, inboxesAt, readInbox } from './public-inbox';

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
export interface Fault {
  readonly place: string;
  readonly fault: string;
}

export interface ArchiveOptions {
  /** The number of the first mail that is wanted. */
  readonly from?: number;
  readonly stdin?: AsyncIterable<Buffer | string>;
  /** Told of how much of an archive (by its index) is read, in its own unit. */
  onProgress?(archive: number, done: number): void;
}

/** Whether there is anything at this path that can be read as an archive: what is not there is the user's mistake. */
export function isThere(path: string): boolean {
  return path === '-' || existsSync(path);
}

/**
 * How much there is to read in an archive, in the unit of `onProgress` (bytes, files or commits); null where that
 * cannot be told.
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
 * The mails of files (a mail or an mbox, plain or gzipped), directories and maildirs, public-inbox repositories, and
 * `-`. Throws nothing: what cannot be read is told in its place.
 */
export async function* readArchives(
  paths: readonly string[],
  options: ArchiveOptions = {},
): AsyncGenerator<ArchivedMail | Fault> {
  const from = options.from ?? 0;
  let number = 0;
  for (const [index, path] of paths.entries()) {
    const progress = (done: number) => options.onProgress?.(index, done);
    for await (const one of readArchive(path, Math.max(0, from - number), options.stdin, progress)) {
      if ('fault' in one) yield one;
      else if ('skipped' in one) number += one.skipped;
      else {
        const { place, raw, firstLine, unquote, state, broken } = one;
        if (number >= from) yield { number, place, raw, firstLine, unquote, state, broken };
        number += 1;
      }
    }
  }
}

type Unnumbered = Omit<ArchivedMail, 'number'>;
type Progress = (done: number) => void;

async function* readArchive(
  path: string,
  skip: number,
  stdin: ArchiveOptions['stdin'],
  progress: Progress,
): AsyncGenerator<Unnumbered | Fault | { skipped: number }> {
  try {
    if (path === '-') yield* readStream(stdin ?? process.stdin, path);
    else if (!statSync(path).isDirectory()) yield* readFile(path, progress);
    else {
      const inboxes = inboxesAt(path);
      if (inboxes.length > 0) yield* readInboxes(inboxes, skip, progress);
      else yield* readDirectory(path, progress);
    }
  } catch (error) {
    yield faultOf(path, error);
  }
}

function faultOf(place: string, error: unknown): Fault {
  return { place, fault: error instanceof Error ? error.message : String(error) };
}

async function* readInboxes(inboxes: readonly string[], skip: number, progress: Progress) {
  let before = 0;
  for (const inbox of inboxes) {
    // What is skipped of the only epoch need not be counted.
    const count = skip > before && inboxes.length > 1 ? await countInbox(inbox) : Number.POSITIVE_INFINITY;
    const skipped = Math.min(count, Math.max(0, skip - before));
    if (skipped > 0) yield { skipped };
    let here = skipped;
    try {
      if (skipped < count) {
        for await (const { commit, raw, state, why } of readInbox(inbox, skipped)) {
          here += 1;
          progress(before + here);
          const place = `${inbox}:${commit}`;
          yield { place, raw, firstLine: 1, unquote: false, state, broken: why };
        }
      }
    } catch (error) {
      yield faultOf(inbox, error);
    }
    before += here;
  }
}

async function* readDirectory(directory: string, progress: Progress): AsyncGenerator<Unnumbered | Fault> {
  let done = 0;
  for (const file of await filesOf(directory)) {
    let mails = 0;
    for await (const one of readFile(file)) {
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

async function* readFile(file: string, progress?: Progress): AsyncGenerator<Unnumbered | Fault> {
  const stream = createReadStream(file, { highWaterMark: 256 * 1024 });
  try {
    for await (const mail of readStream(stream, file)) {
      progress?.(stream.bytesRead);
      yield mail;
    }
  } catch (error) {
    yield faultOf(file, error);
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
