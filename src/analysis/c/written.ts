/** Which words of a comment a patch wrote, and which it only moved or wrapped again. */

import type { Diff } from '../../model/diff';
import { memoize } from '../../model/memoize';
import { type Comment, lineAt } from './comments';

/** As many words on each side of a place have to be the old ones. */
const BESIDE = 2;
/** Enough of a line for these. */
const AROUND = 100;

/**
 * @param from place of what is asked about, an offset into the comment's text, up to `to`
 * @returns false where it stands on a line that is not added, or stood in the same words on lines that are removed
 */
export function isWritten(diff: Diff, comment: Comment, from: number, to: number): boolean {
  if (lineAt(comment, from)?.kind !== '+') return false;
  const { value } = comment.text;
  const before = wordsOf(value.slice(Math.max(0, from - AROUND), from)).slice(-BESIDE);
  const after = wordsOf(value.slice(to, to + AROUND)).slice(0, BESIDE);
  if (before.length + after.length < BESIDE) return true;
  const phrase = [...before, ...wordsOf(value.slice(from, to)), ...after];
  return !removedPhrases(diff, phrase.length).has(phrase.join(' '));
}

/** Every so many words in a row that the diff takes away. */
function removedPhrases(diff: Diff, length: number): ReadonlySet<string> {
  const { words, phrases } = removedWords(diff);
  let known = phrases.get(length);
  if (known === undefined) {
    known = new Set(words.slice(length - 1).map((_, i) => words.slice(i, i + length).join(' ')));
    phrases.set(length, known);
  }
  return known;
}

/** Everything that the diff takes away, as words one after the other, without the marks of comments. */
const removedWords = memoize((diff: Diff): { words: string[]; phrases: Map<number, Set<string>> } => {
  const lines = diff.files.flatMap(({ hunks }) =>
    hunks.flatMap(({ lines }) =>
      lines.filter(({ kind }) => kind === '-').map(({ text }) => text.replace(/^\s*(?:\/?\*+\/?|\/\/)/, '')),
    ),
  );
  return { words: wordsOf(lines.join(' ')), phrases: new Map() };
});

function wordsOf(text: string): string[] {
  return text.split(/[^\w'’-]+/).filter((word) => word !== '');
}
