/** A stream of mails cut out of an mbox, one at a time. */
import { createGunzip } from 'node:zlib';
import { isFromLine } from '../model/message-end';

/** A mail as it lies in the file. */
export interface RawMail {
  readonly raw: Buffer;
  /** The line of the file at which `raw` starts. */
  readonly firstLine: number;
  readonly unquote: boolean;
  /** Why it was cut off; null for a whole mail. */
  readonly broken: string | null;
}

/** No patch mail is as long; a longer one is cut off and reported. */
export const MAX_MAIL = 16 * 1024 * 1024;

/** What git itself writes there: it quotes no `From ` in the body. */
const FROM_GIT = /^From [0-9a-f]{40,64} Mon Sep 17 00:00:00 2001\s*$/;

/** The stream as it is, or unpacked where it starts with the two bytes of gzip. */
async function open(
  stream: AsyncIterable<Buffer | string>,
): Promise<{ isPacked: boolean; chunks: AsyncIterable<Buffer> }> {
  const chunks = stream[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let next = await chunks.next();
  while (!next.done) {
    head = Buffer.concat([head, Buffer.from(next.value)]);
    if (head[1] !== undefined) break;
    next = await chunks.next();
  }
  async function* all(): AsyncGenerator<Buffer> {
    yield head;
    for (let one = await chunks.next(); !one.done; one = await chunks.next()) yield Buffer.from(one.value);
  }
  return isGzip(head) ? { isPacked: true, chunks: unpacked(all()) } : { isPacked: false, chunks: all() };
}

async function* unpacked(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { Readable } = await import('node:stream');
  const source = Readable.from(packed);
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  source.on('error', (error) => gunzip.destroy(error));
  for await (const chunk of source.pipe(gunzip)) yield chunk as Buffer;
}

/** Returns true if a file that begins so is gzipped. */
export function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** The mails of a whole file that is not gzipped, as `readMbox`. */
export function* mailsIn(bytes: Buffer): Generator<RawMail> {
  const cutter = new Cutter(MAX_MAIL);
  yield* cutter.push(bytes);
  yield* cutter.end();
}

/**
 * The mails of an mbox, plain or gzipped; a stream that does not start with a `From ` line is one mail.
 *
 * Bounded memory: no more than one mail (and of that no more than `most` bytes) is held. What is packed may unpack to
 * a thousand times its size: a mail that is too long ends it.
 *
 * @throws Error where a packed mail is longer than `most`, after the mail as far as it was read
 */
export async function* readMbox(
  stream: AsyncIterable<Buffer | string>,
  most: number = MAX_MAIL,
): AsyncGenerator<RawMail> {
  const cutter = new Cutter(most);
  const { isPacked, chunks } = await open(stream);
  for await (const chunk of chunks) {
    yield* cutter.push(chunk);
    if (!isPacked || !cutter.isTooLong) continue;
    yield* cutter.end();
    throw new Error(`unpacks to a mail of more than ${most} bytes: the rest is not read`);
  }
  yield* cutter.end();
}

const LF = 10;
const F = 0x46;
const SPACE: ReadonlySet<number> = new Set([9, 10, 11, 12, 13, 32]);
/** A `From ` line and the line after it must be at hand to tell; lines of headers are shorter. */
const LOOKAHEAD = 4096;

class Cutter {
  /** Chunks of the mail that is being read, all of them part of it. */
  private kept: Buffer[] = [];
  private length = 0;
  /** Not yet looked at. */
  private rest: Buffer = Buffer.alloc(0);
  private line = 1;
  private firstLine = 1;
  private isMbox: boolean | null = null;
  private unquote = false;
  private broken: string | null = null;

  constructor(private readonly most: number) {}

  *push(chunk: Buffer): Generator<RawMail> {
    // mutant: only saves a copy
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    if (this.isMbox === null) {
      if (this.rest.length < LOOKAHEAD) return;
      this.begin();
    }
    yield* this.scan(false);
  }

  *end(): Generator<RawMail> {
    if (this.isMbox === null) this.begin();
    yield* this.scan(true);
    this.keep(this.rest);
    this.rest = Buffer.alloc(0);
    if (this.length > 0) yield this.take();
  }

  /** Returns true if the mail that is being read is longer than is kept of one. */
  get isTooLong(): boolean {
    return this.broken !== null;
  }

  private begin(): void {
    let at = 0;
    while (SPACE.has(this.rest[at] ?? F)) at += 1;
    // Space before the first mail is part of it, not another mail.
    this.keep(this.rest.subarray(0, at));
    this.rest = this.rest.subarray(at);
    const first = firstLineOf(this.rest, 0);
    this.isMbox = isFromLine(first);
    this.unquote = this.isMbox && !FROM_GIT.test(first);
  }

  private *scan(final: boolean): Generator<RawMail> {
    const { rest } = this;
    let from = 0;
    let at = this.isMbox ? rest.indexOf('\nFrom ') : -1;
    for (; at !== -1; at = rest.indexOf('\nFrom ', at + 1)) {
      const start = at + 1;
      if (!final && rest.length - start < LOOKAHEAD) break;
      if (this.isBoundary(rest, start)) {
        this.keep(rest.subarray(from, start));
        yield this.take();
        from = start;
        this.unquote = !FROM_GIT.test(firstLineOf(rest, start));
      }
    }
    // What may still turn out to be a boundary waits for the next chunk.
    const sure = Math.max(from, at === -1 ? rest.length - 8 : at - 2);
    this.keep(rest.subarray(from, sure));
    this.rest = rest.subarray(sure);
  }

  /** A plausible `From ` line, whatever is before it, and a header after it: without one, it is text. */
  private isBoundary(bytes: Buffer, start: number): boolean {
    const [line = '', next = ''] = bytes.toString('latin1', start, start + LOOKAHEAD).split('\n', 2);
    return isFromLine(line.trimEnd()) && /^[!-9;-~]{1,80}[ \t]*:/.test(next);
  }

  private keep(bytes: Buffer): void {
    // mutant: only saves a copy
    if (bytes.length === 0) return;
    this.line += countLines(bytes);
    const room = this.most - this.length;
    if (bytes.length > room) {
      this.broken = `longer than ${this.most} bytes: truncated`;
      // mutant: only saves memory
      if (room <= 0) return;
    }
    const part = bytes.subarray(0, Math.max(0, room));
    this.kept.push(part);
    this.length += part.length;
  }

  private take(): RawMail {
    // mutant: only saves a copy
    const raw = this.kept.length === 1 ? this.kept[0]! : Buffer.concat(this.kept);
    const mail = { raw, firstLine: this.firstLine, unquote: this.unquote, broken: this.broken };
    this.kept = [];
    this.length = 0;
    this.broken = null;
    this.firstLine = this.line;
    return mail;
  }
}

/** How many line breaks there are. */
export function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) count += 1;
  return count;
}

function firstLineOf(bytes: Buffer, start: number): string {
  const end = bytes.subarray(start, start + LOOKAHEAD).indexOf(LF);
  return bytes
    .subarray(start, end === -1 ? start + LOOKAHEAD : start + end)
    .toString('latin1')
    .trimEnd();
}
