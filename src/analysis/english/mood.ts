/**
 * The mood of a sentence's head: does it tell someone to do something, as shortlogs and changelogs should, or does it
 * describe? English verbs look like nouns, so an answer says how sure it is by its kind: `unknown` is an honest one.
 */
import { matchesOf } from '../../model/matches';
import { baseOf, formOf } from './forms';
import { NOUN_VERBS, VERBS } from './verbs';

export type Mood =
  /** `Add a helper`, `Don't sync`, `Explicitly clear`. */
  | 'imperative'
  /** `When emulating X, clear Y`; `To avoid Z, do Y`. */
  | 'condition'
  /** `Adds a helper`, `This adds`. */
  | 'third person'
  /** `Added a helper`. */
  | 'past'
  /** `Adding a helper`. */
  | 'gerund'
  /** A sentence on how things are: `There is a bug`, `KVM does X`, `Currently, …`. */
  | 'statement'
  /** No sentence: `Support for X`, `Cleanup of Y`. */
  | 'noun'
  | 'unknown';

export interface Lead {
  readonly mood: Mood;
  /** The word that tells, as written: the verb, or what stands where it should; '' for an empty sentence. */
  readonly word: string;
  /** Its offset into the sentence. */
  readonly at: number;
  /** The base form of the verb, where there is one: `add` of `Added`. */
  readonly verb: string | null;
}

interface Token {
  readonly word: string;
  readonly low: string;
  readonly at: number;
  /** Punctuation that follows it at once. */
  readonly comma: boolean;
}

const set = (list: string) => new Set(list.trim().split(/\s+/));

/** What may stand before a command and leaves it one. */
const BEFORE_VERB = set(
  `also now then finally instead again simply just only always never please first second third lastly next further
   furthermore moreover additionally likewise similarly accordingly thus therefore hence still even further eventually so and but
   or plus once opportunistically ideally better not`,
);
/** What opens a clause or a phrase that a command may follow after a comma. */
const OPENERS = set(
  `when while if as since because to in for during on before after instead rather with without once unless until till upon given
   like similar per by under due prior despite although though unlike where whenever whether except besides at from against now
   based compared having following using being via into over through across within thanks regardless considering depending
   assuming provided seeing making going along apart aside alongside throughout among behind beyond including excluding`,
);
const DETERMINERS = set(
  `the a an this that these those all any both each every its their some more another one two three four five no either
   which whatever whether what how only such most many several few such same other his her our my your it them itself themselves`,
);
const FINITE = set(
  `is are was were be been isn't aren't wasn't weren't has have had hasn't haven't does doesn't did didn't can can't cannot could
   couldn't should shouldn't will won't would wouldn't may might must shall needs exists contains consists appears seems becomes lacks
   remains means requires depends relies fails assumes expects happens occurs belongs comes goes makes allows causes leads supports ends`,
);
/** Verbs whose base form also ends a noun phrase before `for`, `to`, `in`: `Support for X`, `Access to Y`. */
const NOUN_BEFORE_FOR = set(
  'support access request reason need use effect patch change fix test cleanup work report result',
);
const PREPOSITIONS = set(
  `of in on at by to from into onto for with without via as across between through over under out off up down back away
   around about if when whether that how only directly together`,
);
/** Verbs that take a preposition rather than an object: `check for X`, `return to Y`. */
const WITH_PREPOSITION = set(
  'check test look wait return work back clean set split move hold start stop switch exit opt force report fall point',
);
/** A sentence that starts so describes. */
const STATEMENT_HEADS = set(
  `the a an this that these those it there they he she currently today previously recently historically originally presently nowadays we i you
   our my its their his her each every all some many most both no none several here what why how which who
   however otherwise nevertheless nonetheless meanwhile conversely although one two three four five six several certain
   multiple such quite half neither either whose`,
);
/** `There's a bug`, `It's broken`, `I'd like to`. */
const SHORT_FORMS = /^(?:it|there|that|this|here|what|i|we|you|they)'(?:s|d|ve|re|ll|m)$/;
const LY_NO_ADVERB = set(
  'apply supply reply rely multiply comply imply fly rally ally tally assembly family only anomaly',
);

/** What a phrase without a verb begins with: `Regression test for X`, `Preparatory patch`. */
const NOUN_HEADS = set(
  `regression preparatory preparation prep small minor trivial new simple initial basic various misc miscellaneous addition removal
   implementation introduction movement improvement improvements support followup follow-up refactoring selftest selftests typo
   typos definition definitions minimal preliminary placeholder proper additional extra partial full kernel userspace guest hypervisor hardware`,
);

/** No verb ends so, but for those that the list of verbs has. */
const NOUN_ENDING = /^[a-z]{3,20}(?:tions?|sions?|ness|ments?|ability|ence|ance)$/;

/** `don't` and what people make of it. */
const DO_NOT = /^(?:don['’]t|dont|never|do)$/;

/**
 * How a sentence begins.
 *
 * @param sentence one sentence, or the description of a shortlog
 */
export function leadOf(sentence: string): Lead {
  const tokens = tokensOf(sentence);
  // `"Testing a root" tests …`: what is quoted is a name.
  if (tokens.length > 0 && /^["“][^"”]{0,200}\s[^"”]{0,200}["”]\s/.test(sentence))
    return { mood: 'statement', word: tokens[0]!.word, at: tokens[0]!.at, verb: null };
  let i = 0;
  while (i < tokens.length && isBeforeVerb(tokens, i)) i += 1;
  const first = tokens[i];
  if (first === undefined) {
    const only = tokens[0];
    return { mood: 'unknown', word: only?.word ?? '', at: only?.at ?? 0, verb: null };
  }
  const own = headOf(tokens, i);
  if (own.mood === 'imperative') return own;
  if (OPENERS.has(first.low) || /^[a-z]+ing$/.test(first.low)) {
    const command = commandBehindComma(tokens, i, sentence);
    if (command) return { ...command, mood: 'condition' };
    if (own.mood === 'unknown' && statesBehindComma(tokens, i)) return { ...own, mood: 'statement' };
  }
  return own;
}

function tokensOf(sentence: string): Token[] {
  const tokens: Token[] = [];
  for (const match of matchesOf(/[^\s]+/g, sentence)) {
    const raw = match[0];
    const head = /^[("'“‘*_`[]*/.exec(raw)![0].length;
    const word = raw.slice(head).replace(/(?<![)"'”’*`\].,;:!?])[)"'”’*`\].,;:!?]+$/, '');
    if (word === '' && !/^[-–—]+$/.test(raw)) continue;
    tokens.push({
      word,
      low: word.toLowerCase().replace('’', "'"),
      at: match.index + head,
      comma: /[,;:]["'”’)]*$|^[-–—]+$/.test(raw),
    });
    // A sentence's head shows in its first words; what comes later cannot change it.
    if (tokens.length >= 120) break;
  }
  return tokens;
}

function isBeforeVerb(tokens: readonly Token[], i: number): boolean {
  const { low, word } = tokens[i]!;
  const next = tokens[i + 1];
  if (next === undefined) return false;
  // "Now that X" and "Once X" open a clause.
  if (low === 'now') return next.low !== 'that';
  if (next.low === 'of') return false;
  if (low === 'once') return tokens[i]!.comma;
  // "Don't", "Do not" and "Never" are the command's own head.
  if (low === 'not') return false;
  if (BEFORE_VERB.has(low)) return true;
  return (
    low.endsWith('ly') &&
    low.length > 4 &&
    !LY_NO_ADVERB.has(low) &&
    !STATEMENT_HEADS.has(low) &&
    /^[a-z-]+$/i.test(word)
  );
}

/** What the sentence is by its first word of weight. */
function headOf(tokens: readonly Token[], i: number): Lead {
  return (
    byItself(tokens, i) ?? byName(tokens, i) ?? byForm(tokens, i) ?? byWhatFollows(tokens, i, tokens[i]!)
  );
}

function leadFrom({ word, at }: Token, mood: Mood, verb: string | null = null): Lead {
  return { mood, word, at, verb };
}

/** Words that settle it alone: "It's", "There", "Don't", "Let's". */
function byItself(tokens: readonly Token[], i: number): Lead | null {
  const head = tokens[i]!;
  const next = tokens[i + 1];
  if (SHORT_FORMS.test(head.low)) return leadFrom(head, 'statement');
  if (STATEMENT_HEADS.has(head.low)) return thirdPersonOf(tokens, i) ?? leadFrom(head, 'statement');
  if (DO_NOT.test(head.low)) {
    return leadFrom(
      head,
      'imperative',
      head.low === 'do' && next?.low !== 'not' ? 'do' : (next?.low ?? null),
    );
  }
  return head.low === "let's" ? leadFrom(head, 'imperative', 'let') : null;
}

/** An identifier, a commit ("Commit 0123456789ab dropped …" tells of it), or a time ("As of now …"). */
function byName(tokens: readonly Token[], i: number): Lead | null {
  const head = tokens[i]!;
  const next = tokens[i + 1];
  if (isIdentifier(head.word)) {
    const does = next !== undefined && !head.comma && formOf(next.low)?.mood === 'third person';
    const isStatement = does || finiteAhead(tokens, i) || verbAhead(tokens, i);
    return leadFrom(head, isStatement ? 'statement' : 'unknown');
  }
  const isCommit = head.low === 'commit' && next !== undefined && /^[0-9a-f]{7,40}$/.test(next.low);
  const isTime =
    head.low === 'as' && next?.low === 'of' && /^(?:now|today|writing|this)$/.test(tokens[i + 2]?.low ?? '');
  return isCommit || isTime ? leadFrom(head, 'statement') : null;
}

/** A verb in one of its forms, or an opener such as "when". */
function byForm(tokens: readonly Token[], i: number): Lead | null {
  const head = tokens[i]!;
  const next = tokens[i + 1];
  const plain = baseOf(head.low);
  if (plain !== null) {
    return isCommand(tokens, i, plain)
      ? leadFrom(head, 'imperative', plain)
      : leadFrom(head, nounMood(tokens, i));
  }
  if (OPENERS.has(head.low)) return leadFrom(head, finiteAhead(tokens, i) ? 'statement' : 'unknown');
  const form = formOf(head.low);
  if (form === null) return null;
  // "Exits are …": a plural noun. "Fixed counters are …": an adjective.
  if (head.comma || (next !== undefined && FINITE.has(next.low))) return leadFrom(head, 'statement');
  const isNoun = NOUN_VERBS.has(form.verb) && next !== undefined && PREPOSITIONS.has(next.low);
  // "Writes to the TSC will …"; "Writes the TSC, which will …" is a verb.
  const isSubject = (form.mood !== 'third person' || isNoun) && finiteAhead(tokens, i);
  return leadFrom(head, isSubject ? 'statement' : form.mood, form.verb);
}

const ARTICLE = /^(?:the|a|an|all|any|both|each|its|this|these|KVM's)$/;

/** A word that no list has, by what comes after it: before "the" it can only be a verb. */
function byWhatFollows(tokens: readonly Token[], i: number, head: Token): Lead {
  const next = tokens[i + 1];
  if (next !== undefined && ARTICLE.test(next.low) && !head.low.endsWith('s')) {
    return leadFrom(head, 'imperative', head.low);
  }
  if (finiteAhead(tokens, i) || verbAhead(tokens, i)) return leadFrom(head, 'statement');
  const isOfSomething = next !== undefined && /^(?:for|of)$/.test(next.low) && /^[a-z]/i.test(head.word);
  const isNoun = NOUN_HEADS.has(head.low) || NOUN_ENDING.test(head.low) || isOfSomething;
  return leadFrom(head, isNoun ? 'noun' : 'unknown');
}

/** `This fixes`, `It adds`: the verb after the pronoun is what should have been a command. */
function thirdPersonOf(tokens: readonly Token[], i: number): Lead | null {
  if (!/^(?:this|it|that)$/.test(tokens[i]!.low)) return null;
  const verb = tokens
    .slice(i + 1, i + 4)
    .filter(
      ({ low }) => !/^(?:patch|commit|change|series|test|fix|code|work|function|field|support)$/.test(low),
    )
    .find(({ low }) => FINITE.has(low) || formOf(low) !== null || baseOf(low) !== null);
  if (verb === undefined || FINITE.has(verb.low)) return null;
  const form = formOf(verb.low);
  if (form?.mood === 'gerund') return null;
  return { mood: 'third person', word: verb.word, at: verb.at, verb: form?.verb ?? verb.low };
}

/** Names from code and from hardware: `kvm_init()`, `KVM_REQ_UNHALT`, `CR3`, `x86`; never a word of English. */
function isIdentifier(word: string): boolean {
  return /[_()\d/]|->|::|[a-z][A-Z]|^\W/.test(word);
}

/** Returns true if a verb's base form at `i` is meant as a command. */
function isCommand(tokens: readonly Token[], i: number, verb: string): boolean {
  const next = tokens[i + 1];
  if (next === undefined) return true;
  if (FINITE.has(next.low)) return false;
  if (!NOUN_VERBS.has(verb)) return true;
  if (DETERMINERS.has(next.low)) return true;
  if (next.low === 'of') return false;
  // "Guest registers are …".
  if (FINITE.has(tokens[i + 2]?.low ?? '')) return false;
  if (tokens[i]!.comma) return !finiteAhead(tokens, i);
  if (NOUN_BEFORE_FOR.has(verb) && /^(?:for|to|in|from|that|which)$/.test(next.low))
    return isAction(tokens, i, verb);
  if (PREPOSITIONS.has(next.low)) return true;
  // "Test confirms that", "Guest exits": a noun and its verb; "Handle exits" is a verb and its object.
  const after = tokens[i + 2];
  const third = formOf(next.low);
  if (
    third?.mood === 'third person' &&
    after !== undefined &&
    /^(?:that|the|a|an|to|whether|if)$/.test(after.low)
  ) {
    return !/^(?:test|patch|change|code|commit|series|process|host|vendor|model|function|fix)$/.test(verb);
  }
  return true;
}

/** `Test for X` is a command, `Support for X` is none; `Access to X is …` is none either. */
function isAction(tokens: readonly Token[], i: number, verb: string): boolean {
  if (finiteAhead(tokens, i)) return false;
  const next = tokens[i + 1]!.low;
  return verb === 'test'
    ? next === 'for' || next === 'that'
    : verb === 'report' || verb === 'result'
      ? next !== 'of'
      : verb === 'work';
}

function nounMood(tokens: readonly Token[], i: number): Mood {
  return finiteAhead(tokens, i) ? 'statement' : 'noun';
}

/** Returns true if a finite verb follows before another clause begins: then the sentence states something. */
function finiteAhead(tokens: readonly Token[], i: number): boolean {
  for (let j = i + 1; j < tokens.length && j < i + 30; j += 1) {
    const { low } = tokens[j]!;
    if (FINITE.has(low)) return true;
    // Behind these, a finite verb belongs to another clause.
    if (/^(?:that|which|who|so|because|as|when|if|where|while|since|unless|until|whether)$/.test(low))
      return false;
    if (low === 'to' && VERBS.has(tokens[j + 1]?.low ?? '')) return false;
  }
  return false;
}

/** Returns true if a subject of a word or three has its verb after it: `KVM enables …`, `TDX VMs need …`. */
function verbAhead(tokens: readonly Token[], i: number): boolean {
  for (let j = i + 1; j < Math.min(tokens.length - 1, i + 5); j += 1) {
    const { low } = tokens[j]!;
    const next = tokens[j + 1]!.low;
    if (tokens[j - 1]!.comma || PREPOSITIONS.has(low)) return false;
    const third = formOf(low);
    const base =
      third?.mood === 'third person' ? third.verb : /[^s]s$/i.test(tokens[j - 1]!.word) ? baseOf(low) : null;
    if (base === null) continue;
    // "Some CPUs support running …".
    const isObject = DETERMINERS.has(next) || /^(?:to|that)$/.test(next) || formOf(next)?.mood === 'gerund';
    if (!NOUN_VERBS.has(base) || isObject) return true;
  }
  return false;
}

/** The command after a leading clause: the first one that follows a comma outside parentheses. */
function commandBehindComma(tokens: readonly Token[], i: number, sentence: string): Lead | null {
  let depth = 0;
  let read = 0;
  for (let j = i; j < tokens.length - 1; j += 1) {
    const { at, word } = tokens[j]!;
    // Up to the word's own closing parenthesis: the next word's opening one counts with the next word.
    const end = at + word.length + (/^[)"'”’\],;:]*/.exec(sentence.slice(at + word.length))?.[0].length ?? 0);
    for (; read < end; read += 1)
      depth = Math.max(0, depth + (sentence[read] === '(' ? 1 : sentence[read] === ')' ? -1 : 0));
    if (!tokens[j]!.comma || depth > 0) continue;
    let k = j + 1;
    while (isBeforeVerb(tokens, k)) k += 1;
    const lead = headOf(tokens, k);
    if (lead.mood === 'imperative' && followsAsCommand(tokens, k)) return lead;
  }
  return null;
}

/** `Now that X is gone, the helper can go`: what follows the leading clause states something. */
function statesBehindComma(tokens: readonly Token[], i: number): boolean {
  return tokens.some(
    ({ comma }, j) => j >= i && comma && j + 1 < tokens.length && headOf(tokens, j + 1).mood === 'statement',
  );
}

/** Inside a sentence a noun is likelier than at its head: ask for an object. */
function followsAsCommand(tokens: readonly Token[], k: number): boolean {
  const { low } = tokens[k]!;
  if (!NOUN_VERBS.has(low)) return true;
  const next = tokens[k + 1];
  return (
    next !== undefined &&
    (!PREPOSITIONS.has(next.low) || WITH_PREPOSITION.has(low)) &&
    !/^(?:and|or)$/.test(next.low) &&
    !finiteAhead(tokens, k)
  );
}
