/** A unified diff as git writes it, read with the line counts of its hunks, so that `-- ` inside is a removed line. */
import { oneOf, pattern } from './words';

export interface DiffLine {
  readonly kind: '+' | '-' | ' ';
  /** Without the leading mark. */
  readonly text: string;
  /** Line number in the old file (of a removed or a context line), 0 for an added one. */
  readonly oldLine: number;
  /** Line number in the new file (of an added or a context line), 0 for a removed one. */
  readonly newLine: number;
  /** Line in the file that was read (a mail); negative, and another for each line, where the diff is in none (a commit). */
  readonly at: number;
  /** `\\ No newline at end of file` follows it. */
  readonly noNewline?: true;
}

export interface Hunk {
  readonly oldStart: number;
  readonly newStart: number;
  /** What git prints after the second `@@`: the line of the enclosing function, or ''. */
  readonly heading: string;
  readonly lines: readonly DiffLine[];
}

export interface DiffFile {
  /** Path before; for a new file the same as `newPath`. */
  readonly oldPath: string;
  /** Path after; for a deleted file the same as `oldPath`. */
  readonly newPath: string;
  readonly change: 'added' | 'deleted' | 'modified' | 'renamed' | 'copied';
  readonly binary: boolean;
  /** Only the mode changed, or the mode as well: `100644` to `100755`. */
  readonly oldMode: string | null;
  readonly newMode: string | null;
  readonly hunks: readonly Hunk[];
  /** Line of `diff --git` in the file that was read. */
  readonly at: number;
}

export interface Diff {
  readonly files: readonly DiffFile[];
  /** Every path the diff touches, old and new, once each. */
  readonly paths: readonly string[];
}

export const NO_DIFF: Diff = { files: [], paths: [] };

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/;
const ESCAPES: Record<string, number> = { n: 10, t: 9, r: 13, a: 7, b: 8, f: 12, v: 11, '"': 34, '\\': 92 };

/** A path that git put in double quotes with C escapes (`core.quotePath`), as it is on disk. */
export function unquotePath(quoted: string): string {
  if (!quoted.startsWith('"') || !quoted.endsWith('"')) return quoted;
  const bytes: number[] = [];
  const inner = quoted.slice(1, -1);
  for (let i = 0; i < inner.length; i += 1) {
    const c = inner[i]!;
    if (c !== '\\') {
      bytes.push(...Buffer.from(c));
      continue;
    }
    const octal = /^[0-7]{1,3}/.exec(inner.slice(i + 1, i + 4));
    if (octal) {
      bytes.push(Number.parseInt(octal[0], 8) & 255);
      i += octal[0].length;
    } else {
      i += 1;
      const next = inner[i] ?? '\\';
      bytes.push(ESCAPES[next] ?? next.charCodeAt(0));
    }
  }
  return Buffer.from(bytes).toString('utf8');
}

/** The folders at the top of a kernel tree. */
const TOP =
  'arch block certs crypto Documentation drivers fs include init io_uring ipc kernel lib LICENSES mm net rust samples scripts security sound tools usr virt'.split(
    ' ',
  );

/** Returns true for a path that starts with a folder at the top of a kernel tree. */
export function startsAtTop(path: string): boolean {
  const slash = path.indexOf('/');
  return slash !== -1 && TOP.includes(path.slice(0, slash));
}

/** More folders than anyone's trees lie deep in, before the top of the kernel's. */
const MOST_BEFORE = 4;

/**
 * A path as it is in the tree: without the `a/` or `b/` (`i/`, `w/`, `c/`, `o/` with `diff.mnemonicPrefix`) that git puts
 * before it, or whatever other prefix or folder (`linux.orig/`) is before the top of a kernel tree.
 */
function withoutPrefix(path: string): string {
  const unquoted = unquotePath(path.replace(/\t.*$/, ''));
  const plain = /^[abciow]\//.test(unquoted) ? unquoted.slice(2) : unquoted;
  let rest = plain;
  for (let i = 0; i <= MOST_BEFORE; i += 1) {
    if (startsAtTop(rest)) return rest;
    rest = rest.slice(rest.indexOf('/') + 1);
  }
  return plain;
}

/** The two paths of `diff --git a/x b/x`; with spaces in names they are only sure when both are the same. */
function pathsOfHeader(rest: string): [string, string] {
  const quoted = /^("(?:[^"\\]|\\.)*") (.*)$/.exec(rest);
  if (quoted) return [withoutPrefix(quoted[1]!), withoutPrefix(quoted[2]!)];
  const half = (rest.length - 1) / 2;
  if (rest[half] === ' ' && rest.slice(2, half) === rest.slice(half + 3)) {
    return [withoutPrefix(rest.slice(0, half)), withoutPrefix(rest.slice(half + 1))];
  }
  const at = rest.search(/ "?[bwi]\//);
  if (at !== -1) return [withoutPrefix(rest.slice(0, at)), withoutPrefix(rest.slice(at + 1))];
  // Other prefixes, as long as no name has a space.
  const [oldPath, newPath, more] = rest.split(' ');
  return newPath === undefined || more !== undefined
    ? [rest, rest]
    : [withoutPrefix(oldPath!), withoutPrefix(newPath)];
}

/** A line that starts a diff: git's own, or a plain one as `diff -u` and quilt write it. */
export function startsDiff(line: string, next: string | undefined): boolean {
  if (line.startsWith('diff -') || line.startsWith('Index: ')) return true;
  return line.startsWith('--- ') && line.length > 4 && next?.startsWith('+++ ') === true;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type OpenFile = Mutable<DiffFile> & { hunks: Hunk[] };

/** Lines of hunks that are looked at; of what is longer (generated tables) the names of the files are. */
const MOST_LINES = 30_000;
/** More than the whole tree has of any one kind. */
const MOST_FILES = 20_000;

/**
 * Read the diff that starts at `from`. Hunks beyond 30,000 lines are left out.
 *
 * @param lines the lines of the mail's body, or of `git diff`'s output
 * @param lineAt the line of the file that line `i` stood at; negative by default: in none
 * @returns the diff, and the index of the first line after it
 */
export function parseDiff(
  lines: readonly string[],
  from = 0,
  lineAt: (i: number) => number = (i) => -1 - i,
): { diff: Diff; end: number } {
  const files: DiffFile[] = [];
  let file = null as OpenFile | null;
  let left = MOST_LINES;
  let end = from;
  const open = (oldPath: string, newPath: string, at: number) => {
    file = {
      oldPath,
      newPath,
      change: 'modified',
      binary: false,
      oldMode: null,
      newMode: null,
      hunks: [],
      at,
    };
    if (files.length < MOST_FILES) files.push(file);
    return file;
  };

  let i = from;
  while (i < lines.length) {
    const line = lines[i]!;
    if (line.startsWith('diff --git ')) {
      const [oldPath, newPath] = pathsOfHeader(line.slice('diff --git '.length));
      open(oldPath, newPath, lineAt(i));
      i += 1;
      end = i;
      continue;
    }
    if (line.startsWith('--- ') && lines[i + 1]?.startsWith('+++ ')) {
      const oldName = line.slice(4);
      const newName = lines[i + 1]!.slice(4);
      let current = file;
      // Without `diff --git` before it (quilt, `diff -u`), this pair opens the file.
      if (current === null || current.hunks.length > 0) {
        current = open(withoutPrefix(oldName), withoutPrefix(newName), lineAt(i));
      }
      if (/^\/dev\/null\b/.test(oldName)) {
        current.change = 'added';
        current.newPath = withoutPrefix(newName);
        current.oldPath = current.newPath;
      } else if (/^\/dev\/null\b/.test(newName)) {
        current.change = 'deleted';
        current.oldPath = withoutPrefix(oldName);
        current.newPath = current.oldPath;
      } else {
        current.oldPath = withoutPrefix(oldName);
        current.newPath = withoutPrefix(newName);
      }
      i += 2;
      end = i;
      continue;
    }
    const hunk = file === null ? null : HUNK.exec(line);
    if (hunk && file !== null) {
      const read = parseHunk(lines, i, hunk, lineAt);
      left -= read.end - i;
      if (left >= 0) file.hunks.push(read.hunk);
      i = read.end;
      end = i;
      continue;
    }
    if (file === null) {
      i += 1;
      if (!/^(?:Index: |=+$|diff -)/.test(line)) break;
      end = i;
      continue;
    }
    const known = readExtendedHeader(file, line);
    if (known === 'binary') {
      i += 1;
      while (
        i < lines.length &&
        /^(?:literal |delta |[A-Za-z][0-9A-Za-z+/!#$%&()*;<=>?@^_`{|}~-]+$|$)/.test(lines[i]!)
      )
        i += 1;
      end = i;
      continue;
    }
    if (!known) break;
    i += 1;
    end = i;
  }
  const paths = new Set<string>();
  for (const f of files) {
    paths.add(f.oldPath);
    paths.add(f.newPath);
  }
  return { diff: { files, paths: [...paths] }, end };
}

const EXTENDED_HEADER = pattern()`^(${oneOf`
    old mode, new mode, deleted file mode, new file mode, copy from, copy to, rename from, rename to,
    similarity index, dissimilarity index, index, Binary files, GIT binary patch
  `})\b ?(.*)$`;

/** Git's extended header lines, see "Generating patch text with -p" in git-diff(1). */
function readExtendedHeader(file: Mutable<DiffFile>, line: string): boolean | 'binary' {
  const match = EXTENDED_HEADER.exec(line);
  if (!match) return /^(?:Index: |=+$|\\ No newline)/.test(line);
  const value = match[2]!;
  switch (match[1]) {
    case 'old mode':
      file.oldMode = value;
      break;
    case 'new mode':
      file.newMode = value;
      break;
    case 'new file mode':
      file.change = 'added';
      file.newMode = value;
      file.oldPath = file.newPath;
      break;
    case 'deleted file mode':
      file.change = 'deleted';
      file.oldMode = value;
      file.newPath = file.oldPath;
      break;
    case 'rename from':
    case 'copy from':
      file.change = match[1] === 'rename from' ? 'renamed' : 'copied';
      file.oldPath = unquotePath(value);
      break;
    case 'rename to':
    case 'copy to':
      file.newPath = unquotePath(value);
      break;
    case 'Binary files':
      file.binary = true;
      break;
    case 'GIT binary patch':
      file.binary = true;
      return 'binary';
  }
  return true;
}

function parseHunk(
  lines: readonly string[],
  from: number,
  head: RegExpExecArray,
  lineAt: (i: number) => number,
): { hunk: Hunk; end: number } {
  const oldStart = Number(head[1]);
  const newStart = Number(head[3]);
  let oldLeft = head[2] === undefined ? 1 : Number(head[2]);
  let newLeft = head[4] === undefined ? 1 : Number(head[4]);
  let oldLine = oldStart;
  let newLine = newStart;
  const out: DiffLine[] = [];
  let i = from + 1;
  for (; i < lines.length && (oldLeft > 0 || newLeft > 0); i += 1) {
    const line = lines[i]!;
    const mark = line[0];
    if (mark === '+' && newLeft > 0) {
      out.push({ kind: '+', text: line.slice(1), oldLine: 0, newLine, at: lineAt(i) });
      newLine += 1;
      newLeft -= 1;
    } else if (mark === '-' && oldLeft > 0) {
      out.push({ kind: '-', text: line.slice(1), oldLine, newLine: 0, at: lineAt(i) });
      oldLine += 1;
      oldLeft -= 1;
    } else if ((mark === ' ' || mark === undefined || mark === '\t') && oldLeft > 0 && newLeft > 0) {
      // Mailers strip the space of an empty context line; git apply takes that, and so does this.
      out.push({ kind: ' ', text: mark === ' ' ? line.slice(1) : line, oldLine, newLine, at: lineAt(i) });
      oldLine += 1;
      newLine += 1;
      oldLeft -= 1;
      newLeft -= 1;
    } else if (mark === '\\') markLast(out);
    else break;
  }
  for (; lines[i]?.startsWith('\\ '); i += 1) markLast(out);
  return { hunk: { oldStart, newStart, heading: head[5]!.trim(), lines: out }, end: i };
}

function markLast(lines: DiffLine[]): void {
  const last = lines.pop();
  if (last !== undefined) lines.push({ ...last, noNewline: true });
}

/** The added lines of a diff's file, in order. */
export function addedLines(file: DiffFile): DiffLine[] {
  return file.hunks.flatMap((hunk) => hunk.lines.filter((line) => line.kind === '+'));
}
