/** What rules may ask of a clone: facts from git, read-only, each answered once. */

export interface CommitFact {
  /** The whole id. */
  readonly id: string;
  readonly shortlog: string;
}

/** `missing`: no such commit here, and the clone is whole. `unknown`: this clone cannot tell (shallow, partial, time is up). */
export type CommitAnswer = CommitFact | 'missing' | 'unknown' | 'ambiguous';

export interface Clone {
  /** The commit that an id of 4 to 40 hex digits names. */
  commit(id: string): CommitAnswer;
  /** Whether others can have this commit: it is reachable from a remote-tracking branch or a tag. */
  isPublic(id: string): boolean | 'unknown';
  /** Answer for these ids at once, in one git process. */
  prefetch(ids: Iterable<string>): void;
}
