/** Misspelt words: those that no list of right words has, and that are close to a common one. */
import { isCommon, isListed, isRight } from './words';

/** Shorter words are names and jargon too often. */
const SHORTEST = 5;
const LONGEST = 24;
/** From this length on, any one letter more, less or different is a slip; in shorter words, only the commonest slips are. */
const LONG = 7;
/** From this length on, two slips in one word are found. */
const VERY_LONG = 10;
/** A word with more candidates is too short to be sure of any. */
const MOST_CANDIDATES = 4;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** The candidates of words that were looked up, since the same words come again and again. */
const KNOWN = new Map<string, readonly string[]>();
const MOST_KNOWN = 20_000;

/** Bounds for one patch, which may be made of unknown words only. */
const MOST_UNKNOWN = 2000;
const MOST_FOUND = 50;
/** Two slips are searched for in so many words of a patch: each takes some ten milliseconds. */
const MOST_TWO_SLIPS = 60;

/** `slipsOf` for the words of one patch, of which there may be any number. */
export function slipFinder(): (word: string) => readonly string[] {
  let unknown = 0;
  let long = 0;
  let found = 0;
  return (word) => {
    let candidates = KNOWN.get(word);
    if (candidates === undefined && unknown < MOST_UNKNOWN) {
      unknown += 1;
      if (word.length >= VERY_LONG) long += 1;
      candidates = long > MOST_TWO_SLIPS ? search(word, 1) : slipsOf(word);
    }
    if (candidates === undefined || candidates.length === 0 || found >= MOST_FOUND) return [];
    found += 1;
    return candidates;
  };
}

/**
 * The common words that were likely meant; none if the word is right, or is like no common word.
 *
 * @param word as written; capitals inside it make it a name
 * @param known the candidates of words that were looked up
 */
export function slipsOf(word: string, known = KNOWN): readonly string[] {
  let candidates = known.get(word);
  if (candidates === undefined) {
    candidates = search(word, 2);
    // mutant: it bounds memory alone
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(word, candidates);
  }
  return candidates;
}

function search(word: string, slips: 1 | 2): readonly string[] {
  return mayBeSlip(word) ? candidatesFor(word.toLowerCase(), /^[A-Z]/.test(word), slips) : [];
}

function mayBeSlip(word: string): boolean {
  if (word.length < SHORTEST || word.length > LONGEST || !/^[A-Za-z][a-z]+$/.test(word)) return false;
  // A short word with a capital may be a person's name.
  return word.length >= LONG || !/^[A-Z]/.test(word);
}

/** With a capital, a word is only taken for a common one: names of people are like other names. */
function candidatesFor(word: string, isCapitalized: boolean, slips: 1 | 2): readonly string[] {
  if (isRight(word)) return [];
  let found = those(isCommon, word.length >= LONG ? neighboursOf(word) : likelyNeighboursOf(word));
  if (found.length === 0 && word.length >= LONG)
    found = those(isListed, isCapitalized ? swapsOf(word) : simplyFrom(word));
  if (found.length === 0 && slips === 2 && word.length >= VERY_LONG)
    found = those(isCommon, twoSlipsFrom(word));
  return found.length <= MOST_CANDIDATES ? found : [];
}

function those(isMeant: (word: string) => boolean, words: Iterable<string>): string[] {
  const found = new Set<string>();
  for (const word of words) if (isMeant(word)) found.add(word);
  return [...found];
}

function* swapsOf(word: string): Iterable<string> {
  for (let i = 1; i < word.length - 1; i += 1)
    yield word.slice(0, i) + word[i + 1] + word[i] + word.slice(i + 2);
}

/** Two letters swapped, one struck twice, once too few or left out: what also tells in a short word. */
function* likelyNeighboursOf(word: string): Iterable<string> {
  yield* swapsOf(word);
  for (let i = 0; i < word.length; i += 1) {
    const [head, tail] = [word.slice(0, i), word.slice(i)];
    if (tail[0] === tail[1]) yield head + tail.slice(1);
    else if (word.length > SHORTEST && i > 0) for (const letter of LETTERS) yield head + letter + tail;
  }
}

/** As those, or with a letter too many: enough of a tie to a word that is not common. */
function* simplyFrom(word: string): Iterable<string> {
  yield* likelyNeighboursOf(word);
  for (let i = 1; i < word.length - 1; i += 1) yield word.slice(0, i) + word.slice(i + 1);
}

/** One letter more, less, different or swapped. The first letter is rarely wrong. */
function* neighboursOf(word: string): Iterable<string> {
  yield* likelyNeighboursOf(word);
  for (let i = 1; i <= word.length; i += 1) {
    const [head, tail] = [word.slice(0, i), word.slice(i)];
    if (tail !== '') yield head + tail.slice(1);
    for (const letter of LETTERS) {
      yield head + letter + tail;
      // Another ending makes another form of a word, which may be jargon.
      if (tail.length > 1) yield head + letter + tail.slice(1);
    }
  }
}

/** Two letters left out or struck twice, in any mix with one that is missing or wrong. */
function* twoSlipsFrom(word: string): Iterable<string> {
  for (let i = 1; i < word.length; i += 1) yield* neighboursOf(word.slice(0, i) + word.slice(i + 1));
  for (let i = 1; i < word.length; i += 1) {
    const [head, tail] = [word.slice(0, i), word.slice(i)];
    if (tail.length > 1) yield* neighboursOf(head + tail[1] + tail[0] + tail.slice(2));
    for (const letter of 'aeiou') yield* neighboursOf(head + letter + tail);
    yield* neighboursOf(head + tail[0] + tail);
  }
}
