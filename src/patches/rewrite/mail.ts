/** Write a mail again with another message: only what the message is made of changes, byte for byte. */
import libbase64 from 'libbase64';
import libmime from 'libmime';
import libqp from 'libqp';
import { UsageError } from '../../model/errors';
import type { Patch } from '../../model/patch';
import { cutHead, type ParsedMail, readMail } from '../mail';
import { countLines, isGzip, readMbox } from '../mbox';
import { readInBody, splitBody } from '../message';
import { diffLines, linesOf, withoutLastBreaks } from './lines';

export interface MailChange {
  /** A patch that was read from this very file. */
  readonly patch: Patch;
  /** Its message from now on. */
  readonly message: string;
}

/** Where a mail can be written to; as a mail's own headers say, or git's defaults. */
interface Coding {
  readonly encoding: string;
  readonly charset: string;
  readonly unquote: boolean;
}

/**
 * @param bytes the whole file: one mail, or an mbox
 * @returns the file with these messages; the very same bytes where none differs
 * @throws UsageError for a mail that cannot be written so: of several parts, gzipped, in a charset without the letters
 */
export async function rewriteMails(bytes: Buffer, changes: readonly MailChange[]): Promise<Buffer> {
  const real = changes.filter(({ patch, message }) => patch.message.value !== message);
  if (real.length === 0) return bytes;
  if (isGzip(bytes)) {
    throw new UsageError('cannot rewrite a gzipped archive', 'unpack it first');
  }
  const parts: Buffer[] = [];
  const before: Buffer[] = [];
  let done = 0;
  for await (const { raw, firstLine, unquote } of readMbox(single(bytes))) {
    before.push(raw);
    const lastLine = firstLine + countLines(raw);
    const change = real.find(({ patch }) => {
      const line = (patch.subjectText ?? patch.message).span(0, 0).line;
      return line >= firstLine && line <= lastLine;
    });
    parts.push(change ? await rewriteMail(raw, change, unquote) : raw);
    if (change) done += 1;
  }
  if (done !== real.length || !Buffer.concat(before).equals(bytes)) {
    throw changedSince();
  }
  return Buffer.concat(parts);
}

function changedSince(): UsageError {
  return new UsageError('the file has changed since it was read', 'run the check again');
}

async function* single(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function rewriteMail(raw: Buffer, { patch, message }: MailChange, unquote: boolean): Promise<Buffer> {
  const mail = await readMail(raw, { file: null, firstLine: 1, unquote });
  if (mail.kind !== 'patch' || mail.mail.message.value !== patch.message.value) throw changedSince();
  const old = cutMessage(mail.mail.message.value);
  const now = cutMessage(message);
  const type = libmime.parseHeaderValue(mail.headers.raw('content-type'));
  if (/^multipart\//i.test(String(type.value))) {
    throw new UsageError('cannot rewrite a multipart mail', 'fix the commit and format it again');
  }
  const inBody = readInBody(mail.body);
  const { headEnd, bodyAt } = cutHead(raw);
  let head = raw.subarray(0, headEnd);
  if (now.shortlog !== old.shortlog) {
    if (inBody.subject !== null) {
      throw new UsageError(
        'cannot rewrite a mail with a Subject: in its body',
        'fix the commit and format it again',
      );
    }
    head = withSubject(head, mail.subject.raw.slice(0, mail.subject.shortlogAt) + now.shortlog);
  }
  let body: Buffer = raw.subarray(bodyAt);
  if (now.body !== old.body) {
    const coding: Coding = {
      encoding: mail.headers.raw('content-transfer-encoding').trim().toLowerCase(),
      charset: String(type.params.charset ?? '').toLowerCase(),
      unquote,
    };
    const range = splitBody(mail.body, inBody.end).message;
    body = withLines(body, range, old.body, now.body, coding);
  }
  const rewritten = Buffer.concat([head, raw.subarray(headEnd, bodyAt), body]);
  const again = await readMail(rewritten, { file: null, firstLine: 1, unquote });
  if (again.kind !== 'patch' || essence(again, again.mail.message.value) !== essence(mail, message)) {
    throw new UsageError(
      'cannot rewrite this mail without loss: its encoding is damaged or unsupported',
      'fix the commit and format it again',
    );
  }
  return rewritten;
}

/** Of a mail with this message, all that must be read back. */
function essence({ subject, body }: ParsedMail, message: string): string {
  const below = body.lines.slice(splitBody(body, readInBody(body).end).message[1]);
  const prefix = subject.raw.slice(0, subject.shortlogAt);
  return JSON.stringify([prefix, cutMessage(message), below.join('\n').trimStart()]);
}

/** A message without the line breaks at its end, and the shortlog apart. */
function cutMessage(message: string): { shortlog: string; body: string } {
  const at = message.indexOf('\n');
  if (at === -1) return { shortlog: message, body: '' };
  return { shortlog: message.slice(0, at), body: withoutLastBreaks(message.slice(at).replace(/^\n+/, '')) };
}

/** Put another subject into the headers, encoded and folded as git does. */
function withSubject(head: Buffer, subject: string): Buffer {
  const text = head.toString('latin1');
  const field = /^subject[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*/im.exec(text);
  if (!field) return head;
  const eol = field[0].endsWith('\r\n') ? '\r\n' : '\n';
  const name = /^[^:]*:/.exec(field[0])![0];
  const isAscii = /^[\x20-\x7e]*$/.test(subject) && !/=\?/.test(subject);
  const encoded = isAscii ? subject : encodeWords(subject);
  const folded = fold(name, encoded).join(eol) + eol;
  return Buffer.from(
    text.slice(0, field.index) + folded + text.slice(field.index + field[0].length),
    'latin1',
  );
}

/** RFC 2047, whatever is in brackets and other plain ASCII before it left readable. */
function encodeWords(subject: string): string {
  const plain = /^(?:\[[\x21-\x5b\x5e-\x7e ]*\] )*/.exec(subject)![0];
  return plain + libmime.encodeWord(subject.slice(plain.length), 'Q', 52);
}

/** Lines of 76 characters or less where spaces allow it, but never the name alone. */
function fold(name: string, text: string): string[] {
  const lines: string[] = [];
  let line = name;
  for (const word of text.split(' ')) {
    if (line !== name && line.length + word.length >= 76) {
      lines.push(line);
      line = '';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

/** Change the lines `from` up to `to` of a body; a line that stays keeps its bytes. */
function withLines(
  bytes: Buffer,
  [from, to]: readonly [number, number],
  before: string,
  after: string,
  coding: Coding,
): Buffer {
  if (coding.encoding === 'base64') {
    const text = libbase64.decode(bytes.toString('latin1').replace(/[^A-Za-z0-9+/=]/g, ''));
    const eol = bytes.includes('\r\n') ? '\r\n' : '\n';
    const changed = withLines(text, [from, to], before, after, {
      ...coding,
      encoding: '8bit',
      unquote: false,
    });
    return Buffer.from(
      `${libbase64.wrap(libbase64.encode(changed), 76).replaceAll('\r\n', eol)}${eol}`,
      'latin1',
    );
  }
  const raw = rawLines(bytes, coding);
  const eol = /\r\n$/.test((raw[from] ?? raw[0] ?? '\n').toString('latin1').slice(-2)) ? '\r\n' : '\n';
  const out: Buffer[] = [];
  for (const op of diffLines(linesOf(before), linesOf(after))) {
    if (op.kind === ' ') out.push(raw[from + op.at] ?? Buffer.alloc(0));
    else if (op.kind === '+') out.push(encodeLine(op.text, eol, coding));
  }
  return Buffer.concat([...raw.slice(0, from), ...out, ...raw.slice(to)]);
}

/** The bytes of each decoded line: in quoted-printable one may go over several. */
function rawLines(bytes: Buffer, { encoding }: Coding): Buffer[] {
  const lines: Buffer[] = [];
  const soft = encoding === 'quoted-printable';
  let start = 0;
  for (let at = 0; at < bytes.length; ) {
    const newline = bytes.indexOf(10, at);
    const end = newline === -1 ? bytes.length : newline + 1;
    at = end;
    if (soft && /=[ \t\r]*\n$/.test(bytes.toString('latin1', Math.max(start, end - 80), end))) continue;
    lines.push(bytes.subarray(start, end));
    start = end;
  }
  return [...lines, bytes.subarray(start)];
}

function encodeLine(text: string, eol: string, { encoding, charset, unquote }: Coding): Buffer {
  const quoted = unquote && /^>*From /.test(text) ? `>${text}` : text;
  const bytes = encodeText(quoted, charset);
  if (encoding !== 'quoted-printable') return Buffer.concat([bytes, Buffer.from(eol)]);
  const wrapped = libqp.wrap(libqp.encode(bytes), 76).replaceAll('\r\n', eol);
  return Buffer.from(wrapped + eol, 'latin1');
}

function encodeText(text: string, charset: string): Buffer {
  if (/^[\x00-\x7f]*$/.test(text) && !/^(?:utf-?(?:16|32|7)|iso-2022)/.test(charset))
    return Buffer.from(text, 'latin1');
  if (charset === 'utf-8' || charset === 'utf8' || charset === '') return Buffer.from(text, 'utf8');
  if (/^(?:iso-8859-1|latin1|windows-1252)$/.test(charset) && /^[\x00-\x7f\xa0-\xff]*$/.test(text)) {
    return Buffer.from(text, 'latin1');
  }
  throw new UsageError(
    `the fixed text cannot be encoded in ${charset}`,
    'fix the commit and format it again',
  );
}
