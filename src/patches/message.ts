/** A mail's body cut into what git records, notes, diff and footer, as git-mailinfo(1) and git-apply(1) do it. */
import { type Diff, type DiffFile, NO_DIFF, parseDiff, startsDiff } from '../model/diff';
import { messageEnd } from '../model/message-end';
import type { Footer } from '../model/patch';
import type { Text } from '../model/text';
import { decodeEncodedWords } from './address';
import { type Body, PlacedText } from './body';

/** Headers in the first lines of the body, which win over those of the mail. */
export interface InBody {
  readonly from: string | null;
  readonly subject: Text | null;
  /** The first line below them. */
  readonly end: number;
}

/** What `git format-patch` starts a mail with, as a mailer quotes it. */
const QUOTED_START = /^>From [0-9a-f]{40,64} Mon Sep 17 00:00:00 2001\s*$/;

/** `check_inbody_header()` of git's mailinfo.c: each header once, continuation lines, then a blank line. */
export function readInBody(body: Body): InBody {
  const { lines } = body;
  let from: string | null = null;
  let subject: Text | null = null;
  const seen = new Set<string>();
  let i = 0;
  let isOpen = false;
  for (;;) {
    const line = lines[i];
    if (line === undefined) break;
    if (line === '') {
      i += 1;
      if (isOpen) break;
      continue;
    }
    isOpen = false;
    if (QUOTED_START.test(line)) {
      i += 1;
      continue;
    }
    const header = /^(From|Subject|Date):[ \t]*/i.exec(line);
    const name = header?.[1]?.toLowerCase() ?? 'subject';
    const isBare = /^\[PATCH\]\s/.test(line);
    if (!isBare && (!header || seen.has(name))) break;
    seen.add(name);
    let next = i + 1;
    if (!isBare) while (/^[ \t]/.test(lines[next] ?? '')) next += 1;
    isOpen = !isBare;
    if (name === 'from') from = lines.slice(i, next).join(' ').slice(header![0].length);
    else if (name === 'subject') subject = unfolded(body, i, next, header?.[0].length ?? 0);
    i = next;
  }
  return { from, subject, end: i };
}

/** A header in the body as one line, decoded. */
function unfolded(body: Body, from: number, to: number, valueAt: number): Text {
  const out = new PlacedText();
  for (let i = from; i < to; i += 1) {
    const line = body.source(i, i + 1).all();
    const part = (i === from ? line.slice(valueAt) : line).trim();
    out.add(part.value, part.pieces());
    out.add(' ');
  }
  const text = out.source().all().trim();
  if (!text.value.includes('=?')) return text;
  const decoded = new PlacedText();
  decoded.add(decodeEncodedWords(text.value), [{ offset: 0, ...text.source.locate(0) }]);
  return decoded.source().all();
}

export interface BodyParts {
  /** Lines of the message: from, and up to without. */
  readonly message: readonly [number, number];
  readonly notes: readonly [number, number];
  readonly diff: Diff;
  readonly footer: Footer;
  /** There is a `---`, or a diff. */
  readonly hasBreak: boolean;
  /** There is a break, or a line `-- `, below which the mailer or git signs. */
  readonly hasSignature: boolean;
}

/** The lines without space ones at both ends. */
function trimmed(lines: readonly string[], from: number, to: number): readonly [number, number] {
  let start = from;
  let end = to;
  while (start < end && lines[start]!.trim() === '') start += 1;
  while (end > start && lines[end - 1]!.trim() === '') end -= 1;
  return [start, end];
}

export function splitBody(body: Body, from: number): BodyParts {
  const { lines } = body;
  const broken = messageEnd(lines, from);
  const hasBreak = broken < lines.length;
  if (!hasBreak) {
    const cut = signatureAt(lines, from);
    const [start, end] = trimmed(lines, from, cut);
    return {
      message: [start, end],
      notes: [end, end],
      diff: NO_DIFF,
      footer: readFooter(body, [[end, lines.length]]),
      hasBreak,
      hasSignature: cut < lines.length,
    };
  }
  const { diff, start, end } = readDiff(body, broken);
  let notesFrom = broken;
  while (lines[notesFrom]?.trim() === '') notesFrom += 1;
  if (lines[notesFrom]?.startsWith('---')) notesFrom += 1;
  const notesTo = start === lines.length ? signatureAt(lines, notesFrom) : start;
  return {
    message: trimmed(lines, from, broken),
    notes: trimmed(lines, notesFrom, notesTo),
    diff,
    footer: readFooter(body, [
      [broken, start],
      [end, lines.length],
    ]),
    hasBreak,
    hasSignature: true,
  };
}

/** The last line `-- `, or the end. */
function signatureAt(lines: readonly string[], from: number): number {
  for (let i = lines.length - 1; i >= from; i -= 1) if (lines[i] === '-- ') return i;
  return lines.length;
}

/** Every diff from line `from` on: git passes over what lies between two of them. */
function readDiff(body: Body, from: number): { diff: Diff; start: number; end: number } {
  const { lines } = body;
  const files: DiffFile[] = [];
  const paths = new Set<string>();
  let start = lines.length;
  let end = lines.length;
  for (let i = from; i < lines.length; ) {
    // mutant: only saves time
    if (!startsDiff(lines[i]!, lines[i + 1])) {
      i += 1;
      continue;
    }
    const read = parseDiff(lines, i, (at) => body.lineAt(at));
    if (read.diff.files.length > 0) {
      if (files.length === 0) start = i;
      for (const file of read.diff.files) files.push(file);
      for (const path of read.diff.paths) paths.add(path);
      end = read.end;
    }
    i = Math.max(read.end, i + 1);
  }
  return { diff: { files, paths: [...paths] }, start, end };
}

/** `base-commit:` and `prerequisite-patch-id:` of `git format-patch --base`, wherever git or b4 puts them. */
export function readFooter(body: Body, ranges: readonly (readonly [number, number])[]): Footer {
  let baseCommit: Text | null = null;
  const prerequisites: string[] = [];
  for (const [from, to] of ranges) {
    for (const [i, line] of body.lines.slice(from, to).entries()) {
      const found = /^(base-commit|prerequisite-patch-id):[ \t]*(?=\S)/.exec(line);
      if (!found) continue;
      const value = body
        .source(from + i, from + i + 1)
        .all()
        .slice(found[0].length)
        .trim();
      if (found[1] === 'base-commit') baseCommit ??= value;
      else prerequisites.push(value.value);
    }
  }
  return { baseCommit, prerequisites };
}

/** The text of a cover letter: without the footer, the signature and what a mailing list adds below. */
export function coverRange(body: Body, from: number): readonly [number, number] {
  const { lines } = body;
  let end = signatureAt(lines, from);
  const list = lines.slice(from, end).findIndex((line) => /^_{40,}$/.test(line));
  if (list !== -1) end = from + list;
  let [start, last] = trimmed(lines, from, end);
  while (/^(?:base-commit|prerequisite-patch-id|change-id):/.test(lines[last - 1]!)) {
    [start, last] = trimmed(lines, start, last - 1);
  }
  return [start, last];
}
