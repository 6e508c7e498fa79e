/**
 * Long patterns, with lowercase words of which one is in every text that they match: to look for the words costs next to
 * nothing, to compile the pattern costs a commit up to a millisecond, and most texts have none of the words. Declared
 * beside the pattern; test/model/prefilter.test.ts holds each declaration against the examples of all rules.
 */
interface Prefiltered {
  test(text: string): boolean;
  exec(text: string): RegExpExecArray | null;
}

/** All of them, for the tests. */
export const PREFILTERED: { readonly words: readonly string[]; readonly pattern: RegExp }[] = [];

/** @param words separated by commas */
export function prefiltered(words: string, pattern: RegExp): Prefiltered {
  const declared = words.split(',').map((word) => word.trim().replace(/\s+/g, ' '));
  PREFILTERED.push({ words: declared, pattern });
  return {
    // mutant: only saves time
    test: (text) => hasOneOf(text, declared) && pattern.test(text),
    // mutant: only saves time
    exec: (text) => (hasOneOf(text, declared) ? pattern.exec(text) : null),
  };
}

/** Returns true if one of the lowercase words, or parts of words, is in the text, in whatever case. */
export function hasOneOf(text: string, words: readonly string[]): boolean {
  const low = lowercase(text);
  return words.some((word) => low.includes(word));
}

let last = '';
let lastLow = '';

/** One text is asked for many words, one after the other. */
function lowercase(text: string): string {
  if (text !== last) [last, lastLow] = [text, text.toLowerCase()];
  return lastLow;
}
