/** One mail: what it is, and what is in it. */
import { type CoverLetter, EMPTY, makePatch, type Origin, type Patch, type Person } from '../model/patch';
import { parseSubject, type Subject } from '../model/subject';
import type { Text } from '../model/text';
import { parseAuthor } from './address';
import { Body, PlacedText } from './body';
import { MailHeaders } from './head';
import { tooLongToCheck, tooManyToCheck } from './limits';
import { countLines } from './mbox';
import { type BodyParts, coverRange, type InBody, readFooter, readInBody, splitBody } from './message';
import { readBody } from './mime';

/** Where a mail starts, and how its container wrote it. */
interface RepoPaths {
  /** Null for standard input. */
  readonly file: string | null;
  readonly firstLine: number;
  /** The mbox quotes `From ` at the start of a line by `>`. */
  readonly unquote?: boolean;
  /** Why it was cut off: then only its head is read. */
  readonly broken?: string | null;
}

interface Any {
  readonly origin: Origin;
  readonly headers: MailHeaders;
  readonly subject: Subject;
  /** The line of the file that the mail starts at. */
  readonly line: number;
  /** The decoded body. */
  readonly body: Body;
}

/** `other` is neither a patch nor a reply; with `why`, it could not be read. `isText`: not a mail, but a file for another purpose. */
export type ParsedMail =
  | (Any & { readonly kind: 'patch'; readonly mail: Patch })
  | (Any & { readonly kind: 'cover'; readonly mail: CoverLetter })
  | (Any & { readonly kind: 'reply'; readonly mail: null })
  | (Any & {
      readonly kind: 'other';
      readonly mail: null;
      readonly why: string | null;
      readonly isText?: boolean;
    });

/** Why a file that lies beside the patches is not read. */
export const NO_MAIL = 'not a mail: no header';
/** A line count that no patch mail has; beyond, reading would cost too much memory. */
const MAX_LINES = 1_000_000;
/** The first line of what `git format-patch` writes. */
const FORMAT_PATCH = /^From ([0-9a-f]{40,64}) Mon Sep 17 00:00:00 2001\r?\n/;

const BOM = /^\xef\xbb\xbf/;
/** Bytes that start no mail, and what they are. */
const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/^(?:\xff\xfe|\xfe\xff|From\0|F\0r\0|\0F\0r)/, 'UTF-16 text, which git cannot read: save it as UTF-8'],
  [BOM, 'starts with a byte-order mark, so git finds no header: save it as UTF-8 without one'],
  [/^(?:diff -|Index: |--- \S[^\n]*\n\+\+\+ )/, 'a bare diff: commit it, and use `git format-patch`'],
];

/** Why bytes without a header are not a mail; `isText` for a file that may well lie beside patches. */
function whyNoMail(raw: Buffer): { readonly why: string; readonly isText: boolean } {
  const start = raw.subarray(0, 4096).toString('latin1');
  const found = FOREIGN.find(([bytes]) => bytes.test(start));
  return found ? { why: found[1], isText: false } : { why: NO_MAIL, isText: true };
}

/** Line breaks and spaces before the first header, which `git mailinfo` skips. */
function spaceBefore(raw: Buffer): number {
  let at = 0;
  while (raw[at] === 10 || raw[at] === 13 || raw[at] === 32 || raw[at] === 9) at += 1;
  return at;
}

const EMPTY_LINE = Buffer.from('\n\n');
const EMPTY_CRLF_LINE = Buffer.from('\n\r\n');

/** Where the headers start and end, and where the body starts. */
export function cutHead(raw: Buffer): { headAt: number; headEnd: number; bodyAt: number } {
  const headAt = spaceBefore(raw);
  const plain = raw.indexOf(EMPTY_LINE, headAt);
  const crlf = raw.subarray(0, plain === -1 ? raw.length : plain + 1).indexOf(EMPTY_CRLF_LINE, headAt);
  if (crlf !== -1) return { headAt, headEnd: crlf + 1, bodyAt: crlf + 3 };
  return plain === -1
    ? { headAt, headEnd: raw.length, bodyAt: raw.length }
    : { headAt, headEnd: plain + 1, bodyAt: plain + 2 };
}

/** The head of a mail, read without the body. */
export interface MailHead {
  readonly headers: MailHeaders;
  readonly subjectText: Text | null;
  readonly subject: Subject;
}

/** @param raw the bytes of the mail, with or without an mbox's `From ` line */
export function readHead(raw: Buffer, firstLine: number): MailHead {
  const { headAt, headEnd } = cutHead(raw);
  const headers = new MailHeaders(
    raw.subarray(headAt, headEnd),
    firstLine + countLines(raw.subarray(0, headAt)),
  );
  const subjectText = headers.field('subject');
  const subject = parseSubject(subjectText?.value ?? '');
  return { headers, subjectText, subject };
}

/**
 * Read one mail. Never throws: what cannot be read is `other`, with the reason in `why`.
 *
 * @param raw the bytes of the mail, with or without an mbox's `From ` line
 */
export async function readMail(raw: Buffer, where: RepoPaths): Promise<ParsedMail> {
  const { headAt, bodyAt } = cutHead(raw);
  const { headers, subjectText, subject } = readHead(raw, where.firstLine);
  const madeOf = FORMAT_PATCH.exec(raw.subarray(headAt, headAt + 120).toString('latin1'))?.[1];
  const origin: Origin = {
    kind: 'mail',
    file: where.file,
    messageId: headers.messageId,
    commit: null,
    madeOf,
  };
  const common = { origin, headers, subject, line: where.firstLine };
  const refuse = (why: string): ParsedMail => ({
    ...common,
    kind: 'other',
    mail: null,
    why,
    body: new Body(),
  });
  if (!headers.isMail || BOM.test(raw.toString('latin1', headAt, headAt + 3))) {
    const { why, isText } = whyNoMail(raw.subarray(headAt));
    return { ...refuse(why), kind: 'other', mail: null, why, isText };
  }
  if (where.broken) return refuse(where.broken);
  if (countLines(raw) > MAX_LINES) return refuse(`more than ${MAX_LINES} lines`);
  let body: Body;
  try {
    const bodyLine = where.firstLine + countLines(raw.subarray(0, bodyAt));
    body = await readBody(raw, headers, bodyAt, bodyLine, where.unquote ?? false);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  const all = { ...common, body };
  const isGits = madeOf !== undefined;
  const inBody = readInBody(body);
  const parts = splitBody(body, inBody.end);
  // `git format-patch` writes `---` below each patch; a cover letter has none.
  const isCover = subject.isPatch ? subject.n === 0 : isGits && !parts.hasBreak;
  if (isCover && !subject.reply && parts.diff.files.length === 0) {
    const cover = makeCover(all, subjectText ?? EMPTY);
    const tooLong = tooLongToCheck(cover.body.value);
    return tooLong === null ? { ...all, kind: 'cover', mail: cover } : refuse(tooLong);
  }
  const tooMany = tooManyToCheck(Math.max(...[parts.message, parts.notes].map(([from, to]) => to - from)));
  if (tooMany !== null) return refuse(tooMany);
  const isAnswer = subject.reply || (!subject.isPatch && headers.inReplyTo.length > 0);
  if (!isGits && !isPatch(subject, isAnswer, body, parts)) {
    return isAnswer
      ? { ...all, kind: 'reply', mail: null }
      : { ...all, kind: 'other', mail: null, why: null };
  }
  const patch = readPatch(all, subjectText ?? EMPTY, inBody, parts);
  const tooLong = tooLongToCheck(patch.message.value) ?? tooLongToCheck(patch.notes.value);
  return tooLong === null ? { ...all, kind: 'patch', mail: patch } : refuse(tooLong);
}

/** A patch has a diff, or calls itself one and is cut like one; an answer that quotes what it answers is none. */
function isPatch(subject: Subject, isAnswer: boolean, body: Body, parts: BodyParts): boolean {
  if (isAnswer) return parts.diff.files.length > 0 && !quotes(body, parts.message);
  if (parts.diff.files.length > 0) return true;
  return subject.isPatch && (parts.hasSignature || subject.n !== null);
}

/** Returns true if the text quotes another mail, as answers do. */
function quotes({ lines }: Body, [from, to]: readonly [number, number]): boolean {
  const opens = (line: string) => line.trimEnd().endsWith(' wrote:') && /^On\b|\S@\S/.test(line);
  return lines.slice(from, to).some((line) => line.startsWith('>') || opens(line));
}

function person(value: string | null, headers: MailHeaders): Person | null {
  return (value === null ? null : parseAuthor(value)) ?? headers.from;
}

function makeCover(mail: Any, subjectText: Text): CoverLetter {
  const [from, to] = coverRange(mail.body, readInBody(mail.body).end);
  return {
    kind: 'cover',
    origin: mail.origin,
    headers: mail.headers,
    subject: mail.subject,
    subjectText,
    shortlog: subjectText.slice(mail.subject.shortlogAt).trim(),
    body: mail.body.source(from, to).all(),
    footer: readFooter(mail.body, [[0, mail.body.lines.length]]),
  };
}

function readPatch(mail: Any, subjectText: Text, inBody: InBody, parts: BodyParts): Patch {
  const { body, subject } = mail;
  const shortlog =
    inBody.subject === null
      ? subjectText.slice(subject.shortlogAt)
      : inBody.subject.slice(parseSubject(inBody.subject.value).shortlogAt);
  const message = new PlacedText();
  appendText(message, shortlog.trim());
  const [from, to] = parts.message;
  if (from < to) {
    message.add('\n');
    message.add('\n', [{ offset: 0, line: Math.max(1, body.lineAt(from) - 1), column: 1 }]);
    body.appendTo(message, from, to);
    message.add('\n');
  }
  return makePatch({
    origin: mail.origin,
    headers: mail.headers,
    subject,
    subjectText,
    author: person(inBody.from, mail.headers),
    message: message.source(),
    notes: body.source(parts.notes[0], parts.notes[1]).all(),
    diff: parts.diff,
    footer: parts.footer,
  });
}

/** Put a text of one line after another, with its places. */
function appendText(out: PlacedText, text: Text): void {
  out.add(text.value, text.pieces());
}
