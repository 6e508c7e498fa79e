/** Comments are wrapped at 80 columns: not beyond, and not long before. */
import type { Comment } from '../comments';
import { type LayoutFinding, WIDTH, widthOf } from './code';

/** So far beyond that no one takes it for an oversight of a word. */
const FAR_BEYOND = 85;
/** Every line of a paragraph would take its next word and still end before this. */
const FAR_BEFORE = 76;

export function* commentWidthFindings(comment: Comment): Iterable<LayoutFinding> {
  if (!comment.isNew || comment.isTail || comment.lines.length < 3) return;
  const widths = comment.lines.map(({ text }) => widthOf(text));
  // mutant: it only saves time: most are as wide as they should be
  if (!widths.some((width) => width > WIDTH) && !mayBeEarly(comment, widths)) return;
  const rows = comment.lines.map((line, i) => ({ line, words: wordsOf(line.text), width: widths[i]! }));
  const widest = rows
    .filter(({ words }) => isProse(words))
    .reduce<(typeof rows)[number] | null>(
      (most, row) => (most && most.width >= row.width ? most : row),
      null,
    );
  if (widest !== null && widest.width > WIDTH) {
    yield {
      type: 'LONG_LINE_COMMENT',
      message: `Comment is ${widest.width} columns wide`,
      hint: 'Wrap it at 80 columns',
      line: widest.line,
      isBeyondScript: true,
      ...(widest.width <= FAR_BEYOND && { isNote: true }),
    };
    return;
  }
  yield* wrappedEarly(rows);
}

/** Returns true if two lines in a row have room for a further word, and there is a third. */
function mayBeEarly({ lines }: Comment, widths: readonly number[]): boolean {
  let narrow = 0;
  for (const [i, width] of widths.entries()) {
    // Nothing but marks.
    if (lines[i]!.text.trim().length < 4) narrow = 0;
    else if (narrow >= 2) return true;
    else narrow = width < FAR_BEFORE ? narrow + 1 : 0;
  }
  return false;
}

function* wrappedEarly(rows: readonly { line: Comment['lines'][number]; words: string; width: number }[]) {
  let from = 0;
  for (let i = 0; i <= rows.length; i += 1) {
    if (i < rows.length && isProse(rows[i]!.words)) continue;
    const paragraph = rows.slice(from, i);
    from = i + 1;
    // The last line is as long as it happens to be, and a line that ends its sentence may end there on purpose.
    const breaks = paragraph.slice(0, -1).flatMap(({ width, words }, n) => {
      const [next = ''] = paragraph[n + 1]!.words.split(' ');
      return /[.:;]$/.test(words) ? [] : width + 1 + next.length;
    });
    if (breaks.length < 2 || Math.max(...breaks) > FAR_BEFORE) continue;
    yield {
      type: 'LONG_LINE_COMMENT',
      message: 'Comment is wrapped too early',
      hint: 'Wrap it at 80 columns',
      line: paragraph[0]!.line,
      isBeyondScript: true,
      isNote: true,
    };
  }
}

function wordsOf(text: string): string {
  return text
    .replace(/^\s*(?:\/\*+|\*(?!\/))?/, '')
    .replace(/\*\/\s*$/, '')
    .trim();
}

/** Words in a row: no list, table, code, link or empty line. */
function isProse(words: string): boolean {
  return (
    /^[A-Za-z#(`"'][^\t]*[A-Za-z]{2}/.test(words) &&
    !/ {3}|https?:|^[@#]?\w+(?::| -)\s|[{};]$|^\W*$/.test(words) &&
    words.includes(' ')
  );
}
