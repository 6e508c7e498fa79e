/** The marks that `git format-patch --cover-letter` and the templates leave to be filled in. */
export const MARK = /\*{3} [A-Z][A-Z -]{1,30} HERE \*{3}/g;

const WHOLE = new RegExp(`^${MARK.source}$`);

/** Returns true if the text is one mark and nothing else. */
export function isMark(text: string): boolean {
  return WHOLE.test(text);
}
