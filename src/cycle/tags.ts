import type { Ref } from '../git/refs';
import type { ReleaseTag } from './cycle';

/** The tags of releases and candidates, by refs that begin as theirs do. */
export function releaseTags(refs: readonly Ref[]): ReleaseTag[] {
  return refs.flatMap(({ name, date }) =>
    date > 0 ? [{ name: name.replace(/^refs\/tags\//, ''), date: date * 1000 }] : [],
  );
}
