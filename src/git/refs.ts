/** What git lists of refs, and what the patterns of `git for-each-ref` mean. */
import { BACKUP_REFS } from './left-behind';

export interface Ref {
  /** `refs/tags/v6.12`. */
  readonly name: string;
  /** When the tag or the commit was made, in seconds since 1970; 0 where it does not tell. */
  readonly date: number;
}

/** What `parseRefs` reads. */
export const REF_FORMAT = '--format=%(creatordate:unix) %(refname)';

/** The lines that git printed of `REF_FORMAT`. */
export function parseRefs(output: Buffer | null): Ref[] {
  const lines = (output ?? '').toString('utf8').split('\n').filter(Boolean);
  return lines.map((line) => {
    const cut = line.indexOf(' ');
    return { date: Number(line.slice(0, cut)), name: line.slice(cut + 1) };
  });
}

/** Those that one of the patterns names, wholly or up to a slash; `*` and `[0-9]` are what they are for git, wholly. */
export function refsLike(refs: readonly Ref[], patterns: readonly string[]): Ref[] {
  const tests = patterns.map((pattern) => {
    const source = pattern.replace(/[.+?^${}()|\\]/g, '\\$&').replaceAll('*', '[^/]*');
    return new RegExp(`^${source}${/[*[]/.test(pattern) ? '$' : '(?:/|$)'}`);
  });
  return refs.filter(({ name }) => tests.some((test) => test.test(name)));
}

/**
 * Where a branch is kept before it is rewritten, by time and commit: `git reset --keep` to it goes back. The same commit
 * twice in one second is the same ref.
 */
export function backupRef(branch: string, head: string, now = new Date()): string {
  const stamp = now.toISOString().slice(0, 19).replace(/[-:]/g, '');
  return `${BACKUP_REFS}/${branch}/${stamp}-${head.slice(0, 12)}`;
}
