/** Notes that were shown at an earlier send, dry run or version of the same series: once is enough. */
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOTES_SHOWN_FILE } from '../../git/left-behind';
import type { Report } from '../../lint/prepare';
import type { Finding } from '../../model/finding';
import type { Series } from '../../model/patch';

/** More than are at work at one time. */
const MOST_SERIES = 40;

/** By the first subject of a series, what was noted of it. */
type Shown = Record<string, readonly string[]>;

/** The report without notes that this series was shown before; what is new now is remembered. */
export function withNewNotes(report: Report, all: readonly Series[], commonDir: string): Report {
  const notes = report.findings.filter(({ level, suppressed }) => level === 'note' && suppressed === null);
  if (notes.length === 0) return report;
  const file = join(commonDir, NOTES_SHOWN_FILE);
  const shown = read(file);
  const seen = new Set(all.flatMap((series) => shown[nameOf(series)] ?? []));
  const added: Shown = {};
  for (const series of all) {
    const own = notes.filter(({ of }) => of === series.cover || series.patches.some((patch) => patch === of));
    added[nameOf(series)] = [...new Set([...(shown[nameOf(series)] ?? []), ...own.map(keyOf)])];
  }
  write(file, { ...without(shown, Object.keys(added)), ...added });
  return {
    ...report,
    findings: report.findings.filter((finding) => finding.level !== 'note' || !seen.has(keyOf(finding))),
  };
}

function nameOf({ cover, patches }: Series): string {
  return hash((cover ?? patches[0])?.shortlog.value ?? '');
}

/** A note is the same one as long as it says the same of the same patch. */
function keyOf({ rule, message, at, of }: Finding): string {
  return hash([rule, message, at?.quote ?? '', of.shortlog.value].join('\0'));
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** A file that can't be read is one that isn't there. */
function read(file: string): Shown {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter(([, keys]) => Array.isArray(keys)));
  } catch {
    return {};
  }
}

function without(shown: Shown, names: readonly string[]): Shown {
  const rest = Object.entries(shown).filter(([name]) => !names.includes(name));
  return Object.fromEntries(rest.slice(-(MOST_SERIES - names.length)));
}

/** Where it can't be written, notes are shown again. */
function write(file: string, shown: Shown): void {
  try {
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(shown), { mode: 0o600 });
    renameSync(`${file}.${process.pid}`, file);
  } catch {}
}
