/** Answers on words, paths and paragraphs: rules ask for the same few, patch after patch. */

/** Longer texts are not kept. */
const LONGEST = 20_000;

/** `work`, done once for the words that come again and again, of which no more than `most` are kept. */
export function memoizeText<T>(work: (word: string) => T, most: number): (word: string) => T {
  const known = new Map<string, T>();
  return (word) => {
    let answer = known.get(word);
    if (answer === undefined) {
      answer = work(word);
      if (known.size >= most) known.clear();
      // A part of a text would hold all of it: a copy is kept.
      if (word.length <= LONGEST) known.set(` ${word}`.slice(1), answer);
    }
    return answer;
  };
}

/** The same where the answer depends on something else as well, of which there are few. */
export function memoizeTextOf<O extends object, T>(
  work: (word: string, of: O) => T,
  most: number,
): (word: string, of: O) => T {
  const all = new WeakMap<O, (word: string) => T>();
  return (word, of) => {
    let ask = all.get(of);
    if (ask === undefined) {
      ask = memoizeText((one) => work(one, of), most);
      all.set(of, ask);
    }
    return ask(word);
  };
}
