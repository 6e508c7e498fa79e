/** What a series says in words, and how much of it is at hand. */
import type { Patch, Series } from '../../model/patch';
import type { Text } from '../../model/text';
import { changedLines } from './paths';

/** Lines that git makes: diffstat, its total, mode changes, ranges of a range-diff. */
const MADE = /^ .{1,300}\|\s+(?:\d+|Bin|Unknown)|^ \d+ files? changed|^ (?:create|delete|rename|copy|mode) /;

function withoutDiffstat(text: Text): string {
  return text.value
    .split('\n')
    .filter((line) => !MADE.test(line))
    .join('\n');
}

/** What is said to reviewers, and not recorded by git: the cover letter, and each patch's notes. */
export function asideOf(series: Series): string {
  const notes = series.patches.map((patch) => withoutDiffstat(patch.notes));
  return [coverOf(series), ...notes].join('\n').trim();
}

/** The cover letter without the list of shortlogs that git puts into it. */
function coverOf({ cover, patches }: Series): string {
  if (cover === null) return '';
  const shortlogs = new Set(patches.map(({ shortlog }) => shortlog.value));
  return withoutDiffstat(cover.body)
    .split('\n')
    .filter((line) => !line.startsWith('  ') || !shortlogs.has(line.trim()))
    .join('\n');
}

/** All that one patch says: shortlog, changelog, tags and notes. */
export function saidOf(patch: Patch): string {
  return `${patch.message.value}\n${withoutDiffstat(patch.notes)}`;
}

/** All that a series says. */
export function wordsOfSeries(series: Series): string {
  const cover =
    series.cover === null ? '' : `${series.cover.shortlog.value}\n${withoutDiffstat(series.cover.body)}`;
  return [cover, ...series.patches.map(saidOf)].join('\n');
}

/** Returns true if each of the series' patches is available; otherwise what is missing may be in another one. */
export function isAllHere(series: Series): boolean {
  return series.patches.length >= series.of && series.patches.length > 0;
}

/**
 * The paths in a cover letter's diffstat, with their counts of changed lines: what a series does where some of its
 * patches are not at hand. Long paths are cut by git: `.../kvm/x86/state_test.c`. Null where there is no diffstat.
 */
function diffstatOf(series: Series): ReadonlyMap<string, number> | null {
  const stat = new Map<string, number>();
  for (const line of series.cover?.body.value.split('\n') ?? []) {
    const entry = /^ (\S.{0,300}?)\s+\|\s+(\d+)/.exec(line);
    if (entry) stat.set(entry[1]!, Number(entry[2]));
  }
  return stat.size === 0 ? null : stat;
}

/** Returns true if all that the series changes in such paths is at hand, by its count of patches or by its diffstat. */
export function isAllHereOf(series: Series, isMeant: (path: string) => boolean): boolean {
  if (isAllHere(series)) return true;
  const stat = diffstatOf(series);
  if (stat === null) return false;
  const files = series.patches.flatMap((patch) => patch.diff.files);
  return [...stat].every(([path, count]) => {
    const end = path.replace(/^\.\.\./, '');
    const same = files.filter((file) => file.newPath.endsWith(end));
    const seen = same.reduce((sum, file) => sum + changedLines(file), 0);
    return !(isMeant(path) || same.some((file) => isMeant(file.newPath))) || seen >= count;
  });
}

/** Returns true if what the cover letter would say can be known: it is here, there is none to be, or a send lacks it. */
export function isCoverKnown(series: Series): boolean {
  return series.mailed && (series.cover !== null || series.whole || series.of <= 1);
}
