/** The line that a finding points at, with a mark under the place. */
import type { Finding } from '../core/finding';
import type { CoverLetter, Patch } from '../model/patch';
import type { Span, Text } from '../model/text';
import { columns, cut, fitting } from './columns';
import { visible } from './visible';

/** A line of the input, and what of it is meant. */
interface Place {
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

/**
 * The quoted line and the marks under it, both already visible and at most `width` columns wide; the marks are left out
 * where all of the line is meant. Empty for a finding without a place.
 */
export function quoteLines({ of, at }: Finding, width: number): string[] {
  if (at === null || at.quote.trim() === '') return [];
  const place = placeIn(of, at);
  const marked = visible(place.marked.trimEnd());
  const before = visible(place.before);
  const after = visible(place.after.trimEnd());
  if (before === '' && after === '') return [cut(marked, width)];
  const shownMark = cut(marked, width - 2);
  // What stands in front gives way first: its end is nearest to the place.
  const room = Math.max(1, width - columns(shownMark) - Math.min(columns(after), 20));
  const shownBefore = columns(before) <= room ? before : `…${ending(before, room - 1)}`;
  const line = cut(shownBefore + shownMark + (shownMark === marked ? after : ''), width);
  return [line, ' '.repeat(columns(shownBefore)) + '^'.repeat(Math.max(1, columns(shownMark)))];
}

function placeIn(of: Patch | CoverLetter, at: Span): Place {
  const [marked = '', ...more] = at.quote.split('\n');
  const alone = { before: '', marked: more.length > 0 ? `${marked} …` : marked, after: '' };
  for (const [line, column] of linesAt(of, at.line)) {
    const from = at.column - column;
    if (from < 0 || line.slice(from, from + marked.length) !== marked) continue;
    return {
      ...alone,
      before: line.slice(0, from),
      after: more.length > 0 ? '' : line.slice(from + marked.length),
    };
  }
  return alone;
}

/** What was read from that line of the file, and the column where it starts. */
function* linesAt(of: Patch | CoverLetter, wanted: number): Iterable<[line: string, column: number]> {
  const texts: Text[] = of.kind === 'patch' ? [of.message, of.notes] : [of.shortlog, of.body];
  for (const text of texts) {
    for (const line of text.lines()) {
      const { line: number, column } = line.source.locate(line.start);
      if (number === wanted) yield [line.value, column];
    }
  }
  if (of.kind !== 'patch') return;
  for (const file of of.diff.files) {
    for (const hunk of file.hunks) {
      for (const line of hunk.lines) if (line.at === wanted && wanted > 0) yield [line.kind + line.text, 1];
    }
  }
}

function ending(text: string, most: number): string {
  const reversed = [...text].reverse().join('');
  return [...fitting(reversed, most)].reverse().join('');
}
