/** Where the sentences of a piece of prose start and end. */
import { matchesOf } from '../../model/matches';

export interface Sentence {
  /** Offsets into the text that was given; `end` is after the full stop. */
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** What ends with a full stop and ends no sentence. */
const ABBREVIATIONS = new Set(
  'e.g i.e vs cf a.k.a aka dr mr mrs ms prof nr fig sec sect vol ch chap approx resp incl excl viz al inc ltd etc eq ref refs w.r.t'.split(
    ' ',
  ),
);

/**
 * Part prose into sentences. A sentence ends at `.`, `!` or `?` (and closing quotes or parentheses), before white space
 * and what can start a sentence: a capital, a digit, a quotation, an identifier, or anything after two spaces.
 */
export function sentencesOf(prose: string): Sentence[] {
  const sentences: Sentence[] = [];
  let from = skipBlanks(prose, 0);
  for (const match of matchesOf(/(?<![.!?])[.!?]+["'”’)\]]{0,3}(?=\s|$)/g, prose)) {
    const stop = match.index;
    const end = stop + match[0].length;
    if (!endsSentence(prose, stop, end)) continue;
    sentences.push({ start: from, end, value: prose.slice(from, end) });
    from = skipBlanks(prose, end);
  }
  const end = prose.trimEnd().length;
  if (end > from) sentences.push({ start: from, end, value: prose.slice(from, end) });
  return sentences;
}

const BLANKS = /\s*/y;

function skipBlanks(prose: string, from: number): number {
  BLANKS.lastIndex = from;
  BLANKS.exec(prose);
  return BLANKS.lastIndex;
}

function endsSentence(prose: string, stop: number, end: number): boolean {
  const nextAt = skipBlanks(prose, end);
  const next = prose.slice(nextAt, nextAt + 40);
  const gap = prose.slice(end, nextAt);
  if (prose[stop] === '.') {
    let wordAt = stop;
    while (wordAt > 0 && /[^\s("'[]/.test(prose[wordAt - 1]!)) wordAt -= 1;
    const word = prose.slice(wordAt, stop).toLowerCase();
    const ellipsis = prose[stop + 1] === '.';
    if (!ellipsis && ABBREVIATIONS.has(word)) {
      // "etc." may end a sentence; the rest of them stand before something.
      return word === 'etc' && /^[A-Z][a-z']*\s/.test(next) && !/^[A-Z]+\d*\b/.test(next);
    }
    // An initial: "J. Doe".
    if (/^[a-z]$/.test(word) && /^[A-Z]$/.test(prose.slice(wordAt, stop)) && /^[A-Z][a-z]/.test(next))
      return false;
    if (ellipsis && !/^[A-Z]/.test(next)) return false;
  }
  if (/^[A-Z0-9"“'`([*@<_]/.test(next)) return true;
  // An identifier starts a sentence in lower case.
  return /^\s{2,}$/.test(gap) || /^\S*(?:_|\(\))/.test(next) || /[!?]/.test(prose[stop]!);
}
