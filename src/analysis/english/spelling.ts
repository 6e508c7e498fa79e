/** Misspelt words, words written twice, and abbreviations in their unusual case, in a piece of prose. */
import { matchesOf } from '../../model/matches';
import { remembered } from '../../model/remembered';
import { maskCode } from './mask';
import { wrongFormsOf } from './wrong-forms';

export interface Misspelling {
  /** Offset into the prose that was given. */
  readonly at: number;
  readonly word: string;
  /** What to write, in the case of `word`; several where there is a choice. */
  readonly right: readonly string[];
  /**
   * `list`: surely wrong. `slip`: no word that is known, and close to one. `twice`: written twice. `form`: wrong beside each
   * other. `case`: of letters.
   */
  readonly kind: 'list' | 'slip' | 'twice' | 'form' | 'case';
}

/** What else to look for. */
export interface SpellingOptions {
  /** A list more, wrong words in lower case: that of the clone. */
  readonly more?: ReadonlyMap<string, string>;
  /** What finds slips of the finger that no list has: `slipFinder()`. */
  readonly slipsOf?: (word: string) => readonly string[];
}

/** Abbreviations and names that have one usual case; the few that everybody writes so. */
const CASES: ReadonlyMap<string, string> = new Map(
  'KVM CPU CPUs vCPU vCPUs pCPU pCPUs MSR MSRs SEV-SNP SEV-ES TDX VMCS VMCB EPT NPT APIC x2APIC xAPIC IOAPIC TLB TLBs NMI NMIs Linux Intel AMD Hyper-V Xen XSAVE XSAVEC XSAVES XRSTOR XSETBV VMRUN VMLAUNCH VMRESUME VMREAD VMWRITE VMCALL VMMCALL INVPCID INVLPG RDMSR WRMSR RDPMC WBINVD'
    .split(' ')
    .map((word) => [word.toLowerCase(), word] as const)
    .concat([
      ['hyper-call', 'hypercall'],
      ['hyper-calls', 'hypercalls'],
    ]),
);

/** Slips that the lists leave out, since they are words elsewhere, or too short to be sure of. Here they never are. */
const WRONG_HERE: ReadonlyMap<string, string> = new Map(
  'teh the|hte the|adn and|wil will|exta extra|gust guest|gusts guests|pgae page|pgaes pages|unabled unable|vcup vCPU|vcups vCPUs|witch which'
    .split('|')
    .map((pair) => pair.split(' ') as [string, string]),
);

const WORD = /(?<![\w'’.@/=#:+*-])[A-Za-z][A-Za-z'’-]*(?![\w@/=#*]|\.\w|:\w|\()/g;
/** Small words that nobody means to write twice, and two articles in a row. */
const TWICE =
  /(?<![\w'’-])(?:(the|an?|to|of|in|is|are|be|and|or|for|with|this|by|at|from|if|when|not|has|will|can|its|was|were|which|we)\s+\1|(?:the|an?)\s+(?:the|an?)|The\s+the|This\s+this|When\s+when|If\s+if|In\s+in)(?![\w'’./-])/g;

/** What is misspelt; identifiers, quotations, links and code are no words. */
export function misspellingsOf(prose: string, options: SpellingOptions = {}): Misspelling[] {
  const masked = maskCode(prose).replace(/\bs\/[^\s/]{1,60}\/[^\s/]{0,60}\/?/g, (found) =>
    ' '.repeat(found.length),
  );
  const found: Misspelling[] = [];
  for (const { 0: token, index } of matchesOf(WORD, masked)) {
    const { usual, parts } = taken(token);
    if (usual !== null) {
      if (isPlainCase(token, usual)) found.push({ at: index, word: token, right: [usual], kind: 'case' });
      continue;
    }
    for (const part of parts) {
      const { at, word } = part;
      const problem = problemOf(part, options);
      if (problem !== null) found.push({ at: index + at, word, ...problem });
    }
  }
  for (const match of matchesOf(TWICE, masked)) {
    // What is masked between the two is a word of its own.
    if (prose.slice(match.index, match.index + match[0].length) !== match[0]) continue;
    const words = match[0].split(/\s+/);
    found.push({ at: match.index, word: match[0], right: [...new Set(words)], kind: 'twice' });
  }
  for (const { at, words, right } of wrongFormsOf(masked)) {
    found.push({ at, word: words, right: [right], kind: 'form' });
  }
  return found.sort((a, b) => a.at - b.at);
}

/** Of words that come again and again, so many are remembered. */
const MOST_WORDS = 20_000;

interface Token {
  /** How all of it is usually written; null for what is no abbreviation. */
  readonly usual: string | null;
  readonly parts: readonly Part[];
}

/** A word of letters only. */
interface Part {
  /** Its place in the token. */
  readonly at: number;
  readonly word: string;
  /** What the lists have for it. */
  readonly right: string | null;
}

const taken = remembered(
  (token): Token => ({
    usual: CASES.get(token.toLowerCase()) ?? null,
    parts: matchesOf(/[A-Za-z]+/g, token).map(({ 0: word, index }) => ({
      at: index,
      word,
      right: rightOf(word),
    })),
  }),
  MOST_WORDS,
);

function problemOf(
  { word, right: listed }: Part,
  { more, slipsOf }: SpellingOptions,
): Pick<Misspelling, 'right' | 'kind'> | null {
  const right = listed ?? (more === undefined ? null : inCaseOf(word, more.get(word.toLowerCase())));
  if (right !== null) return { right: [right], kind: 'list' };
  const meant = slipsOf?.(word) ?? [];
  return meant.length === 0 ? null : { right: meant.map((one) => inCaseOf(word, one)), kind: 'slip' };
}

/** `cpu`, `Cpu`, `msr`: all small, or only a first capital; `VCPU` in a sentence of capitals is left alone. */
function isPlainCase(token: string, right: string): boolean {
  return token !== right && /^[A-Za-z]?[a-z0-9-]*$/.test(token);
}

/** The right word for a wrong one, in its case; null where it is no known misspelling. */
export const rightOf = remembered((word): string | null => {
  // Inner capitals make it a name: `KVMs`, `iTLB`.
  if (word.length < 3 || !/^[A-Za-z][a-z]+$/.test(word)) return null;
  const low = word.toLowerCase();
  return inCaseOf(word, WRONG_HERE.get(low) ?? (low.length < 4 ? null : lookUp(low)));
}, MOST_WORDS);

function inCaseOf(word: string, right: string): string;
function inCaseOf(word: string, right: string | null | undefined): string | null;
function inCaseOf(word: string, right: string | null | undefined): string | null {
  if (right === null || right === undefined) return null;
  return /^[A-Z]/.test(word) ? right.charAt(0).toUpperCase() + right.slice(1) : right;
}

let list: string | undefined;

/** The list is loaded with the first word that is looked up. */
function misspellings(): string {
  list ??= (require('./misspellings') as typeof import('./misspellings')).MISSPELLINGS;
  return list;
}

/** Binary search in the text of the list: building a map of it would cost more than all look-ups. */
function lookUp(word: string): string | null {
  const text = misspellings();
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const start = text.lastIndexOf('\n', middle - 1) + 1;
    const end = text.indexOf('\n', start);
    if (end === -1) {
      high = start - 1;
      continue;
    }
    const blank = text.indexOf(' ', start);
    const here = text.slice(start, blank);
    if (here === word) return text.slice(blank + 1, end);
    if (here < word) low = end + 1;
    else high = start - 1;
  }
  return null;
}
