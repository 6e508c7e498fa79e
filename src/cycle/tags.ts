import type { GitRunner } from '../git/run';
import type { ReleaseTag } from './cycle';

/** The tags of releases and candidates, with the time they were made; none where git does not tell. */
export function readReleaseTags(git: GitRunner): ReleaseTag[] {
  const format = '--format=%(creatordate:unix) %(refname:strip=2)';
  const output = git.run(['for-each-ref', format, 'refs/tags/v[0-9]*.[0-9]*']);
  return (output?.toString('utf8') ?? '').split('\n').flatMap((line) => {
    const found = /^(\d{1,12}) (\S+)$/.exec(line);
    return found ? [{ name: found[2]!, date: Number(found[1]) * 1000 }] : [];
  });
}
