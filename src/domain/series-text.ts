/** What a series says in words, and how much of it is at hand. */
import type { Patch, Series } from '../model/patch';
import type { Text } from '../model/text';

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
  return [series.cover === null ? '' : withoutDiffstat(series.cover.body), ...notes].join('\n').trim();
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

/** Whether each of the series' patches is at hand: what is missing is else no fault, it may stand in another one. */
export function isAllHere(series: Series): boolean {
  return series.patches.length >= series.of && series.patches.length > 0;
}

/** Whether what the cover letter would say can be known: it is here, there is none to be, or a send lacks it. */
export function isCoverKnown(series: Series): boolean {
  return series.mailed && (series.cover !== null || series.whole || series.of <= 1);
}
