/** What a check comes to, and how its parts are named in every format. */
import type { Finding } from '../core/finding';
import type { CoverLetter, Patch } from '../model/patch';

/** What was read, and what was found in it; suppressed findings do not count. */
export interface Summary {
  readonly patches: number;
  readonly covers: number;
  readonly replies: number;
  readonly other: number;
  readonly block: number;
  readonly warn: number;
  readonly note: number;
}

export interface Report {
  readonly summary: Summary;
  readonly findings: readonly Finding[];
}

export interface PatchNumber {
  /** 0 is the cover letter. */
  readonly n: number;
  readonly of: number;
  readonly version: number;
}

/** The number of a mail in its series, a mail without one is 1 of 1; null for what is no mail yet. */
export function numberOf({ kind, headers, subject }: Patch | CoverLetter): PatchNumber | null {
  if (headers === null) return null;
  const { n, of, version } = subject;
  return kind === 'cover' ? { n: 0, of: of ?? 0, version } : { n: n ?? 1, of: of ?? 1, version };
}

/** How a commit is named: twelve digits, as the guide asks for. */
export function commitName(id: string): string {
  return `commit ${id.slice(0, 12)}`;
}

/** Where a patch was read from, in front of `:LINE:COLUMN`: the file, `commit 0123456789ab`, `-` for standard input. */
export function placeOf({ origin }: Patch | CoverLetter): string {
  return origin.file ?? (origin.commit === null ? '-' : commitName(origin.commit));
}

/** The summary's own keys, whatever else a caller's object holds. */
export function summaryOf({ summary }: Report): Summary {
  const { patches, covers, replies, other, block, warn, note } = summary;
  return { patches, covers, replies, other, block, warn, note };
}
