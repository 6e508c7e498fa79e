/** Comments of C in a diff, as they stand after the patch: where they are new, where code stands beside them. */
import type { Diff, DiffFile, DiffLine, Hunk } from '../../model/diff';
import { memoize } from '../../model/memoize';
import { movedPlaces } from '../../model/moved';
import { type Piece, Source, type Text } from '../../model/text';
import { C_FILE, partsOf, startsInComment } from './scan';

export interface Comment {
  readonly file: DiffFile;
  /** The lines it stands on. */
  readonly lines: readonly DiffLine[];
  /** What it says, without marks and stars, a line each; its places are in the file that was read. */
  readonly text: Text;
  /** `/* …` or `// …`. */
  readonly style: 'block' | 'line';
  /** Every line of it is added, and was not merely moved within the diff. */
  readonly isNew: boolean;
  /** Code precedes it on its first line. */
  readonly isTail: boolean;
  /** Opens with `/**`. */
  readonly isKernelDoc: boolean;
  /** The line after it, if the hunk has one. */
  readonly next: DiffLine | null;
}

/** Every comment that a patch adds, or adds lines to, in C sources and headers. */
export const commentsOf = memoize((diff: Diff): readonly Comment[] => {
  const moved = movedPlaces(diff);
  return diff.files
    .filter((file) => C_FILE.test(file.newPath) && file.change !== 'deleted')
    .flatMap((file) =>
      file.hunks.filter(mayHaveComments).flatMap((hunk) => commentsOfHunk(file, hunk, moved)),
    );
});

function mayHaveComments({ lines }: Hunk): boolean {
  return (
    lines.some(({ kind }) => kind === '+') &&
    (lines.some(({ text }) => text.includes('/*') || text.includes('//') || text.includes('*/')) ||
      startsInComment(lines, '-'))
  );
}

/** No one writes more; the rest of such a line is passed over, as each of them costs rules the whole line. */
const MOST_ON_A_LINE = 16;

interface Open {
  style: 'block' | 'line';
  lines: DiffLine[];
  parts: { line: DiffLine; from: number; text: string }[];
  isTail: boolean;
  isKernelDoc: boolean;
}

function commentsOfHunk(file: DiffFile, hunk: Hunk, moved: ReadonlySet<number>): Comment[] {
  const lines = hunk.lines.filter((line) => line.kind !== '-');
  const parts = partsOf(hunk).filter((_, i) => hunk.lines[i]!.kind !== '-');
  const done: { open: Open; end: number }[] = [];
  let open: Open | null = null;
  for (const [i, line] of lines.entries()) {
    const { text } = line;
    let count = 0;
    for (const { kind: style, from, to, innerFrom, innerTo } of parts[i]!) {
      if (style !== 'block' && style !== 'line') continue;
      // Opened here, or before the hunk starts.
      if (open === null || innerFrom > 0) {
        const isKernelDoc =
          style === 'block' && innerFrom > 0 && /^\/\*\*(?:\s|$)/.test(text.slice(from, from + 4));
        const isTail = text.slice(0, from).trim() !== '';
        open = { style, lines: [], parts: [], isTail, isKernelDoc };
      }
      addPart(open, line, innerFrom + (innerFrom > 0 && open.isKernelDoc ? 1 : 0), innerTo);
      if (style === 'block' && innerTo === to) continue;
      if (count < MOST_ON_A_LINE) done.push({ open, end: i });
      count += 1;
      open = null;
    }
  }
  if (open !== null && open.lines.length > 0) done.push({ open, end: lines.length - 1 });
  return joinLineComments(done)
    .filter(({ open: { lines: own } }) => own.some((line) => line.kind === '+'))
    .map(({ open: one, end }) => ({
      file,
      lines: one.lines,
      text: textOf(one),
      style: one.style,
      isNew: one.lines.every((line) => line.kind === '+') && !one.lines.every(({ at }) => moved.has(at)),
      isTail: one.isTail,
      isKernelDoc: one.isKernelDoc,
      next: lines[end + 1] ?? null,
    }));
}

function addPart(open: Open, line: DiffLine, from: number, to: number): void {
  const raw = line.text.slice(from, to);
  const lead =
    open.style === 'block' && open.lines.length > 0
      ? (/^\s*\*?\s?/.exec(raw)?.[0].length ?? 0)
      : (/^\s*/.exec(raw)?.[0].length ?? 0);
  open.lines.push(line);
  open.parts.push({ line, from: from + lead, text: raw.slice(lead).trimEnd() });
}

/** `// …` on lines that follow each other is one comment. */
function joinLineComments(all: readonly { open: Open; end: number }[]): { open: Open; end: number }[] {
  const out: { open: Open; end: number }[] = [];
  for (const one of all) {
    const last = out[out.length - 1];
    if (
      last &&
      last.open.style === 'line' &&
      one.open.style === 'line' &&
      !one.open.isTail &&
      one.end === last.end + 1
    ) {
      last.open.lines.push(...one.open.lines);
      last.open.parts.push(...one.open.parts);
      last.end = one.end;
    } else out.push(one);
  }
  return out;
}

function textOf(open: Open): Text {
  const pieces: Piece[] = [];
  let offset = 0;
  for (const part of open.parts) {
    // One more for the `+` before the line.
    pieces.push({ offset, line: part.line.at, column: part.from + 2 });
    offset += part.text.length + 1;
  }
  return new Source(open.parts.map((part) => part.text).join('\n'), pieces).all();
}

/** @returns the line of the diff that holds an offset into the comment's text; undefined after its end */
export function lineAt(comment: Comment, offset: number): DiffLine | undefined {
  const ends = endsOf(comment);
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  return comment.lines[low];
}

/** Where each line of a comment ends, as offsets into its text. */
const endsOf = memoize(({ text }: Comment): readonly number[] =>
  text.lines().map(({ end }) => end - text.start),
);
