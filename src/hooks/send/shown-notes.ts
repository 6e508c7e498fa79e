/** Notes that were shown at an earlier send, dry run or version of the same patch: once is enough. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOTES_SHOWN_FILE } from '../../git/left-behind';
import { replaceFile } from '../../git/replace-file';
import type { Report } from '../../lint/prepare';
import type { Finding } from '../../model/finding';

/** More than the series that are at work at one time have. */
const MOST = 2000;

/** The report without notes that were shown before; those that are new are remembered. */
export function withNewNotes(report: Report, commonDir: string): Report {
  const file = join(commonDir, NOTES_SHOWN_FILE);
  const before = read(file);
  const seen = new Set(before);
  const isNote = ({ level, suppressed }: Finding) => level === 'note' && suppressed === null;
  const added = [...new Set(report.findings.filter(isNote).map(keyOf))].filter((key) => !seen.has(key));
  if (added.length > 0) write(file, [...before, ...added].slice(-MOST));
  return { ...report, findings: report.findings.filter((one) => !isNote(one) || !seen.has(keyOf(one))) };
}

/** A note is the same one as long as it says the same of the same patch. */
function keyOf({ rule, message, at, of }: Finding): string {
  const what = [rule, message, at?.quote ?? '', of.shortlog.value].join('\0');
  return createHash('sha256').update(what).digest('hex').slice(0, 16);
}

/** A file that can't be read is one that isn't there. */
function read(file: string): string[] {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(value) ? value.filter((key) => typeof key === 'string') : [];
  } catch {
    return [];
  }
}

/** Where it can't be written, notes are shown again. */
function write(file: string, keys: readonly string[]): void {
  try {
    replaceFile(file, JSON.stringify(keys), { mode: 0o600 });
  } catch {}
}
