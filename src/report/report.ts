/** What a check comes to, and how its parts are named in every format. */
import type { Report, Summary } from '../lint/prepare';
import type { CoverLetter, Patch } from '../model/patch';
import type { Span } from '../model/text';

interface PatchNumber {
  /** 0 is the cover letter. */
  readonly n: number;
  readonly of: number;
  readonly version: number;
}

/** The number of a mail in its series, a mail without one is 1 of 1; null for what is not a mail yet. */
export function numberOf({ kind, headers, subject }: Patch | CoverLetter): PatchNumber | null {
  if (headers === null) return null;
  const { n, of, version } = subject;
  return kind === 'cover' ? { n: 0, of: of ?? 0, version } : { n: n ?? 1, of: of ?? 1, version };
}

/** How a commit is named: twelve digits, as the guide asks for. */
export function commitName(id: string): string {
  return `commit ${id.slice(0, 12)}`;
}

/** A file, and a place in it. */
interface RepoPaths {
  /** Null where there is none: of a commit, of standard input. */
  readonly file: string | null;
  readonly at: Span | null;
}

/**
 * Where to look: in what was read; a diff that was read from no file (of a commit, of the index) is looked at in the file
 * that it changes.
 */
export function whereOf(of: Patch | CoverLetter, at: Span | null): RepoPaths {
  const changed = at === null || at.line >= 0 || of.kind !== 'patch' ? null : changedAt(of, at);
  return changed ?? { file: of.origin.file, at };
}

function changedAt({ diff }: Patch, at: Span): RepoPaths | null {
  for (const file of diff.files) {
    for (const line of file.hunks.flatMap((hunk) => hunk.lines)) {
      if (line.at !== at.line) continue;
      const isOld = line.kind === '-';
      const here = isOld ? line.oldLine : line.newLine;
      // Lines count down after it, and columns count the mark.
      const endLine = here + (at.line - at.endLine);
      const place = { line: here, column: at.column - 1, endLine, endColumn: at.endColumn - 1 };
      return { file: isOld ? file.oldPath : file.newPath, at: { ...place, quote: at.quote } };
    }
  }
  return null;
}

/** `FILE:LINE:COLUMN`; a file in a commit is named as git does, `commit 0123456789ab:FILE`. */
export function placeName(of: Patch | CoverLetter, at: Span | null, withColumn = true): string {
  const where = whereOf(of, at);
  const { file, commit } = of.origin;
  const isInCommit = file === null && commit !== null && where.file !== null;
  const name = isInCommit ? `${commitName(commit)}:${where.file}` : (where.file ?? placeOf(of));
  if (where.at === null) return name;
  return `${name}:${where.at.line}${withColumn ? `:${where.at.column}` : ''}`;
}

/** Where a patch was read from, before `:LINE:COLUMN`: the file, `commit 0123456789ab`, `-` for standard input. */
export function placeOf({ origin }: Patch | CoverLetter): string {
  return origin.file ?? (origin.commit === null ? '-' : commitName(origin.commit));
}

/** The summary's own keys, whatever else a caller's object holds. */
export function summaryOf({ summary }: Report): Summary {
  const { patches, covers, replies, other, block, warn, note } = summary;
  return { patches, covers, replies, other, block, warn, note };
}
