/** The place of a diff's line in the file that was read. */
import type { DiffLine } from './diff';
import type { Span } from './text';

/**
 * @param from offset into the line's text, without its mark
 * @returns the characters from `from` up to and without `to`; the mark takes the first column
 */
export function lineSpan(line: DiffLine, from = 0, to = line.text.length): Span {
  return {
    line: line.at,
    column: from + 2,
    endLine: line.at,
    endColumn: to + 2,
    quote: line.text.slice(from, to),
  };
}
