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

  add(text: string, line: number, pieces: readonly Piece[] = []): void {
    // mutant: only saves memory
    if (pieces.length > 1 || (pieces[0]?.column ?? 1) > 1) this.pieces.set(this.lines.length, pieces);
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
    // So that it has a place without a line, too.
    text.addAt('', this.lineAt(from), 1);
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
    const close = () => {
      const text = open?.source().all();
      const pieces = text?.pieces();
      if (text && pieces) flowed.add(text.value, pieces[0]!.line, pieces);
      open = null;
    };
    for (let i = 0; i < this.lines.length; i += 1) {
      const line = this.lines[i]!;
      const isSeparator = line === '-- ';
      if (isSeparator) close();
      const isSoft = line.endsWith(' ') && !isSeparator && line !== ' ';
      const part = this.source(i, i + 1)
        .all()
        .slice(line.startsWith(' ') ? 1 : 0, isSoft && dropsSpace ? line.length - 1 : line.length);
      open ??= new PlacedText();
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
  while (line.charCodeAt(end - 1) === 13) end -= 1;
  return line.slice(0, end);
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

/** What is escaped, what is not, or nothing. */
const ESCAPES_OR_NOT = /(?:=[0-9A-Fa-f]{2})+|[^=]+|=|^$/g;

function unescaped(text: string): string {
  return text.replace(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

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
    pending.push(libqp.decode(rest.join('')).toString('latin1'));
    rest = [];
    addMarkedLine(body, pending.join(''), marks, coding.charset);
    pending = [];
    marks = [];
    length = 0;
  };
  const addParts = (content: string, from: number, line: number) => {
    for (const { 0: part, index } of matchesOf(ESCAPES_OR_NOT, content))
      add(unescaped(part), line, from + index + 1);
  };
  let line = firstLine;
  for (const raw of splitLines(bytes.toString('latin1'))) {
    const padded = raw.trimEnd();
    const from = coding.unquote && QUOTED_FROM.test(padded) ? 1 : 0;
    const soft = padded.endsWith('=');
    const content = padded.slice(from, soft ? -1 : undefined);
    // mutant: only bounds the time
    if (marks.length < MOST_MARKS) addParts(content, from, line);
    else rest.push(content);
    if (!soft) flush();
    line += 1;
  }
  if (marks.length > 0) flush();
  return body;
}

/**
 * Decode one logical line whose bytes come from several places; an encoded line break in it starts a new line.
 *
 * @param latin1 a character for each byte
 */
function addMarkedLine(body: Body, latin1: string, marks: readonly Piece[], charset: string): void {
  // mutant: only saves time
  if (isPlain(latin1, charset)) {
    addLines(body, latin1, marks);
    return;
  }
  const bytes = Buffer.from(latin1, 'latin1');
  const decoder = decoderFor(bytes, charset);
  if (decoder === null) {
    // A character may lie across parts.
    const text = decodeBytes(bytes, charset);
    addLines(body, text, text === latin1 ? marks : marks.slice(0, 1));
    return;
  }
  let text = '';
  const pieces = marks.map(({ offset, line, column }, i) => {
    const next = marks[i + 1];
    const piece = { offset: text.length, line, column };
    text += decoder.decode(bytes.subarray(offset, next?.offset), { stream: next !== undefined });
    return piece;
  });
  addLines(body, text, pieces);
}

function addLines(body: Body, text: string, pieces: readonly Piece[]): void {
  for (const line of new Source(`${text}\n`, pieces).all().lines()) {
    const own = line.pieces();
    body.add(withoutCr(line.value), own[0]!.line, own);
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
    while (above[raw + 1]! <= char) raw += 1;
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
