/** What a series is based on, as it says itself. */
import type { CoverLetter, Patch, Series } from '../../model/patch';
import type { Text } from '../../model/text';
import { featuresOf } from './features';

interface Base {
  readonly id: string;
  readonly text: Text;
  readonly of: Patch | CoverLetter;
}

/** The first `base-commit:` of the series' mails; null where there is none. */
export function baseOf(series: Series): Base | null {
  for (const mail of [series.cover, ...series.patches]) {
    const text = mail?.footer.baseCommit;
    const id = text && /[0-9a-f]{7,64}/i.exec(text.value)?.[0];
    if (mail && text && id) return { id, text, of: mail };
  }
  return null;
}

/** What the commits of a range are on: the base that they will have as mail. */
export function parentOf({ patches: [first] }: Series) {
  const id = first?.origin.parent;
  return first === undefined || id === undefined ? null : { id, text: null, of: first };
}

/** A series with a fix, and without anything new for user space: it may be for the current release. */
export function isForCurrentRelease(series: Series): boolean {
  if (featuresOf(series).length > 0) return false;
  return series.patches.some(({ trailers }) => trailers.some(({ key }) => /^fixes$/i.test(key)));
}
