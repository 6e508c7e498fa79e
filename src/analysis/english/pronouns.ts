/** Personal pronouns of the first and second person, as the guide means them, in a piece of prose. */
import { matchesOf } from '../../model/matches';
import { oneOf, pattern } from '../../model/words';
import { baseOf, formOf } from './forms';
import { maskCode } from './mask';

export interface Pronoun {
  /** Offset into the prose that was given. */
  readonly at: number;
  /** As written: `we're`, `Let's`. */
  readonly word: string;
}

const WORD = pattern('gi')`(?<![\w'’./\\#&$%<@-])${oneOf`
    we, us, our, ours, ourselves, i, me, my, mine, myself, you, your, yours, yourself, yourselves,
    let['’]s, lets, i['’]m, (?:i|we|you)['’](?:ll|ve|d|re)
  `}(?![\w'’\\#&$%@=]|[-/.](?=\w))`;

/** Behind `I`, these and verbs are what its writer does; a third person (`I is`, `I are`) is of a numeral. */
const HELPERS = pattern('i')`^${oneOf`
    am, was, do, did, don['’]t, didn['’]t, have, had, haven['’]t, can, could, can['’]t, couldn['’]t,
    cannot, will, would, wouldn['’]t, won['’]t, shall, should, may, might, must, wasn['’]t,
    also, just, really, only, still, now, then, never, always, recently, first, actually,
    personally, initially, originally, previously, re-?added, re-?used,
    think, believe, guess, notice, noticed, suspect, came
  `}$`;

/**
 * The pronouns in a piece of prose. Quotations, code, links and addresses are passed over; so are `I/O`, `i.e.`,
 * `I-cache`, `MSR I`, an `i` that is a variable, Roman numerals and the `US`.
 */
export function pronounsOf(prose: string): Pronoun[] {
  const masked = maskCode(prose);
  const found: Pronoun[] = [];
  for (const match of matchesOf(WORD, masked)) {
    const word = match[0];
    if (isPronoun(word, masked.slice(0, match.index), masked.slice(match.index + word.length))) {
      found.push({ at: match.index, word });
    }
  }
  return found;
}

function isPronoun(word: string, before: string, after: string): boolean {
  switch (word.toLowerCase()) {
    case 'us':
      // Micro-seconds (`10 us`, a counter `in us`), and the country.
      return (
        word !== 'US' &&
        !/\d\s*$/.test(before) &&
        !(/\bin\s*$/i.test(before) && /^\s*(?:$|[).,;:*])/.test(after))
      );
    case 'mine':
      return !/\b(?:a|the|gold|land|to)\s*$/i.test(before);
    case 'me':
      // The Management Engine.
      return word !== 'ME';
    case 'lets':
      // "lets userspace do it" is the verb; only as a command does it stand for "let's".
      return (
        /(?:^|[.!?]\s+|\bso,?\s+)$/.test(before) &&
        /^\s+(?:just|simply|also|instead|not|do|use|make|add|move|fix|be|drop|remove|rename|replace|keep|try|avoid|convert|get rid)\b/i.test(
          after,
        )
      );
    case 'i':
      return isVerb(/^\s+([A-Za-z'’-]+)/.exec(after)?.[1] ?? '') && !isNumeral(word, before);
    default:
      return true;
  }
}

function isVerb(word: string): boolean {
  const lower = word.toLowerCase();
  return HELPERS.test(word) || baseOf(lower) !== null || formOf(lower)?.mood === 'past';
}

/** A lone `i` counts, names a variable, or closes a list: `Type I`, `for each i`, `(i) foo`. */
function isNumeral(word: string, before: string): boolean {
  if (word === 'i')
    return !/(?:^|[.!?,;:]|\b(?:that|so|and|but|when|if|because|what|as|where|since|which|while))\s*$/.test(
      before,
    );
  return /\b(?:type|phase|part|level|class|case|step|stage|msr|volume|section|table|mode|option|appendix|chapter|bit|group)\s*$/i.test(
    before,
  );
}
