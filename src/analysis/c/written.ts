/** Which words of a comment a patch wrote, and which it only moved or wrapped anew. */

import type { Diff } from '../../model/diff';
import { kept } from '../../model/kept';
import type { Comment } from './comments';

/** As many words on each side of a place have to be the old ones. */
const BESIDE = 2;
/** Enough of a line for these. */
const AROUND = 100;

/**
 * @param from place of what is asked about, an offset into the comment's text, up to `to`
 * @returns false where it stands on a line that is not added, or stood in the same words on lines that are removed
 */
export function isWritten(diff: Diff, comment: Comment, from: number, to: number): boolean {
  const rows = comment.text.lines();
  const line = comment.lines[rows.findIndex((row) => from < row.end - comment.text.start + 1)];
  if (line?.kind !== '+') return false;
  const { value } = comment.text;
  const before = wordsOf(value.slice(Math.max(0, from - AROUND), from)).slice(-BESIDE);
  const after = wordsOf(value.slice(to, to + AROUND)).slice(0, BESIDE);
  if (before.length + after.length < BESIDE) return true;
  const phrase = [...before, ...wordsOf(value.slice(from, to)), ...after].join(' ');
  return !removedWords(diff).includes(` ${phrase} `);
}

/** Everything that the diff takes away, as words behind one another, without the marks of comments. */
const removedWords = kept((diff: Diff): string => {
  const lines = diff.files.flatMap(({ hunks }) =>
    hunks.flatMap(({ lines }) =>
      lines.filter(({ kind }) => kind === '-').map(({ text }) => text.replace(/^\s*(?:\/?\*+\/?|\/\/)/, '')),
    ),
  );
  return ` ${wordsOf(lines.join(' ')).join(' ')} `;
});

function wordsOf(text: string): string[] {
  return text.split(/[^\w'’-]+/).filter((word) => word !== '');
}
