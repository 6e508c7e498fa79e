/**
 * Where code, strings and comments are in lines of C. Everything that reads C starts here, and nothing else looks for
 * quotes and comment marks: whatever is inside one kind of part can't open another.
 */
import type { DiffFile, DiffLine, Hunk } from '../../model/diff';
import { memoize } from '../../model/memoize';

/** A piece of one line. The parts of a line follow each other without gaps. */
export interface Part {
  /** `block` and `line` are the two kinds of comment; a `string` may be a character. */
  readonly kind: 'code' | 'string' | 'block' | 'line';
  /** Offsets into the line, with the marks that open and close the part. */
  readonly from: number;
  readonly to: number;
  /** The same without these marks: a block comment may be opened, or closed, on another line. */
  readonly innerFrom: number;
  readonly innerTo: number;
}

interface ScannedLine {
  readonly parts: readonly Part[];
  /** A block comment is still open at the end of the line. */
  readonly inComment: boolean;
}

/** C sources and headers, and assembly that the C preprocessor reads. */
export const C_FILE = /\.(?:c|h|S|cc|cpp)$/;

const OPENER = /["']|\/[*/]/g;

/** The parts of one line, given if it starts inside a block comment. Linear in its length. */
export function scanLine(text: string, startsInside = false): ScannedLine {
  const parts: Part[] = [];
  let at = 0;
  let inComment = startsInside;
  while (at < text.length || inComment) {
    if (inComment) {
      // Even if nothing of it is on this line: an empty line in a comment is a line of the comment.
      const innerFrom = at === 0 && startsInside ? 0 : at + 2;
      const close = text.indexOf('*/', innerFrom);
      const innerTo = close === -1 ? text.length : close;
      const to = close === -1 ? text.length : close + 2;
      parts.push({ kind: 'block', from: at, to, innerFrom, innerTo });
      if (close === -1) return { parts, inComment };
      inComment = false;
      at = to;
      continue;
    }
    OPENER.lastIndex = at;
    const from = OPENER.exec(text)?.index ?? text.length;
    if (from > at) parts.push({ kind: 'code', from: at, to: from, innerFrom: at, innerTo: from });
    at = from;
    if (text[at] === '/') {
      if (text[at + 1] === '*') inComment = true;
      else {
        parts.push({ kind: 'line', from, to: text.length, innerFrom: from + 2, innerTo: text.length });
        at = text.length;
      }
    } else if (at < text.length) {
      const close = endOfString(text, from);
      at = Math.min(close + 1, text.length);
      parts.push({
        kind: 'string',
        from,
        to: at,
        innerFrom: from + 1,
        innerTo: Math.min(close, text.length),
      });
    }
  }
  return { parts, inComment };
}

/** Where the quote is that closes a string; at or after the end of the line if there is none. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== text[from]) at += text[at] === '\\' ? 2 : 1;
  return at;
}

/** Returns true if a side of a hunk, all its lines but those of kind `without`, starts inside a block comment. */
export function startsInComment(
  lines: readonly Pick<DiffLine, 'kind' | 'text'>[],
  without: DiffLine['kind'],
): boolean {
  let first: string | null = null;
  for (const { kind, text } of lines) {
    if (kind === without) continue;
    first ??= text;
    const open = text.indexOf('/*');
    const close = text.indexOf('*/');
    if (close !== -1 && (open === -1 || close < open)) return true;
    if (open !== -1) return false;
  }
  return first !== null && /^\s*\*(?:\s|$)/.test(first);
}

/** The parts of each line of a hunk: of removed lines as they were before the patch, of others as they are after it. */
export const partsOf = memoize(({ lines }: Hunk): readonly (readonly Part[])[] => {
  let before = startsInComment(lines, '+');
  let after = startsInComment(lines, '-');
  return lines.map(({ kind, text }) => {
    const line = scanLine(text, kind === '-' ? before : after);
    if (kind === ' ') before = before === after ? line.inComment : scanLine(text, before).inComment;
    if (kind === '-') before = line.inComment;
    else after = line.inComment;
    return line.parts;
  });
});

/** The code of each line of a hunk, masked; what is inside strings is left if `keepStrings`. */
export function codeOfLines(hunk: Hunk, keepStrings = false): string[] {
  const parts = partsOf(hunk);
  return hunk.lines.map(({ text }, i) => masked(text, parts[i]!, keepStrings));
}

/** The same for any file: of one that isn't C or assembly, the lines as they are. */
export function codeIn({ newPath }: DiffFile, hunk: Hunk, keepStrings = false): string[] {
  return C_FILE.test(newPath) ? codeOfLines(hunk, keepStrings) : hunk.lines.map(({ text }) => text);
}

/** A line with its comments as spaces and the insides of its strings as `_`: offsets and columns stay what they are. */
export function masked(text: string, parts: readonly Part[], keepStrings = false): string {
  if (parts.every(({ kind }) => kind === 'code')) return text;
  return parts
    .map(({ kind, from, to, innerFrom, innerTo }) => {
      if (kind === 'block' || kind === 'line') return spaces(text.slice(from, to));
      if (kind === 'code' || keepStrings) return text.slice(from, to);
      return text[from]! + '_'.repeat(innerTo - innerFrom) + text.slice(innerTo, to);
    })
    .join('');
}

/** As many spaces; tabs stay, so that columns do. */
function spaces(text: string): string {
  return text.includes('\t') ? text.replace(/[^\t]/g, ' ') : ' '.repeat(text.length);
}
