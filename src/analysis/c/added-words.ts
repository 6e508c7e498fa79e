/** Words for people that a patch adds outside of comments: what C code prints, and documents. */

import type { Diff, DiffLine } from '../../model/diff';
import { type Part, partsOf } from './scan';

interface AddedWords {
  readonly line: DiffLine;
  /** Offset of the words into the line's text. */
  readonly from: number;
  readonly value: string;
}

/** String literals of added C lines, escapes blanked out, and added lines of documents. */
export function* addedWords(diff: Diff): Iterable<AddedWords> {
  for (const { newPath, hunks } of diff.files) {
    const isCode = /\.[chS]$/.test(newPath);
    if (!isCode && !/\.(?:rst|txt)$/.test(newPath)) continue;
    for (const hunk of hunks) {
      for (const [i, line] of hunk.lines.entries()) {
        if (line.kind !== '+') continue;
        if (!isCode) yield { line, from: 0, value: line.text };
        else if (!/^\s*#\s*include/.test(line.text)) yield* stringsOf(line, partsOf(hunk)[i]!);
      }
    }
  }
}

function* stringsOf(line: DiffLine, parts: readonly Part[]): Iterable<AddedWords> {
  for (const { kind, from, to, innerFrom, innerTo } of parts) {
    if (kind !== 'string' || line.text[from] !== '"' || innerTo === to) continue;
    yield { line, from: innerFrom, value: withoutFormats(line.text.slice(innerFrom, innerTo)) };
  }
}

/** Escapes part words as spaces do; what is printed for a `%d` is a separate word. */
function withoutFormats(value: string): string {
  return value
    .replace(/\\[a-z0-9]/gi, (found) => ' '.repeat(found.length))
    .replace(/%[-0-9.]*[a-z]+/gi, (found) => '%'.repeat(found.length));
}
