/** Misspelt words, words written twice, and abbreviations in their unusual case, in a piece of prose. */
import { matchesOf } from '../../model/matches';
import { oneOf, pattern } from '../../model/words';
import { maskCode } from './mask';
import { wrongFormsOf } from './wrong-forms';

export interface Misspelling {
  /** Offset into the prose that was given. */
  readonly at: number;
  readonly word: string;
  /** What to write, in the case of `word`; several where there is a choice. */
  readonly right: readonly string[];
  /**
   * `list`: in a list of misspellings. `slip`: not a known word, and close to a common one. `twice`: repeated. `form`: wrong
   * beside the word before it. `case`: not as KVM writes it: uppercase and lowercase, one word or two.
   */
  readonly kind: 'list' | 'slip' | 'twice' | 'form' | 'case';
}

/** What else to look for. */
export interface SpellingOptions {
  /** A list more, wrong words in lower case: that of the clone. */
  readonly more?: ReadonlyMap<string, string>;
  /** Finds words that are close to a common one: `slipFinder()`. */
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

/** KVM's code and documents have it as one word eight times in nine. */
const USERSPACE = /(?<![\w'’.@/=#:+*-])user[- ]space(?![\w@/=#*-])/gi;

/** Misspellings that are words elsewhere, or too short to be sure of. In kernel prose they never are. */
const WRONG_HERE: ReadonlyMap<string, string> = new Map(
  'fo for|ot to|teh the|hte the|adn and|nad and|taht that|thsi this|htis this|wiht with|waht what|whne when|thta that|tha the|thier their|wil will|exta extra|gust guest|gusts guests|pgae page|pgaes pages|unabled unable|vcup vCPU|vcups vCPUs|witch which|atleast at least|infact in fact|alot a lot|aswell as well|inorder in order|eventhough even though'
    .split('|')
    .map((pair) => [pair.slice(0, pair.indexOf(' ')), pair.slice(pair.indexOf(' ') + 1)]),
);

const WORD = /(?<![\w'’.@/=#:+*-])[A-Za-z][A-Za-z'’-]*(?![\w@/=#*´`]|\.\w|:\w|\()/g;
/** Small words that no one means to write twice, and two articles in a row. */
const TWICE = pattern('g')`(?<![\w'’-])${oneOf`
    (the|an?|to|of|in|is|are|be|and|or|for|with|this|by|at|from|if|when|not|has|will|can|its|was|were|which|we)\s+\1,
    (?:the|an?)\s+(?:the|an?), The\s+the, This\s+this, When\s+when, If\s+if, In\s+in
  `}(?![\w'’./-])`;

/** What is misspelt; identifiers, quotations, links and code are not words. */
export function misspellingsOf(prose: string, options: SpellingOptions = {}): Misspelling[] {
  const masked = maskCode(prose).replace(/\bs\/[^\s/]{1,60}\/[^\s/]{0,60}\/?/g, (found) =>
    ' '.repeat(found.length),
  );
  const found: Misspelling[] = [];
  for (const { 0: token, index } of matchesOf(WORD, masked)) {
    const usual = CASES.get(token.toLowerCase());
    if (usual !== undefined) {
      if (
        isPlainCase(token, usual) &&
        !isNamedThing(masked.slice(0, index), masked.slice(index + token.length))
      )
        found.push({ at: index, word: token, right: [usual], kind: 'case' });
      continue;
    }
    for (const { at, word } of partsOf(token)) {
      const finding = findingOf(word, options);
      if (finding !== null) found.push({ at: index + at, word, ...finding });
    }
  }
  for (const { 0: word, index } of matchesOf(USERSPACE, masked))
    found.push({ at: index, word, right: [inCaseOf(word, 'userspace')], kind: 'case' });
  for (const match of matchesOf(TWICE, masked)) {
    // What is masked between the two is a separate word.
    if (prose.slice(match.index, match.index + match[0].length) !== match[0]) continue;
    const words = match[0].split(/\s+/);
    found.push({ at: match.index, word: match[0], right: [...new Set(words)], kind: 'twice' });
  }
  for (const { at, words, right } of wrongFormsOf(masked)) {
    found.push({ at, word: words, right: [right], kind: 'form' });
  }
  return found.sort((a, b) => a.at - b.at);
}

/** Returns true if what is around a word says that it is a name of code: `structure kvm`, `vcpu pointer`. */
function isNamedThing(before: string, after: string): boolean {
  if (/^\s(?:pointer|mutex|param|argument)/.test(after)) return true;
  return /\b(?:struct|structure|union|enum|member|field|variable|pointer|module|directory|folder|branch|prefix)\s+$/i.test(
    before.slice(-20),
  );
}

/** Words of letters only in a token; not the part of `shouldn't` before its apostrophe. */
function partsOf(token: string): { at: number; word: string }[] {
  return matchesOf(/[A-Za-z]+(?![A-Za-z]|['’´`](?!s\b))/g, token).map(({ 0: word, index }) => ({
    at: index,
    word,
  }));
}

function findingOf(
  word: string,
  { more, slipsOf }: SpellingOptions,
): Pick<Misspelling, 'right' | 'kind'> | null {
  // Inner capitals make it a name: `KVMs`, `iTLB`.
  if (!/^[A-Za-z][a-z]+$/.test(word)) return null;
  const low = word.toLowerCase();
  const listed = WRONG_HERE.get(low) ?? more?.get(low);
  if (listed !== undefined) return { right: [inCaseOf(word, listed)], kind: 'list' };
  const meant = slipsOf?.(word) ?? [];
  return meant.length === 0 ? null : { right: meant.map((one) => inCaseOf(word, one)), kind: 'slip' };
}

/** `cpu`, `Cpu`, `msr`: all small, or only a first capital; `VCPU` in a sentence of capitals is left alone. */
function isPlainCase(token: string, right: string): boolean {
  return token !== right && /^[A-Za-z]?[a-z0-9-]*$/.test(token);
}

/** The right word in the case of the wrong one. */
function inCaseOf(word: string, right: string): string {
  return /^[A-Z]/.test(word) ? right.charAt(0).toUpperCase() + right.slice(1) : right;
}
