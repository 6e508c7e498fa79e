/**
 * The words that are right: common ones, those of dictionaries, and the vocabulary of the kernel. See data/README.md for
 * where they come from. Each list is read when a word is looked up that the lists before it do not have.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Words that kernel developers often write: what is misspelt is nearly always one of them. */
const common = listIn('common-words.txt', asSet);
/** Jargon and names that no dictionary has. */
const kernel = listIn('kernel-words.txt', asSet);
const dictionary = listIn('words.txt', asSortedText);

/** Returns true if a lowercase word is one that kernel developers often write. */
export function isCommon(word: string): boolean {
  return common().has(word);
}

/** Returns true if a lowercase word is right, by itself or as a form of a known word. */
export function isRight(word: string): boolean {
  return isListed(word) || isDerived(word);
}

/** What kernel developers put before any word: `unmapped`, `preallocate`, `nonblocking`. */
const PREFIX =
  /^(?:un|re|de|non|pre|sub|super|multi|para|over|under|mis|co|inter|micro|hyper|auto|semi|out|cross|user|pseudo)(?=[a-z]{5})/;

function isDerived(word: string): boolean {
  const rest = word.replace(PREFIX, '');
  return isForm(word) || isListed(rest) || isForm(rest);
}

/** Forms that dictionaries lack: of jargon (`mmapping`), of what is made a verb (`offlining`), plurals, other spellings. */
function isForm(word: string): boolean {
  const [, stem = '', ending] = /^(.{4,}?)(s|es|d|ed|ing|er|ers|able)$/.exec(word) ?? [];
  switch (ending) {
    case undefined:
      break;
    case 's':
      if (isListed(stem) && !stem.endsWith('s')) return true;
      break;
    case 'able':
      if (!/[cg]$/.test(stem) && isVerb(stem)) return true; // `manageable` keeps its `e`
      break;
    case 'ing':
    case 'ed':
      if (isVerb(stem)) return true;
      break;
  }
  if (stem !== '' && [stem, undoubled(stem), `${stem}e`].some((one) => kernel().has(one))) return true;
  const british = word.replace(/iz(?=[aei])/, 'is').replace(/ably$/, 'able');
  return isListed(british);
}

/** Returns true if a list has a lowercase word as it is. */
export function isListed(word: string): boolean {
  // mutant: that common words come first only saves time
  return common().has(word) || kernel().has(word) || dictionary().has(word);
}

/** Returns true if a word without its ending is one with a silent `e`: `offlin` of `offline`. */
function isVerb(stem: string): boolean {
  return dictionary().has(`${stem}e`) && !dictionary().has(stem);
}

function undoubled(stem: string): string {
  return stem.replace(/(.)\1$/, '$1');
}

interface WordList {
  has(word: string): boolean;
}

/** A list of words beside the program, one a line, read with the first question. */
function listIn(name: string, open: (text: string) => WordList): () => WordList {
  let list: WordList | undefined;
  return () => {
    list ??= open(readFileSync(join(__dirname, name), 'latin1'));
    return list;
  };
}

function asSet(text: string): WordList {
  return new Set(text.split('\n'));
}

/** Binary search in the text itself: making a set of a whole dictionary takes longer than all questions of a commit. */
function asSortedText(text: string): WordList {
  return {
    has(word) {
      let low = 0;
      let high = text.length;
      while (low < high) {
        const start = text.lastIndexOf('\n', ((low + high) >> 1) - 1) + 1;
        const end = text.indexOf('\n', start);
        const here = text.slice(start, end);
        if (here === word) return true;
        if (here < word) low = end + 1;
        else high = start;
      }
      return false;
    },
  };
}
