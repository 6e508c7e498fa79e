/** What came of a run: which cell passed, which failed and in which words, and whether the machine failed. */
import { closeSync, existsSync, openSync, readFileSync, readSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import { FILE_LINE } from './cell-script';
import type { Cell, Matrix } from './matrix';
import { isPassed } from './matrix';
import type { Places } from './places';

export type Outcome = 'pass' | 'fail' | 'open';

export function outcomeOf(places: Places, cell: Cell): Outcome {
  if (isPassed(places, cell)) return 'pass';
  return existsSync(join(places.dir, `${cell.stamp}.bad`)) ? 'fail' : 'open';
}

/** The cells of the first point that has a bad one, in the order of the columns; empty where all is well. */
export function firstBad(places: Places, { cells }: Matrix): Cell[] {
  const bad = cells.filter((cell) => outcomeOf(places, cell) === 'fail');
  return bad.filter(({ point }) => point === bad[0]!.point);
}

/** What fails to build in a cell that passed, as it does without the series: the names of make's targets. */
export function knownFailures(places: Places, cell: Cell): string[] {
  if (!isPassed(places, cell)) return [];
  const [, ...lines] = read(join(places.dir, cell.stamp)).split('\n');
  const targets = lines.flatMap((line) => /(?<![^/\s\]])([^/\s\]]+)\] Error/.exec(line)?.[1] ?? []);
  return [...new Set(targets)].filter((target) => target !== 'all');
}

/** What the machine could not do twice: in its last words, and a hint. */
export function lostText(places: Places, cell: Cell): [string, string] {
  const log = join(places.dir, cell.log);
  const said = tail(log)
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^git-kvm: /.test(line));
  const before = cell.prefix.length > 0 ? ` by '${cell.prefix.join(' ')}'` : '';
  const words = said.at(-1) ?? 'it was killed, or said nothing';
  return [`${cell.name} could not be run${before}: ${escapeControls(words)}`, `the whole log: ${log}`];
}

/** Bytes of a log's end that are read. */
const TAIL = 256 * 1024;
const MOST_LINES = 12;

const IS_FILE = new RegExp(FILE_LINE);

/** How many files a cell has made so far, as far as its makes tell. */
export function filesIn(places: Places, { log }: Cell): number {
  return read(join(places.dir, log))
    .split('\n')
    .filter((line) => IS_FILE.test(line)).length;
}

/** Why a cell failed, in the words of the compiler: paths from the top of the tree, a few lines. */
export function wordsOf(places: Places, cell: Cell): string[] {
  const lines = tail(join(places.dir, cell.log))
    .split('\n')
    .filter((line) => !/^git-kvm: status \d+$/.test(line));
  const fresh = read(join(places.dir, `${cell.stamp}.new`))
    .split('\n')
    .filter(Boolean);
  const status = read(join(places.dir, `${cell.stamp}.bad`)).trim();
  const plain = (line: string) => line.replaceAll(`${places.tree}/`, '').replace(/^(?:\.\.\/)+/, '');
  if ((status === '65' || status === '64') && fresh.length > 0) {
    const known = new Set(fresh);
    const found = around(lines, (line) => known.has(line.replace(/:\d+(?::\d+)?:/, ':')));
    const head = status === '65' ? ['a new warning:'] : [];
    return [...head, ...(found.length > 0 ? found : fresh.slice(0, MOST_LINES))].map(plain);
  }
  const errors = around(lines, (line) =>
    /\b(?:fatal )?error:|\bERROR:|undefined reference to|\bKconfig[^ :]*:\d+: /.test(line),
  );
  const said =
    errors.length > 0 ? errors : around(lines, (line) => /\*\*\*|not found|No such file/.test(line));
  const other = lines.filter((line) => line !== '' && !IS_FILE.test(line));
  return (said.length > 0 ? said : other.slice(-MOST_LINES)).map(plain);
}

const DIAGNOSTIC = /\b(?:warning|error): |\bundefined reference to /i;
/** The programs that start others say only that one failed. */
const DRIVER = /collect2|clang/;

/** Of the words above, those that say what is wrong: what was quoted is left out. */
export function diagnosticsOf(places: Places, cell: Cell): string[] {
  return wordsOf(places, cell).filter((line) => DIAGNOSTIC.test(line) && !isOfDriver(line));
}

function isOfDriver(line: string): boolean {
  const [program = '', ...rest] = line.split(': error: ');
  return rest.length > 0 && DRIVER.test(program) && !/\s/.test(program);
}

/** What the compiler says about one test, in a log of many: lines with errors, and what it quotes. @param test its path */
export function errorsOf(places: Places, cell: Cell, test: string): string[] {
  const lines = tail(join(places.dir, cell.log)).split('\n');
  const isError = (line: string) => /\berror:|\bERROR:|undefined reference to/.test(line);
  const own = around(lines, (line) => isError(line) && line.includes(test));
  return (own.length > 0 ? own : around(lines, isError)).map((line) =>
    line.replaceAll(`${places.tree}/`, ''),
  );
}

/** Lines that are looked for, each with the two after it (what gcc quotes), until there are enough. */
function around(lines: readonly string[], isWanted: (line: string) => boolean): string[] {
  const found: string[] = [];
  lines.forEach((line, i) => {
    if (found.length >= MOST_LINES || !isWanted(line)) return;
    // The function it is in is before it.
    if (/: In function /.test(lines[i - 1] ?? '')) found.push(lines[i - 1]!);
    found.push(line, ...lines.slice(i + 1, i + 3).filter((next) => /^\s*(?:\d+ *)?\|/.test(next)));
  });
  return found;
}

const TOOL =
  'as|ld|ar|nm|gcc|cc1|collect2|clang|ld[.]lld|objcopy|objdump|strip|flex|bison|bc|perl|python3|pahole';
/** What compilers, make and the shell say about a machine that lacks a tool, or cannot read and write. */
const BROKEN: readonly RegExp[] = [
  new RegExp(`^.{0,200}\\b(?:${TOOL})['"]?: (?:command )?not found$`, 'm'),
  new RegExp(`^.{0,200}\\b(?:${TOOL})['"]?: No such file or directory$`, 'm'),
  new RegExp(`^.{0,200}\\bcannot (?:find|execute) '(?:${TOOL})'.{0,200}$`, 'm'),
  /^.{0,200}\b(?:Input\/output error|Read-only file system|Stale file handle|Too many open files|No space left)\b.{0,80}$/m,
  /^.{0,200}\b(?:fork: (?:retry: )?Resource temporarily unavailable|posix_spawn: Resource temporarily unavailable).{0,80}$/m,
];

/** What the machine caused and not the patch; null where nothing shows that. @param cells that failed */
export function faultOfMachine(places: Places, cells: readonly Cell[]): string | null {
  // A disk that is full has no room for the words that tell so.
  if (cells.length > 0 && isFull(places)) return fullDisk(places);
  for (const cell of cells) {
    const text = tail(join(places.dir, cell.log));
    if (/No space left on device|Disk quota exceeded/.test(text)) return fullDisk(places);
    const killed = /fatal error: Killed signal|internal compiler error: Killed|Cannot allocate memory/.exec(
      text,
    );
    if (killed) return 'out of memory';
    const broken = BROKEN.find((one) => one.test(text))?.exec(text);
    if (broken) return `the machine cannot build: ${escapeControls(broken[0].trim())}`;
  }
  return null;
}

/** Less than any build can do with. */
const LITTLE = 1024 * 1024;

export function isFull({ dir }: Places): boolean {
  try {
    const { bavail, bsize } = statfsSync(dir);
    return bavail * bsize < LITTLE;
  } catch {
    return false;
  }
}

export function fullDisk({ dir }: Places): string {
  return `the disk is full: ${dir}`;
}

export const GO_ON = 'fix it; the same command continues where this one stopped';

/** What is thrown where a file of verify's own cannot be written. */
export function cannotWrite(places: Places, cause: unknown): UsageError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const words = code === 'ENOSPC' ? fullDisk(places) : `cannot write to ${places.dir}: ${message}`;
  return new UsageError(words, GO_ON, { cause });
}

export function tail(file: string): string {
  try {
    const { size } = statSync(file);
    const bytes = Buffer.alloc(Math.min(size, TAIL));
    const fd = openSync(file, 'r');
    try {
      readSync(fd, bytes, 0, bytes.length, size - bytes.length);
    } finally {
      closeSync(fd);
    }
    return bytes.toString('utf8');
  } catch {
    return '';
  }
}

export function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
