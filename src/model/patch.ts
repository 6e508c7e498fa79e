/** The words of design.md as types: a message, a patch, its cover letter, a series. */
import { type Diff, NO_DIFF } from './diff';
import { isSeparator, messageEnd } from './message-end';
import type { Subject } from './subject';
import { Source, type Text } from './text';
import { splitTrailers, type Trailer } from './trailers';

/** Where a patch was read from; what a finding names. */
export interface Origin {
  /** `message` is a commit message file of a commit that is being made. */
  readonly kind: 'mail' | 'commit' | 'message';
  /** The file as the user named it; null for standard input and commits. */
  readonly file: string | null;
  /** With its angle brackets; null where there is none. */
  readonly messageId: string | null;
  /** The whole commit id; null for what is not a commit. */
  readonly commit: string | null;
  /** The commit that it is on, where it is a commit of a range. */
  readonly parent?: string;
  /** The commit that `git format-patch` made this mail of, as its first line says. */
  readonly madeOf?: string;
}

export interface Person {
  readonly name: string;
  readonly email: string;
}

/** The headers of a mail that rules look at, unfolded and decoded. */
export interface Headers {
  readonly from: Person | null;
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
  /** Each with its angle brackets. */
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly date: string | null;
  /** The header's value as text with its place, by lower-case name; the first of that name. */
  field(name: string): Text | null;
}

/** What `git format-patch --base` adds at the end of the first mail. */
export interface Footer {
  readonly baseCommit: Text | null;
  readonly prerequisites: readonly string[];
}

/** What a cover letter and a patch have in common. */
interface Mail {
  readonly origin: Origin;
  /** Null for a commit or a message file. */
  readonly headers: Headers | null;
  readonly subject: Subject;
  /** The subject line as text with its place; null for a commit or a message file. */
  readonly subjectText: Text | null;
  readonly footer: Footer;
}

export interface CoverLetter extends Mail {
  readonly kind: 'cover';
  readonly shortlog: Text;
  /** Everything below the headers, without footer and signature. */
  readonly body: Text;
}

export interface Patch extends Mail {
  readonly kind: 'patch';
  /** Who git will record: the in-body `From:`, else the mail's. Null in a message file. */
  readonly author: Person | null;
  /** What git will record: shortlog, blank line, body. Fixes are edits of this text. */
  readonly message: Text;
  readonly shortlog: Text;
  /** The message below the shortlog: changelog and tags. */
  readonly body: Text;
  /** The prose between shortlog and tags. */
  readonly changelog: Text;
  readonly trailers: readonly Trailer[];
  /** Between `---` and the diff: git does not record it. */
  readonly notes: Text;
  /** What the clone suppresses for this commit, as lines; '' or left out where it suppresses nothing. */
  readonly allowed?: string;
  readonly diff: Diff;
  /** True if the diff was there to be read: a message file checked alone has none, which is not an empty one. */
  readonly hasDiff: boolean;
  /** A commit of more than one parent. */
  readonly isMerge: boolean;
  /** What starts a line that git drops while it records this message; null where it drops none. */
  readonly comment: string | null;
}

export interface Series {
  readonly cover: CoverLetter | null;
  /** In the order of their numbers; of their appearance where there are none. */
  readonly patches: readonly Patch[];
  readonly version: number;
  /** m of `n/m`; the count of patches where the subjects have none. */
  readonly of: number;
  readonly rfc: boolean;
  /** All of it is available, as in a send, a directory or a range: only then is a gap a finding. */
  readonly whole: boolean;
  /** Mails, as opposed to commits that have not become mail yet: only mail has a cover letter, a base, recipients. */
  readonly mailed: boolean;
}

/** The cover letter or the patch that opens a series; null where it is not available, or may not be. */
export function firstMail(series: Series): CoverLetter | Patch | null {
  if (series.cover) return series.cover;
  const first = series.patches.find(({ subject }) => subject.n === null || subject.n <= 1);
  // Patch 1 of several, alone: its cover letter is elsewhere.
  return first !== undefined && (series.whole || series.of <= 1) ? first : null;
}

export const NO_FOOTER: Footer = { baseCommit: null, prerequisites: [] };
export const EMPTY = Source.ofLines('').all();

/** What the parts of a patch are made from. */
interface PatchParts {
  readonly origin: Origin;
  readonly subject: Subject;
  /** Shortlog, blank line, body: as git records it (with `places` into the file). */
  readonly message: Source;
  readonly headers?: Headers | null;
  readonly subjectText?: Text | null;
  readonly author?: Person | null;
  readonly notes?: Text;
  /** Left out where no diff is at hand. */
  readonly diff?: Diff;
  readonly footer?: Footer;
  readonly isMerge?: boolean;
  readonly comment?: string | null;
}

/**
 * Cut a message as git does: the shortlog is its first paragraph's first line, the body what follows. Of a commit's
 * message, what will not survive the way through mail is cut off as `git am` does it: brackets and notes.
 */
export function makePatch(parts: PatchParts): Patch {
  const message = parts.message.all();
  const value = message.value;
  const firstBreak = value.indexOf('\n');
  const isMail = parts.origin.kind === 'mail';
  const shortlogAt = isMail ? 0 : parts.subject.shortlogAt;
  const shortlog = message.slice(shortlogAt, firstBreak === -1 ? value.length : firstBreak);
  let bodyAt = firstBreak === -1 ? value.length : firstBreak + 1;
  while (value[bodyAt] === '\n') bodyAt += 1;
  const bodyEnd = isMail ? value.length : bodyAt + lengthOfMessage(value.slice(bodyAt));
  const body = message.slice(bodyAt, bodyEnd);
  const { prose, trailers } = splitTrailers(body);
  return {
    kind: 'patch',
    origin: parts.origin,
    headers: parts.headers ?? null,
    subject: parts.subject,
    subjectText: parts.subjectText ?? null,
    author: parts.author ?? null,
    message,
    shortlog: shortlog.trim(),
    body,
    changelog: prose.trim(),
    trailers,
    notes: parts.notes ?? (bodyEnd < value.length ? notesIn(message.slice(bodyEnd)) : EMPTY),
    diff: parts.diff ?? NO_DIFF,
    hasDiff: parts.diff !== undefined,
    footer: parts.footer ?? NO_FOOTER,
    isMerge: parts.isMerge ?? false,
    comment: parts.comment ?? null,
  };
}

/** How much of a commit's body `git am` would take from its mail. */
function lengthOfMessage(body: string): number {
  // mutant: only saves time
  if (!/^(?:---|diff -|Index: )/m.test(body)) return body.length;
  const lines = body.split('\n');
  const end = messageEnd(lines, 0);
  return end === lines.length ? body.length : lines.slice(0, end).join('\n').length;
}

/** What is below the `---` of a commit message. */
function notesIn(rest: Text): Text {
  const notes = rest.trim();
  return isSeparator(notes.value.split('\n', 1)[0]!)
    ? notes.slice(notes.value.indexOf('\n') + 1 || notes.length)
    : notes;
}

/** A patch that is alone: a commit in the making, a message file. */
export function seriesOfOne(patch: Patch): Series {
  return { cover: null, patches: [patch], version: 1, of: 1, rfc: false, whole: false, mailed: false };
}
