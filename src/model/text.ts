/**
 * Text that remembers where it came from.
 *
 * What rules read is decoded: headers are unfolded, quoted-printable and base64 are undone, CRLF is LF. What a
 * contributor has on the screen is the file. A `Source` is decoded text together with the place of each of its
 * pieces in the file; a `Text` is a part of a source. Offsets are UTF-16 code units, as in any JavaScript string.
 */

/** A range in a file: lines and columns count from 1, the end column is exclusive. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The characters there, as decoded; findings show them. */
  readonly quote: string;
}

/** From `offset` on, the text stood at `line` and `column` of the file; a piece holds no line break inside. */
export interface Piece {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

export class Source {
  /**
   * @param text decoded text
   * @param pieces ascending by offset, the first at 0; at least one for each line of the text
   */
  constructor(
    readonly text: string,
    private readonly pieces: readonly Piece[],
  ) {}

  /** A source whose lines lie one after the other in a file, the first at `firstLine`. */
  static ofLines(text: string, firstLine = 1): Source {
    const pieces: Piece[] = [{ offset: 0, line: firstLine, column: 1 }];
    let line = firstLine;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
      line += 1;
      pieces.push({ offset: at + 1, line, column: 1 });
    }
    return new Source(text, pieces);
  }

  /** Where the character at `offset` stood in the file. */
  locate(offset: number): { line: number; column: number } {
    const piece = this.pieces[this.indexAt(offset)] ?? { offset: 0, line: 1, column: 1 };
    return { line: piece.line, column: piece.column + Math.max(0, offset - piece.offset) };
  }

  /** The last piece that starts no later than `offset`. */
  private indexAt(offset: number): number {
    let low = 0;
    let high = this.pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.pieces[middle]!.offset <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The pieces of the part from `start` up to `end`; offsets count from `start`. */
  piecesOf(start: number, end: number): Piece[] {
    const pieces: Piece[] = [{ offset: 0, ...this.locate(start) }];
    for (let i = this.indexAt(start) + 1; i < this.pieces.length; i += 1) {
      const { offset, line, column } = this.pieces[i]!;
      if (offset >= end) break;
      pieces.push({ offset: offset - start, line, column });
    }
    return pieces;
  }

  all(): Text {
    return new Text(this, 0, this.text.length);
  }
}

/** A part of a source, from `start` up to and without `end`. */
export class Text {
  private read: string | null = null;

  constructor(
    readonly source: Source,
    readonly start: number,
    readonly end: number,
  ) {}

  static of(value: string): Text {
    return Source.ofLines(value).all();
  }

  get value(): string {
    this.read ??= this.source.text.slice(this.start, this.end);
    return this.read;
  }

  get length(): number {
    return this.end - this.start;
  }

  /** A part of this text; offsets count from its start. */
  slice(from: number, to = this.length): Text {
    const start = Math.min(this.start + from, this.end);
    return new Text(this.source, start, Math.max(start, Math.min(this.start + to, this.end)));
  }

  /** The places of its pieces, their offsets counted from the start of this text. */
  pieces(): Piece[] {
    return this.source.piecesOf(this.start, this.end);
  }

  /** The lines of this text, without their line breaks. */
  lines(): Text[] {
    const value = this.value;
    const lines: Text[] = [];
    let from = 0;
    for (let at = value.indexOf('\n'); at !== -1; at = value.indexOf('\n', from)) {
      lines.push(this.slice(from, at));
      from = at + 1;
    }
    if (from < value.length) lines.push(this.slice(from));
    return lines;
  }

  /** This text without white space at its ends. */
  trim(): Text {
    const value = this.value;
    const from = value.length - value.trimStart().length;
    return this.slice(from, Math.max(from, value.trimEnd().length));
  }

  /** The place of the characters from `from` up to `to`, counted from the start of this text. */
  span(from = 0, to = this.length): Span {
    const start = this.source.locate(this.start + from);
    const last = Math.max(from, to - 1);
    const place = this.source.locate(this.start + last);
    // The patch of a mail may be a part above the text that precedes it.
    const end = place.line < start.line ? start : place;
    return {
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column + (to > from ? 1 : 0),
      quote: this.value.slice(from, to),
    };
  }
}
