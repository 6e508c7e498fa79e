/** Personal pronouns of the first and second person, as the guide means them, in a piece of prose. */
import { matchesOf } from '../../model/matches';
import { oneOf, pattern } from '../../model/words';
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

/** Followed by these, `I` is the one who writes. */
const AFTER_I = pattern('i')`^\s+(?:${oneOf`
    also, actually, just, really, only, still, now, then, then, never, always, recently, first,
    don['’]t, didn['’]t, do, did, can, could, can['’]t, couldn['’]t, cannot, will, would, wouldn['’]t,
    won['’]t, shall, should, may, might, must, am, was, have, haven['’]t, had, ran, run, got, get, see,
    saw, seen, think, thought, believe, guess, found, find, noticed, notice, want, wanted, need, needed,
    used, use, tested, test, tried, try, hit, added, add, made, make, wrote, chose, changed, moved,
    removed, left, kept, assume, assumed, suspect, hope, know, knew, decided, propose, suggest, sent,
    send, re-?added, re-?used, dropped, fixed, observed, looked, encountered, came, wasn['’]t, suppose,
    wonder, understand, went, introduced, implemented, checked, verified, renamed, personally,
    initially, originally, previously
  `}\b)`;

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
      return AFTER_I.test(after) && !isNumeral(word, before);
    default:
      return true;
  }
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
