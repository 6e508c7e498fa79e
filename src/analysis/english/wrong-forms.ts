/**
 * Words that are right by themselves and wrong beside each other: `can be use`, `large than`, `an guest`. Only pairs
 * that are always wrong are reported, so the lists are short: a pattern that finds something right is worth less than none.
 */
import { matchesOf } from '../../model/matches';
import { baseOf, formOf } from './forms';

interface WrongForm {
  readonly at: number;
  readonly words: string;
  /** What to write in their place. */
  readonly right: string;
}

interface Pair {
  /** A text without it has none. */
  readonly cue: string;
  readonly pattern: RegExp;
  readonly right: (found: RegExpExecArray) => string | null;
}

/** What may follow a verb in the passive; an object makes it a right infinitive (`all it does is allow reads`). */
const PREPOSITION =
  'to|by|in|for|as|with|from|on|when|if|at|before|after|only|during|via|without|until|into|so';
const BEHIND_BE = `(?=\\s(?:${PREPOSITION}|and)\\b|[.,;:)])`;
/** Not `the values are enable, disable and force`. */
const BEHIND_IS = `(?=\\s(?:${PREPOSITION})\\b|[.;:)])`;
const VERBS =
  'use|expect|define|allow|enable|disable|remove|replace|expose|inject|emulate|create|implement|initialize|configure|allocate|execute|provide|require|introduce|describe|include|invoke|generate|ignore|restore|convert|modify|avoid|deliver|insert|build|send|assume|assign|populate|perform|determine|reserve|add|apply|store|inherit|derive|extend|detect|skip';
/** Nouns as well, which follow `is`, and hardly after `be`. */
const NOUNS_AS_WELL =
  'handle|update|change|call|return|share|map|unmap|mark|move|pass|check|test|fix|drop|save|load|write|access|trigger|support|report|merge|need|process|find|keep|hold|make|take|give';
const THINGS =
  'function|helper|patch|register|field|flag|variable|macro|value|bit|line|member|structure|definition|commit';
const VOWEL_FIRST =
  'interrupt|error|exception|exit|event|additional|address|actual|existing|invalid|illegal|incorrect|index|input|instruction|internal|ioctl|entry|option|offset|old|overflow|array|assert|attempt|early|empty|extra|explicit|arbitrary|attribute|unexpected|uninitiali[sz]ed|unused|unsupported|unknown|external|example|issue';
const CONSONANT_FIRST =
  'user|unique|unified|union|unit|VM|v[cC]PU|vcpu|virtual|guest|host|new|page|test|kernel|KVM|CPU|GPA|PMU|TLB|bit|flag|function|fault|memslot|register|bug|patch|series|similar|single|valid|special';

const MODAL =
  "(?:can|could|would|will|must|might|may|cannot|(?:ca|could|do|does|did|wo|would|should)n['’]t|(?:do|does|did)\\snot)";
/** Verbs that are no nouns: `This use of it` is right. */
const NEVER_NOUNS =
  'allow|avoid|enable|disable|implement|have|take|make|remove|provide|introduce|create|prevent|ensure|become|require|contain|define|expose|replace|ignore|expect|initialize|simplify';

const PAIRS: readonly Pair[] = [
  {
    // `it will called early`, `KVM doesn't supports it`
    cue: ' ',
    pattern: new RegExp(
      `\\b(${MODAL}\\s(?:(?:not|also|only|never|just)\\s)?)([a-z]{2,30}(?:s|ed))(?![-\\w])`,
      'g',
    ),
    right: ([, modal, word]) => infinitive(modal!, word!),
  },
  {
    cue: 'is ',
    pattern: new RegExp(`(?<![\\w'’.-])This\\s(?:also\\s)?(?:${NEVER_NOUNS})(?=\\s)`, 'g'),
    right: ([words]) => thirdPerson(words),
  },
  {
    cue: 'it ',
    pattern: new RegExp(
      `(?<=(?:\\b(?:when|if|because|since|so|but|where|while)|,)\\s)it\\s(?:also\\s)?(?:${NEVER_NOUNS})(?=\\s)`,
      'g',
    ),
    right: ([words]) => thirdPerson(words),
  },
  {
    cue: 's own',
    pattern: /\b[Ii]t['’]s(?=\sown\b)/g,
    right: ([words]) => `${words.slice(0, 2)}s`,
  },
  {
    cue: 'he ',
    pattern: /(?<![\w'’.-])the\s(?:this|its|their|our|each|every)(?![-\w])/g,
    right: ([words]) => words.slice('the '.length),
  },
  {
    cue: 'than',
    // `more useful to be fast than right`
    pattern:
      /\b(large|high|low|small|fast|slow|long|short|old|new|late|strong|weak|cheap|deep|wide|few|early|easy|big)\sthan(?![\w-])(?<!\bmore\s[^.]{1,70})/g,
    right: ([words, word]) => comparativeOf(word!) + words.slice(word!.length),
  },
  {
    cue: 'be',
    // `there may be need for` it
    pattern: new RegExp(
      `\\b(be|been|being)\\s(${VERBS}|${NOUNS_AS_WELL})${BEHIND_BE}(?<!\\b[Tt]here\\s(?:\\w{1,20}\\s){1,3}\\w{1,20})`,
      'g',
    ),
    right: passive,
  },
  {
    cue: ' ',
    pattern: new RegExp(
      `\\b(is|are|was|were)(?<!\\b(?:do|does|thing|idea|step|way)\\s\\w{2,4})\\s(${VERBS})${BEHIND_IS}`,
      'g',
    ),
    right: passive,
  },
  {
    cue: 'ccording',
    pattern: /(?<!\bthe\s)\b[Aa]ccording\s(?:the|an?|this|that|its?|each|our|[A-Z]\w{1,30})\b/g,
    right: ([words]) => words.replace(/\s/, (blank) => ` to${blank}`),
  },
  {
    // `that's isn't` has two verbs.
    cue: 's is',
    pattern: /\b([Tt]hat|[Tt]here|[Ww]hich|[Ii]t)['’]s\s(isn['’]t|is\snot)\b/g,
    right: ([, word, verb]) => `${word} ${verb}`,
  },
  {
    // `its a bug`: a possessive is not followed by an article.
    cue: 'ts ',
    pattern: /(?<![\w'’.-])[Ii]ts\s(?:an?|the|not|been)\b(?![-.]\w)/g,
    right: ([words]) => `${words.slice(0, 2)}'${words.slice(2)}`,
  },
  {
    cue: 'articipat',
    pattern: /\b[Pp]articipat(?:e|es|ed|ing)\sinto\b/g,
    right: ([words]) => words.replace(/into$/, 'in'),
  },
  {
    cue: 'ose ',
    pattern: thingsBehind('[Tt]hose'),
    right: ([words]) => pluralOf(words),
  },
  {
    cue: 'ese ',
    pattern: thingsBehind('[Tt]hese'),
    right: ([words]) => pluralOf(words),
  },
  {
    cue: 'a ',
    // `A` may be a name: that of a register.
    pattern: new RegExp(`(?<![\\w'’.-])a\\s(?:${VOWEL_FIRST})(?![\\w'’-])`, 'g'),
    right: ([words]) => `an${words.slice(1)}`,
  },
  {
    cue: 'n ',
    pattern: new RegExp(`(?<![\\w'’.-])[Aa]n\\s(?:${CONSONANT_FIRST})(?![\\w'’-])`, 'g'),
    right: ([words]) => words[0] + words.slice(2),
  },
];

function thingsBehind(word: string): RegExp {
  const behind = '(?=\\s(?:are|were|have|into|in|from|can|will)\\b|[.,;)])';
  const between =
    '(?!(?:a|an|the|th[aeio]\\w{1,3}|and|or|in|of|on|per|at|to|for|with|by|as|after|before|is|are)\\s)[a-z]{1,30}\\s';
  return new RegExp(`\\b${word}\\s(?:${between}){0,2}(?:${THINGS})${behind}`, 'g');
}

/** @param masked prose, what is not a word blanked out; each space that parts two words of a pair is a single one */
export function* wrongFormsOf(masked: string): Iterable<WrongForm> {
  for (const { cue, pattern, right } of PAIRS) {
    if (!masked.includes(cue)) continue;
    for (const found of matchesOf(pattern, masked)) {
      const words = right(found);
      if (words !== null) yield { at: found.index, words: found[0], right: words };
    }
  }
}

/** `does not support`, `will be called`; null if the word is no inflected verb. */
function infinitive(modal: string, word: string): string | null {
  // What things do, not patches, is not among the verbs of shortlogs.
  const verb = formOf(word)?.verb ?? /^(exist|happen|occur|depend|belong)(?:s|ed)$/.exec(word)?.[1];
  if (verb === undefined || baseOf(word) !== null) return null;
  return modal + (word.endsWith('d') && !/^d/.test(modal) ? `be ${word}` : verb);
}

function thirdPerson(words: string): string {
  return words.endsWith('have') ? words.replace(/ve$/, 's') : `${words.replace(/y$/, 'ie')}s`;
}

function passive([words, be, verb]: RegExpExecArray): string {
  return words.slice(0, be!.length + 1) + participleOf(verb!);
}

const PARTICIPLES: Readonly<Record<string, string>> = {
  build: 'built',
  send: 'sent',
  write: 'written',
  find: 'found',
  keep: 'kept',
  hold: 'held',
  make: 'made',
  take: 'taken',
  give: 'given',
};

function participleOf(verb: string): string {
  const irregular = PARTICIPLES[verb];
  if (irregular !== undefined) return irregular;
  if (/^(?:un)?map$|^drop$|^skip$/.test(verb)) return `${verb}ped`;
  if (verb.endsWith('e')) return `${verb}d`;
  return `${verb.replace(/y$/, 'i')}ed`;
}

function comparativeOf(word: string): string {
  if (word === 'big') return 'bigger';
  return word.endsWith('e') ? `${word}r` : `${word.replace(/y$/, 'i')}er`;
}

function pluralOf(words: string): string {
  return words + (words.endsWith('patch') ? 'es' : 's');
}
