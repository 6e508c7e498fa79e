/** Two series of one send that are versions of one, or have a patch in common. */
import { memoize } from '../../model/memoize';
import type { CoverLetter, Patch, Series } from '../../model/patch';

interface Twins {
  readonly one: Patch | CoverLetter;
  readonly other: Patch | CoverLetter;
}

/** A folder with more is not a send. */
const MOST_SERIES = 50;
/** Of the changed lines of the smaller patch, in the other one. */
const SAME = 0.8;
const FEWEST_LINES = 4;

/** The first mail of `series` that an earlier one of `all` has as well: the same title, or the same change. */
export function twinIn(series: Series, all: readonly Series[]): Twins | null {
  const at = all.indexOf(series);
  if (at === -1 || all.length > MOST_SERIES) return null;
  for (const before of all.slice(0, at)) {
    for (const one of mailsOf(series)) {
      const other = mailsOf(before).find((mail) => isSame(one, mail));
      if (other !== undefined) return { one, other };
    }
  }
  return null;
}

function mailsOf({ cover, patches }: Series): (Patch | CoverLetter)[] {
  return [...(cover === null ? [] : [cover]), ...patches];
}

function isSame(one: Patch | CoverLetter, other: Patch | CoverLetter): boolean {
  if (one.kind !== other.kind) return false;
  if (one.shortlog.value !== '' && one.shortlog.value === other.shortlog.value) return true;
  return one.kind === 'patch' && other.kind === 'patch' && isSameChange(linesOf(one), linesOf(other));
}

function isSameChange(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const [few, many] = one.size < other.size ? [one, other] : [other, one];
  if (few.size < FEWEST_LINES || few.size < many.size * SAME) return false;
  let common = 0;
  for (const line of few) if (many.has(line)) common += 1;
  return common >= few.size * SAME;
}

/** The changed lines of a patch, with their files and marks. */
const linesOf = memoize((patch: Patch): ReadonlySet<string> => {
  const lines = new Set<string>();
  for (const { newPath, hunks } of patch.diff.files) {
    for (const hunk of hunks)
      for (const { kind, text } of hunk.lines)
        if (kind !== ' ') lines.add(`${newPath} ${kind}${text.trim()}`);
  }
  return lines;
});
