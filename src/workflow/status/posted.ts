/** What was made and sent from this clone: versions of series, their Message-IDs and patch-ids, in one file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERIES_FILE } from '../../git/left-behind';
import { replaceFile } from '../../git/replace-file';

export interface PostedMail {
  /** 0 is the cover letter. */
  readonly n: number;
  /** With angle brackets; null where git send-email was still to make one. */
  readonly messageId: string | null;
  readonly shortlog: string;
  /** `git patch-id --stable`; null for a cover letter. */
  readonly patchId: string | null;
}

export interface PostedSeries {
  /** The branch it was made from; null where that can't be determined. */
  readonly branch: string | null;
  readonly version: number;
  /** The parent of the first patch, and the last patch. */
  readonly from: string | null;
  readonly tip: string | null;
  /** Where the mails lie, as an absolute path. */
  readonly folder: string | null;
  /** When it was made; ISO 8601. */
  readonly made: string;
  /** When the checks let it leave; null while it was not sent. */
  readonly sent: string | null;
  readonly mails: readonly PostedMail[];
}

/** More than anyone asks for. */
const MOST = 500;

/** All that is remembered, the oldest first. A file that cannot be read is one that is not there. */
export function readPosted(commonDir: string): PostedSeries[] {
  try {
    const value: unknown = JSON.parse(readFileSync(join(commonDir, SERIES_FILE), 'utf8'));
    return Array.isArray(value) ? value.filter(isPosted) : [];
  } catch {
    return [];
  }
}

function isPosted(value: unknown): value is PostedSeries {
  const { version, made, mails } = (value ?? {}) as Partial<Record<keyof PostedSeries, unknown>>;
  return typeof version === 'number' && typeof made === 'string' && Array.isArray(mails);
}

/** Remember a series; one of the same branch and version that was not sent yet is replaced. */
export function rememberPosted(commonDir: string, series: PostedSeries): void {
  const kept = readPosted(commonDir).filter((one) => !isSame(one, series));
  const file = join(commonDir, SERIES_FILE);
  replaceFile(file, `${JSON.stringify([...kept, series].slice(-MOST), null, 1)}\n`, { mode: 0o600 });
}

function isSame(before: PostedSeries, now: PostedSeries): boolean {
  if (before.version !== now.version) return false;
  // Git makes them of a commit and a second: two versions that were made at once share some.
  const ids = new Set(now.mails.flatMap(({ messageId }) => messageId ?? []));
  if (before.mails.some(({ messageId }) => messageId !== null && ids.has(messageId))) return true;
  if (before.branch !== now.branch) return false;
  if (before.sent === null) return before.branch !== null;
  // Sent again, perhaps because the mail server rejected it: the same patches.
  const patches = (series: PostedSeries) =>
    series.mails.map(({ n, shortlog }) => `${n} ${shortlog}`).join('\n');
  return now.sent !== null && patches(before) === patches(now);
}

/** The versions of this branch that were sent, the newest last. */
export function sentVersions(all: readonly PostedSeries[], branch: string | null): PostedSeries[] {
  if (branch === null) return [];
  return all
    .filter((one) => one.branch === branch && one.sent !== null)
    .sort((a, b) => a.version - b.version);
}
