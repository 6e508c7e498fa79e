import { closeSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { operands, type SendCommand, sendCommand } from '../../git/send-email-command';
import { parseSubject } from '../../model/subject';

/** Above this, a folder is not searched for the rest of a series. */
const MOST_SIBLINGS = 5000;

/**
 * All files of the send that `first` belongs to, `first` among them, in the order of the send: for a git that does not
 * count them. A file too many could block a send that it is not in, one too few is only checked later, so: when in doubt,
 * fewer.
 * @param first the file that git asks about, absolute and without symbolic links
 * @param pid of the git send-email process
 */
export function filesOfSend(first: string, pid: number): string[] {
  const command = sendCommand(pid);
  if (command === null) return sameSeries(first);
  const named = namedFiles(command, first);
  if (named !== null) return named;
  // Not named: git made it from revisions, in a new folder that holds this send and nothing else.
  const made = isFreshFolder(dirname(first)) ? regularFiles(dirname(first)) : [];
  return made.includes(first) ? made : sameSeries(first);
}

/** Returns true for a folder that git send-email makes for the patches of a range, and removes: Perl's File::Temp::tempdir. */
export function isFreshFolder(folder: string): boolean {
  const places = [tmpdir(), process.env.TMPDIR ?? '/tmp', '/tmp'].map(real);
  return /^\w{10}$/.test(basename(folder)) && places.includes(dirname(folder));
}

/** The files that the command line names, if `first` is one of them. */
function namedFiles(command: SendCommand, first: string): string[] | null {
  const words = operands(command.args);
  for (const folder of command.folders) {
    const files = words.flatMap((word) => filesAt(resolve(folder, word)));
    const found = withoutBackups(files).map(real);
    if (found.includes(first)) return [...new Set(found)];
    if (files.map(real).includes(first)) return [first]; // a backup that the user said yes to
  }
  return null;
}

function filesAt(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return regularFiles(path);
  return stat?.isFile() ? [path] : [];
}

/** As git send-email's handle_backup_files: x~ after x is left out, or asked about. */
function withoutBackups(files: readonly string[]): string[] {
  return files.filter((file, i) => {
    const last = files[i - 1];
    const isBackup = last !== undefined && file !== last && file.startsWith(last);
    return !(isBackup && !/^[a-z0-9]/i.test(file.slice(last.length)));
  });
}

/** In the order that git send-email takes them: by bytes. */
function regularFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      .map((name) => join(folder, name))
      .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
  } catch {
    return [];
  }
}

function real(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/** Files beside `first` that are patches of the same series by their subjects; only `first` if that is not clear. */
export function sameSeries(first: string): string[] {
  const key = seriesOf(first);
  if (key === null) return [first];
  const siblings = regularFiles(dirname(first));
  if (siblings.length > MOST_SIBLINGS) return [first];
  const same = siblings
    .map((path) => ({ path, of: seriesOf(path) }))
    .filter(({ of }) => of?.series === key.series);
  const numbers = new Set(same.map(({ of }) => of!.n));
  return numbers.size === same.length ? same.map(({ path }) => path) : [first];
}

function seriesOf(path: string): { series: string; n: number } | null {
  const head = beginning(path);
  const subject = /^Subject: *(.*(?:\n[ \t].*)*)/im.exec(head)?.[1];
  const parts = subject === undefined ? null : parseSubject(subject.replace(/\n[ \t]+/g, ' '));
  if (parts === null || parts.n === null || parts.of === null) return null;
  return { series: `${parts.version}/${parts.of}`, n: parts.n };
}

/** Enough of a file to have its Subject. */
function beginning(path: string): string {
  const bytes = Buffer.alloc(16 * 1024);
  try {
    const file = openSync(path, 'r');
    try {
      return bytes.toString('latin1', 0, readSync(file, bytes)).replaceAll('\r\n', '\n');
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
