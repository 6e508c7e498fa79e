/**
 * Slips of the finger that no list has: a word that is none, and that is one letter away from a usual one. Usual are the
 * words that people are known to misspell, and there is a list of right words that look like one of them.
 */
import { baseOf, formOf } from './forms';

/** From this length on a single letter tells; jargon is shorter, and often a word that lacks a letter (`compat`). */
const LONG = 7;
const SHORT = 5;
/** From this length on two of them tell. */
const VERY_LONG = 8;
/** Words that are usual here, and that nobody's list has. */
const USUAL_HERE =
  `ioctls hypercall hypercalls memslot memslots vectoring userspace selftest selftests passthrough virtualized
  virtualization paravirtual emulated emulator enlightened enlightenment enlightenments hugepage hugepages refcount refcounted
  invalidation mediated interception lockless hypervisors architectural userfault shadowed shadowing preemption guest guests
  larger migration migrations injected injecting injection injects exposed exposes emulate emulates trapped backing paging
  rejected rejects intercepts intercepted regression regressions finalized reverts reverted unmanaged enablement folios
  recoverable callee callees supervisor decouple sampling removal callers fetched stalled`.split(/\s+/);
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const VOWELS = 'aeiou';

/** Words as they are written, and what was meant by them: the same come again and again. */
const KNOWN = new Map<string, readonly string[]>();
const MOST_KNOWN = 20_000;

/** Of so many words that are not known is asked, and so many slips are told: nobody writes more, but for mischief. */
const MOST_ASKED = 2000;
const MOST_FOUND = 50;

/** `slipsOf` for the words of one patch, of which there may be any number. */
export function slipFinder(): (word: string) => readonly string[] {
  let asked = 0;
  let found = 0;
  return (word) => {
    let meant = KNOWN.get(word);
    if (meant === undefined && asked < MOST_ASKED) {
      asked += 1;
      meant = slipsOf(word);
    }
    if (meant === undefined || meant.length === 0 || found >= MOST_FOUND) return [];
    found += 1;
    return meant;
  };
}

/**
 * The usual words that were likely meant, the likeliest first; none where the word is right, or is nothing like a word.
 *
 * @param word as written; with capitals inside it is a name
 */
export function slipsOf(word: string): readonly string[] {
  let meant = KNOWN.get(word);
  if (meant === undefined) {
    meant = mayBeSlip(word) ? lookUp(word.toLowerCase()) : [];
    if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
    KNOWN.set(word, meant);
  }
  return meant;
}

function mayBeSlip(word: string): boolean {
  if (word.length < SHORT || word.length > 24 || !/^[A-Za-z][a-z]+$/.test(word)) return false;
  // A short word with a capital may be somebody's name.
  return word.length >= LONG || !/^[A-Z]/.test(word);
}

function lookUp(word: string): readonly string[] {
  if (isUsual(word) || isLookalike(word) || baseOf(word) !== null || formOf(word) !== null) return [];
  const meant = new Set<string>();
  for (const other of word.length >= LONG ? neighboursOf(word) : swapsOf(word)) {
    if (isUsual(other)) meant.add(other);
  }
  if (meant.size === 0 && word.length >= VERY_LONG) for (const other of afterTwoSlips(word)) meant.add(other);
  return [...meant].slice(0, 3);
}

/** Letters that are written twice where they are right once, and once where they are right twice, and a vowel that lacks. */
function* afterTwoSlips(word: string): Iterable<string> {
  const single = undoubled(word);
  // Most words that are none are jargon, of which few have a letter twice.
  if (single === word) return;
  yield* undoubledUsual(single);
  for (let i = 1; i < single.length; i += 1) {
    for (const vowel of VOWELS) yield* undoubledUsual(single.slice(0, i) + vowel + single.slice(i));
  }
}

/** Each letter once, where it stands in a row. */
function undoubled(word: string): string {
  return word.replace(/(.)\1+/g, '$1');
}

/** What two letters in the wrong order, or a letter struck twice, make of it. */
function* swapsOf(word: string): Iterable<string> {
  for (let i = 1; i < word.length - 1; i += 1) {
    if (word[i] === word[i + 1]) yield word.slice(0, i) + word.slice(i + 1);
    else yield word.slice(0, i) + word[i + 1] + word[i] + word.slice(i + 2);
  }
  if (word[0] === word[1]) yield word.slice(1);
}

/** One letter more, less or another one; the first and the last letter are rarely wrong, and often the ending of a form. */
function* neighboursOf(word: string): Iterable<string> {
  yield* swapsOf(word);
  for (let i = 1; i < word.length; i += 1) {
    const [head, tail] = [word.slice(0, i), word.slice(i)];
    const isInside = i < word.length - 1;
    if (isInside) yield head + tail.slice(1);
    for (const letter of LETTERS) {
      yield head + letter + tail;
      if (isInside) yield head + letter + tail.slice(1);
    }
  }
}

let usual: ReadonlySet<string> | undefined;
let doubled: Map<string, string> | undefined;
let lookalikes: ReadonlySet<string> | undefined;

/** Read with the first word that is looked up. */
function isUsual(word: string): boolean {
  return usualWords().has(word);
}

function usualWords(): ReadonlySet<string> {
  if (usual === undefined) {
    const { USUAL } = require('./usual') as typeof import('./usual');
    usual = new Set([...USUAL.trim().split('\n'), ...USUAL_HERE]);
  }
  return usual;
}

/** The usual word with a double letter that is written so without it. */
function undoubledUsual(single: string): readonly string[] {
  if (doubled === undefined) {
    doubled = new Map();
    for (const word of usualWords()) if (undoubled(word) !== word) doubled.set(undoubled(word), word);
  }
  const word = doubled.get(single);
  return word === undefined ? [] : [word];
}

/** Read with the first word that is not usual. */
function isLookalike(word: string): boolean {
  lookalikes ??= new Set(
    (require('./more-lookalikes') as typeof import('./more-lookalikes')).LOOKALIKES.split('\n'),
  );
  return lookalikes.has(word);
}
