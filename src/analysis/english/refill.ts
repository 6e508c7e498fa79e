/** Wrap a paragraph again, where it is prose for sure: nothing but its line breaks changes. */
import type { Edit } from '../../model/finding';
import { matchesOf } from '../../model/matches';
import { Text } from '../../model/text';
import { blocksOf } from './prose';
import { isSplat } from './shapes';

/** A word, or what is searched for as it is: a citation of a commit, `code`. */
const UNIT = /\(?(?:[Cc]ommit )?\b[0-9a-f]{7,40} \("[^"\n]{1,200}"\)\S*|`[^`\n]{1,80}`\S*|\S+/g;
/** A citation that is parted already, or goes on after a quotation in it. */
const OPEN_CITATION = /\b[0-9a-f]{7,40}\s+\("[^"\n]{0,200}(?:\n|"(?!\)))|\b[0-9a-f]{7,40}\n\(/;
/** A word without digits, underscores and the like. */
const PLAIN = /^["'“(]?[A-Za-z]+(?:['’-][A-Za-z]+)*[.,;:!?)"'’”-]*$/;
const STARTS_SENTENCE = /^[`(]?[A-Za-z_]/;
const ENDS_SENTENCE = /[.!?]["'”)]*$/;
const ABBREVIATION = /(?:^|\W)(?:[a-z]\.){1,3}$/i;
/** What is no word where it starts a line: a comment of git, a point of a list, a tag, what an mbox or a diff starts with. */
const NO_START = /^(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|From|diff|[^\s:]+:)$/i;

interface Unit {
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The line breaks to move, so that a paragraph fits into a width wherever its words do.
 *
 * @param paragraph a block of prose
 * @param short a line whose next word would have fitted into this width ends on purpose
 * @returns null for a paragraph that may be anything but sentences, filled line by line
 */
export function refill(paragraph: Text, width: number, short: number): Edit[] | null {
  const { value, start } = paragraph;
  if (!isPlain(paragraph)) return null;
  const units = unitsOf(value);
  const isWide = /[.!?] {2}\S/.test(paragraph.source.text);
  const edits: Edit[] = [];
  let filled = units[0]!.value;
  let column = filled.length;
  for (const [i, unit] of units.entries()) {
    const last = units[i - 1];
    if (last === undefined) continue;
    const gap = value.slice(last.to, unit.from);
    if (gap === '\n' && last.to - (value.lastIndexOf('\n', last.to - 1) + 1) + 1 + unit.value.length <= short)
      return null;
    const space = gap !== '\n' ? gap : isWide && isBetweenSentences(last.value, unit.value) ? '  ' : ' ';
    const breaks = column + space.length + unit.value.length > width && mayStart(unit.value);
    const now = breaks ? '\n' : space;
    if (now !== gap) edits.push({ start: start + last.to, end: start + unit.from, text: now });
    filled += now + unit.value;
    column = (breaks ? 0 : column + now.length) + unit.value.length;
  }
  const [block] = blocksOf(Text.of(filled));
  return block?.kind === 'prose' && block.text.value === filled ? edits : null;
}

/** Returns true for sentences between blank lines, in plain words. */
function isPlain({ value, source, start, end }: Text): boolean {
  if (
    source.text.slice(start - 2, start) !== '\n\n' ||
    !/^(?:\n?$|\n\n)/.test(source.text.slice(end, end + 2))
  )
    return false;
  if (!STARTS_SENTENCE.test(value) || !/[.!?:]["'”)]?$/.test(value) || OPEN_CITATION.test(value))
    return false;
  if (/\t|^ | $|[^.!?:"'”) ] {2}| {3}/m.test(value) || /[;{}\\|]$|[<>=-]{3}/m.test(value)) return false;
  if (value.split('\n').some((line) => isSplat(line))) return false;
  const words = value.split(/\s+/);
  return words.filter((word) => PLAIN.test(word)).length * 3 >= words.length * 2;
}

function unitsOf(value: string): Unit[] {
  return Array.from(matchesOf(UNIT, value), (match) => ({
    value: match[0],
    from: match.index,
    to: match.index + match[0].length,
  }));
}

function isBetweenSentences(last: string, next: string): boolean {
  return ENDS_SENTENCE.test(last) && !ABBREVIATION.test(last) && !/^[a-z]/.test(next);
}

function mayStart(word: string): boolean {
  return /^["'“`(]?\w/.test(word) && !NO_START.test(word);
}
