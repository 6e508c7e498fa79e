/** Mails from what the user names: files, directories, maildirs, mboxes, standard input. */
import { createReadStream, type ReadStream, readFileSync, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import type { Series } from '../model/patch';
import { NO_MAIL, type ParsedMail, readMail } from './mail';
import { isGzip, mailsIn, type RawMail, readMbox } from './mbox';
import { groupSeries } from './series';

interface Summary {
  /** All mails: patches + covers + replies + other. */
  read: number;
  patches: number;
  covers: number;
  replies: number;
  /** No patch: pull requests, announcements, copies of a mail already counted, what could not be read. */
  other: number;
}

/** A place in what was read, and why nothing there was checked. */
interface Unchecked {
  /** `-` for standard input. */
  readonly file: string;
  /** 0 where the file as a whole could not be read. */
  readonly line: number;
  readonly why: string;
}

interface Unreadable extends Unchecked {
  /** Text that is not a mail, in a folder or beside patches. */
  readonly isAside: boolean;
}

export interface Read {
  readonly series: readonly Series[];
  readonly summary: Readonly<Summary>;
  readonly unreadable: readonly Unreadable[];
  /** Mails that are neither patch nor cover letter nor reply. */
  readonly others: readonly Unchecked[];
}

/** One mail of `readMails`: with its path as given, also where that is not a file. */
type Found = { readonly path: string; readonly mail: ParsedMail } | Unreadable;

const NO_PATCH = 'not a patch: no diff found';

/**
 * Every mail at these paths, one at a time, in order: what it costs is one mail, whatever the archive.
 *
 * @param paths files (a mail or an mbox, plain or gzipped), directories (their mails by name; a maildir's cur and new),
 *   `-` for standard input
 */
export async function* readMails(
  paths: readonly string[],
  stdin?: AsyncIterable<Buffer | string>,
): AsyncGenerator<Found> {
  for (const path of paths) {
    try {
      if (path === '-') yield* readAll(readMbox(stdin ?? process.stdin), null, true);
      else if (statSync(path).isDirectory()) {
        for (const file of await filesOf(path)) yield* readFile(file, false);
      } else yield* readFile(path, true);
    } catch (error) {
      yield { file: path, line: 0, why: reasonOf(error), isAside: false };
    }
  }
}

/** The regular files of a directory by name, and those of a maildir's `cur` and `new`. */
export async function filesOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const isMaildir = folders.includes('cur') && folders.includes('new');
  const inside = isMaildir
    ? await Promise.all(['cur', 'new'].map((name) => filesOf(join(directory, name))))
    : [];
  const files: string[] = [];
  for (const entry of entries) {
    const path = join(directory, entry.name);
    // mutant: only saves time
    const isFile = entry.isFile() || (await stat(path).catch(() => null))?.isFile();
    if (isFile && !entry.name.startsWith('.')) files.push(path);
  }
  return [...files.sort(), ...inside.flat()];
}

/** A file up to this is read in one go: a stream for each patch of a send costs more than to check it. */
const IN_ONE_GO = 1024 * 1024;

async function* readFile(file: string, named: boolean): AsyncGenerator<Found> {
  let stream: ReadStream | null = null;
  try {
    const bytes = smallFile(file);
    if (bytes !== null && !isGzip(bytes)) yield* readAll(mailsIn(bytes), file, named);
    else {
      stream = createReadStream(file, { highWaterMark: 256 * 1024 });
      yield* readAll(readMbox(stream), file, named);
    }
  } catch (error) {
    yield { file, line: 0, why: reasonOf(error), isAside: false };
  } finally {
    stream?.destroy();
  }
}

/** Null for what is large, and for what is not a file at all. */
function smallFile(file: string): Buffer | null {
  const stats = statSync(file);
  // mutant: only saves memory
  return stats.isFile() && stats.size <= IN_ONE_GO ? readFileSync(file) : null;
}

/** @param named the user named this very file: that it is not a mail is then an error */
async function* readAll(
  mails: AsyncIterable<RawMail> | Iterable<RawMail>,
  file: string | null,
  named: boolean,
): AsyncGenerator<Found> {
  const path = file ?? '-';
  let count = 0;
  for await (const { raw, firstLine, unquote, broken } of mails) {
    count += 1;
    const mail = await readMail(raw, { file, firstLine, unquote, broken });
    if (!named && firstLine === 1 && mail.kind === 'other' && mail.isText === true) {
      yield { file: path, line: 1, why: mail.why ?? NO_MAIL, isAside: true };
    } else yield { path, mail };
  }
  if (count === 0) yield { file: path, line: 0, why: 'empty', isAside: !named };
}

interface ReadOptions {
  /** All of each series is at hand, as in a send; false for an archive. */
  readonly whole?: boolean;
  /** These files are about to be sent: whoever named them all need not have meant each. */
  readonly send?: boolean;
  readonly stdin?: AsyncIterable<Buffer | string>;
}

/** One line for each mail or file that was not checked: which, and why. Foreign words in it are escaped. */
export function uncheckedLines({ unreadable, others }: Pick<Read, 'unreadable' | 'others'>): string {
  return [...unreadable, ...others]
    .map(
      ({ file, line, why }) =>
        `git-kvm: ${escapeControls(file)}${line > 0 ? `:${line}` : ''}: not checked: ${escapeControls(why)}\n`,
    )
    .join('');
}

/** What must be checked, and could not be read. */
export function unread({ unreadable }: Pick<Read, 'unreadable'>): Unreadable | undefined {
  return unreadable.find(({ isAside }) => !isAside);
}

/** More mails are an archive: all of these are held at once. */
const MOST_MAILS = 10_000;
const ARCHIVE = `more than ${MOST_MAILS} mails: the rest is not read; use git kvm audit for whole archives`;

/** Read all mails at these paths and group them. Throws nothing: what cannot be read is in `unreadable`. */
export async function readPaths(paths: readonly string[], options: ReadOptions = {}): Promise<Read> {
  const summary: Summary = { read: 0, patches: 0, covers: 0, replies: 0, other: 0 };
  const unreadable: Unreadable[] = [];
  const others: Unchecked[] = [];
  const members: ParsedMail[] = [];
  const whole = options.whole ?? false;
  const seen = new Set<string>();
  for await (const found of readMails(paths, options.stdin)) {
    if (members.length + unreadable.length + others.length >= MOST_MAILS) {
      const [file, line] = 'mail' in found ? [found.path, found.mail.line] : [found.file, found.line];
      unreadable.push({ file, line, why: ARCHIVE, isAside: false });
      break;
    }
    if (!('mail' in found)) {
      unreadable.push(found);
      continue;
    }
    const { mail, path } = found;
    summary.read += 1;
    // An archive has the copies of several lists; each file of a send is sent.
    const id = whole ? null : mail.origin.messageId;
    const copy = id !== null && seen.has(id) && mail.mail !== null;
    if (id !== null) seen.add(id);
    if (copy || mail.kind === 'other') summary.other += 1;
    else if (mail.kind === 'reply') summary.replies += 1;
    else {
      if (mail.kind === 'patch') summary.patches += 1;
      else summary.covers += 1;
      members.push(mail);
    }
    if (mail.kind !== 'other') continue;
    const place = { file: path, line: mail.line };
    if (mail.why === null) others.push({ ...place, why: NO_PATCH });
    else unreadable.push({ ...place, why: mail.why, isAside: mail.isText === true && options.send === true });
  }
  return { series: groupSeries(members, { whole }), summary, unreadable, others };
}
