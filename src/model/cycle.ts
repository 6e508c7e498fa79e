/** Where the release cycle stands, from the tags of a clone: see maintainer-kvm-x86, "Lifecycle" and "Timeline". */

export interface ReleaseTag {
  readonly name: string;
  /** When it was made, in milliseconds since 1970. */
  readonly date: number;
}

export interface Cycle {
  /** The newest tag: `v6.12-rc5`, `v6.12`. */
  readonly tag: string;
  /** The release that is being made: `6.12`; in a merge window, the one that was just made. */
  readonly release: string;
  /** 0 in the merge window. */
  readonly rc: number;
  readonly isMergeWindow: boolean;
  /** Whole days since the tag. */
  readonly days: number;
}

const WEEK = 7 * 24 * 3600 * 1000;
/** A clone whose newest tag is older than this was not fetched: nothing is known of today. */
const STALE = 3 * WEEK;

/** The newest of Linus' tags; null where there is none. Tags of stable releases (`v6.12.3`) are not part of a cycle. */
export function cycleOf(tags: readonly ReleaseTag[], now: number): Cycle | null {
  let newest: { tag: ReleaseTag; version: readonly number[] } | null = null;
  for (const tag of tags) {
    const version = versionOf(tag.name);
    if (version !== null && (newest === null || compare(version, newest.version) > 0))
      newest = { tag, version };
  }
  if (newest === null) return null;
  const [major, minor, rc] = newest.version as [number, number, number];
  const isMergeWindow = rc === RELEASE;
  const days = Math.floor((now - newest.tag.date) / (24 * 3600 * 1000));
  return {
    tag: newest.tag.name,
    release: `${major}.${minor}`,
    rc: isMergeWindow ? 0 : rc,
    isMergeWindow,
    days,
  };
}

/** Returns true if a tag is so old that later ones are missing here. */
export function isStale(cycle: Cycle): boolean {
  return cycle.days * 24 * 3600 * 1000 > STALE || cycle.days < -1;
}

/** What the cycle means for a series, in a sentence; '' where there is nothing to say. */
export function meaningOf(cycle: Cycle, series: { isFix: boolean }): string {
  if (cycle.isMergeWindow)
    return 'the merge window is open: little is reviewed before rc1, so no reply is normal';
  if (cycle.rc >= 7) return 'the next release is all but closed: no reply is normal until the next rc1';
  if (cycle.rc >= 6)
    return 'the soft deadline for fixes is around rc6: this is for the release after; no reply is normal until the next rc1';
  if (cycle.rc === 5 && !series.isFix)
    return 'the soft deadline for new features is around rc5: this may be for the release after';
  return '';
}

/** How long to wait before asking for a status. */
export function pingAfter(cycle: Cycle): string {
  if (cycle.isMergeWindow || cycle.rc >= 6) return 'do not ping before the next rc1';
  return 'wait two weeks before a ping';
}

const RELEASE = 1000;

function versionOf(name: string): number[] | null {
  const found = /^v(\d{1,3})\.(\d{1,3})(?:-rc(\d{1,2}))?$/.exec(name);
  return found
    ? [Number(found[1]), Number(found[2]), found[3] === undefined ? RELEASE : Number(found[3])]
    : null;
}

function compare(a: readonly number[], b: readonly number[]): number {
  return a.map((part, i) => part - b[i]!).find((difference) => difference !== 0) ?? 0;
}
