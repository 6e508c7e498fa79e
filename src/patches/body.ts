/** The body of a mail, decoded into lines that know where they stood in the file. */

import libbase64 from 'libbase64';
import libqp from 'libqp';
import { matchesOf } from '../model/matches';
import { type Piece, Source } from '../model/text';
import { decodeBytes, decoderFor, isPlain, isWide } from './charset';

/** How a part's bytes are written. */
interface Coding {
  /** Content-Transfer-Encoding, in lower case. */
  readonly encoding: string;
  readonly charset: string;
  /** Lines of an mbox in which `From ` at the start is quoted by `>`. */
  readonly unquote: boolean;
}

const QUOTED_FROM = /^>+From /;

export class Body {
  readonly lines: string[] = [];
  private readonly at: number[] = [];
  /** Pieces of the lines that do not simply start at column 1 of their line; offsets count from the line's start. */
  private readonly pieces = new Map<number, readonly Piece[]>();

  add(text: string, line: number, pieces?: readonly Piece[]): void {
    if (pieces !== undefined) this.pieces.set(this.lines.length, pieces);
    this.at.push(line);
    this.lines.push(text);
  }

  /** The line of the file that line `i` started at. */
  lineAt(i: number): number {
    return this.at[i] ?? (this.at[this.at.length - 1] ?? 0) + 1;
  }

  /** Put these lines after a text with places. */
  appendTo(text: PlacedText, from: number, to: number): void {
    for (let i = from; i < to; i += 1) {
      if (i > from) text.add('\n');
      const pieces = this.pieces.get(i);
      if (pieces === undefined) text.addAt(this.lines[i]!, this.lineAt(i), 1);
      else text.add(this.lines[i]!, pieces);
    }
  }

  source(from: number, to: number): Source {
    const text = new PlacedText();
    if (from >= to) text.add('', [{ offset: 0, line: this.lineAt(from), column: 1 }]);
    this.appendTo(text, from, to);
    return text.source();
  }

  /**
   * Lines of format=flowed put together, as `handle_filter_flowed()` of git's mailinfo.c.
   *
   * @param dropsSpace `delsp=yes`: the space at a soft line break is not text
   */
  unflowed(dropsSpace: boolean): Body {
    const flowed = new Body();
    let open: PlacedText | null = null;
    let first = 0;
    const close = () => {
      const text = open?.source().all();
      if (text !== undefined) flowed.add(text.value, first, text.pieces());
      open = null;
    };
    for (let i = 0; i < this.lines.length; i += 1) {
      const line = this.lines[i]!;
      if (line === '-- ') close();
      const isStuffed = line.startsWith(' ');
      const isSoft = line.endsWith(' ') && line !== '-- ' && line !== ' ';
      if (open === null && !isStuffed && !isSoft) {
        flowed.add(line, this.at[i]!, this.pieces.get(i));
        continue;
      }
      if (open === null && !isSoft && !this.pieces.has(i)) {
        flowed.add(line.slice(1), this.at[i]!, [{ offset: 0, line: this.at[i]!, column: 2 }]);
        continue;
      }
      if (open === null) first = this.at[i]!;
      open ??= new PlacedText();
      const text = this.source(i, i + 1).all();
      const part = text.slice(isStuffed ? 1 : 0, isSoft && dropsSpace ? line.length - 1 : line.length);
      open.add(part.value, part.pieces());
      if (!isSoft) close();
    }
    close();
    return flowed;
  }

  /** Behind this body, another one: the next part of a mail. */
  join(other: Body): Body {
    const both = new Body();
    for (const body of [this, other]) {
      for (let i = 0; i < body.lines.length; i += 1)
        both.add(body.lines[i]!, body.at[i]!, body.pieces.get(i));
    }
    return both;
  }
}

/** Text that grows together with its places. */
export class PlacedText {
  private readonly parts: string[] = [];
  private readonly pieces: Piece[] = [];
  length = 0;

  /** Offsets of the pieces count from the start of `text`. */
  add(text: string, pieces: readonly Piece[] = []): void {
    for (const { offset, line, column } of pieces) {
      this.pieces.push({ offset: offset + this.length, line, column });
    }
    this.parts.push(text);
    this.length += text.length;
  }

  /** The same for text that stood in one piece. */
  addAt(text: string, line: number, column: number): void {
    this.pieces.push({ offset: this.length, line, column });
    this.parts.push(text);
    this.length += text.length;
  }

  source(): Source {
    return new Source(this.parts.join(''), this.pieces);
  }
}

/** Without the carriage returns at its end. */
export function withoutCr(line: string): string {
  let end = line.length;
  while (end > 0 && line.charCodeAt(end - 1) === 13) end -= 1;
  return end === line.length ? line : line.slice(0, end);
}

function splitLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  return lines;
}

/**
 * @param bytes a part without its headers
 * @param firstLine the line of the file that the bytes start at
 */
export function decodeBody(bytes: Buffer, firstLine: number, coding: Coding): Body {
  if (coding.encoding === 'base64') return decodeBase64(bytes, firstLine, coding.charset);
  if (coding.encoding === 'quoted-printable') return decodeQuotedPrintable(bytes, firstLine, coding);
  const body = new Body();
  let line = firstLine;
  for (const text of splitLines(decodeBytes(bytes, coding.charset))) {
    if (coding.unquote && QUOTED_FROM.test(text)) {
      body.add(withoutCr(text.slice(1)), line, [{ offset: 0, line, column: 2 }]);
    } else body.add(withoutCr(text), line);
    line += 1;
  }
  return body;
}

/** More parts than a line has that someone wrote: each has its own place, which costs. */
const MOST_MARKS = 20_000;

function decodeQuotedPrintable(bytes: Buffer, firstLine: number, coding: Coding): Body {
  const body = new Body();
  let pending: string[] = [];
  let length = 0;
  /** Offsets are of bytes. */
  let marks: Piece[] = [];
  /** Of a line that goes on and on, what no place is told for. */
  let rest: string[] = [];
  const add = (text: string, line: number, column: number) => {
    marks.push({ offset: length, line, column });
    pending.push(text);
    length += text.length;
  };
  const flush = () => {
    if (rest.length > 0) pending.push(libqp.decode(rest.join('')).toString('latin1'));
    rest = [];
    addMarkedLine(body, pending.join(''), marks, coding.charset);
    pending = [];
    marks = [];
    length = 0;
  };
  const addParts = (content: string, start: number, line: number) => {
    let from = start;
    if (content.length === from) add('', line, 1);
    for (const found of matchesOf(/(?:=[0-9A-Fa-f]{2})+/g, content)) {
      if (found.index > from) add(content.slice(from, found.index), line, from + 1);
      add(Buffer.from(found[0].replaceAll('=', ''), 'hex').toString('latin1'), line, found.index + 1);
      from = found.index + found[0].length;
    }
    if (from < content.length) add(content.slice(from), line, from + 1);
  };
  let line = firstLine;
  for (const raw of splitLines(bytes.toString('latin1'))) {
    const padded = raw.trimEnd();
    const from = coding.unquote && QUOTED_FROM.test(padded) ? 1 : 0;
    const soft = padded.endsWith('=');
    const content = soft ? padded.slice(0, -1) : padded;
    if (marks.length < MOST_MARKS) addParts(content, from, line);
    else rest.push(content.slice(from));
    if (!soft) flush();
    line += 1;
  }
  if (marks.length > 0) flush();
  return body;
}

/** Of a charset that Node does not know, which takes long to decode. */
const MOST_PARTS = 1000;

/**
 * Decode one logical line whose bytes come from several places; an encoded line break in it starts a new line.
 *
 * @param latin1 a character for each byte
 */
function addMarkedLine(body: Body, latin1: string, marks: readonly Piece[], charset: string): void {
  if (isPlain(latin1, charset)) {
    addLines(body, latin1, marks);
    return;
  }
  const bytes = Buffer.from(latin1, 'latin1');
  const decoder = marks.length > 1 ? decoderFor(bytes, charset) : null;
  if (decoder === null && marks.length > MOST_PARTS) {
    addLines(body, decodeBytes(bytes, charset), [
      { offset: 0, line: marks[0]!.line, column: marks[0]!.column },
    ]);
    return;
  }
  const pieces: Piece[] = [];
  const parts: string[] = [];
  let offset = 0;
  marks.forEach((mark, i) => {
    pieces.push({ offset, line: mark.line, column: mark.column });
    const next = marks[i + 1];
    const part = bytes.subarray(mark.offset, next?.offset);
    const text = decoder?.decode(part, { stream: next !== undefined }) ?? decodeBytes(part, charset);
    parts.push(text);
    offset += text.length;
  });
  const text = parts.join('');
  // A character of a charset that Node does not know may lie across parts.
  const whole = decoder === null && marks.length > 1 ? decodeBytes(bytes, charset) : text;
  addLines(body, whole, whole === text ? pieces : [pieces[0]!]);
}

function addLines(body: Body, text: string, pieces: readonly Piece[]): void {
  let from = 0;
  let first = 0;
  for (;;) {
    const at = text.indexOf('\n', from);
    const end = at === -1 ? text.length : at;
    while (first + 1 < pieces.length && pieces[first + 1]!.offset <= from) first += 1;
    const own: Piece[] = [];
    for (let i = first; i < pieces.length && (i === first || pieces[i]!.offset < end); i += 1) {
      const piece = pieces[i]!;
      const before = from - piece.offset;
      own.push(
        before > 0
          ? { offset: 0, line: piece.line, column: piece.column + before }
          : { ...piece, offset: -before },
      );
    }
    const start = own[0]!;
    const plain = own.length === 1 && start.column === 1;
    body.add(withoutCr(text.slice(from, end)), start.line, plain ? undefined : own);
    if (at === -1) return;
    from = at + 1;
  }
}

function decodeBase64(bytes: Buffer, firstLine: number, charset: string): Body {
  const body = new Body();
  /** For each raw line, the count of base64 characters above it. */
  const above: number[] = [];
  const encoded: string[] = [];
  let count = 0;
  for (const raw of splitLines(bytes.toString('latin1'))) {
    const line = raw.replace(/[^A-Za-z0-9+/]/g, '');
    above.push(count);
    count += line.length;
    encoded.push(line);
  }
  const decoded = libbase64.decode(encoded.join(''));
  let raw = 0;
  const place = (byte: number): Piece => {
    const char = Math.floor((byte * 4) / 3);
    while (raw + 1 < above.length && above[raw + 1]! <= char) raw += 1;
    return { offset: 0, line: firstLine + raw, column: char - (above[raw] ?? 0) + 1 };
  };
  const add = (text: string, byte: number) => {
    const piece = place(byte);
    body.add(withoutCr(text), piece.line, [piece]);
  };
  if (isWide(charset)) {
    let char = 0;
    for (const line of splitLines(decodeBytes(decoded, charset))) {
      add(line, char * 2);
      char += line.length + 1;
    }
    return body;
  }
  for (let from = 0; from < decoded.length; ) {
    const at = decoded.indexOf(10, from);
    const end = at === -1 ? decoded.length : at;
    add(decodeBytes(decoded.subarray(from, end), charset), from);
    from = end + 1;
  }
  return body;
}
