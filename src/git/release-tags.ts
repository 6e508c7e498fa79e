import type { ReleaseTag } from '../model/cycle';
import type { Ref } from './refs';

/** The tags of releases and candidates, by refs that begin as theirs do. */
export function releaseTags(refs: readonly Ref[]): ReleaseTag[] {
  return refs.flatMap(({ name, date }) =>
    date > 0 ? [{ name: name.replace(/^refs\/tags\//, ''), date: date * 1000 }] : [],
  );
}
