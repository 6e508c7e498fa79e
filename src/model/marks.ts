import { matchesOf } from './matches';

/** The marks that `git format-patch --cover-letter` and the templates leave to be filled in. */
export const MARK = /\*{3} [A-Z][A-Z -]{1,30} HERE \*{3}/g;

const WHOLE = new RegExp(`^${MARK.source}$`);

/** Returns true if the text is one mark and nothing else. */
export function isMark(text: string): boolean {
  return WHOLE.test(text);
}

/** What is left of the templates where a mark, or part of one, was deleted and nothing written. */
const LEFT = [
  /\*{3} [A-Z][A-Z -]{1,30} HERE\b|\bHERE \*{3}/g,
  /^(?:v\d{1,3}: )?https:\/\/lore\.kernel\.org\/all\/(?=[ \t]*$)/gm,
  /^Changes since v\d{1,3}:[ \t]*\n[ \t]+-(?=[ \t]*$)/gm,
  /^Feedback wanted:(?=\s*(?:Not tested:|Testing:|Changes since v|\S[^\n]{0,200} \(\d+\):$))/gm,
];

/** The marks in a text, and what is left of the templates without them, in the order of the text. */
export function blanksIn(text: string): { readonly blank: string; readonly index: number }[] {
  const marks = [...matchesOf(MARK, text)];
  const without = text.replace(MARK, (mark) => '.'.repeat(mark.length));
  const left = LEFT.flatMap((pattern) => [...matchesOf(pattern, without)]);
  return [...marks, ...left]
    .map(({ 0: blank, index }) => ({ blank, index }))
    .sort((a, b) => a.index - b.index);
}
