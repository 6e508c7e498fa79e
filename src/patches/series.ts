/** Mails put together: patches of one version, and their cover letter. */
import type { CoverLetter, Patch, Series } from '../model/patch';
import type { ParsedMail } from './mail';

type Member = Patch | CoverLetter;

/** As many series of one thread and one count are looked at to find the one that a part belongs to. */
const MOST_PARTS = 8;

/** What the mails of one series have in common whatever their thread. */
function shapeOf({ subject }: Pick<Member, 'subject'>): string {
  return [countOf({ subject }), ...subject.words.map((word) => word.toLowerCase())].join(' ');
}

/** The same without the words, in which patches of one series may differ: `[kvm-unit-tests PATCH 3/3]`. */
function countOf({ subject: { version, of, rfc, resend } }: Pick<Member, 'subject'>): string {
  return [version, of ?? '', rfc, resend].join(' ');
}

/** Message-IDs that refer to each other, joined into threads (a union-find with path halving). */
class Threads {
  private readonly parents = new Map<string, string>();

  root(id: string): string {
    let one = id;
    for (;;) {
      const parent = this.parents.get(one);
      if (parent === undefined) return one;
      const above = this.parents.get(parent);
      if (above === undefined) return parent;
      this.parents.set(one, above);
      one = above;
    }
  }

  join(a: string, b: string): void {
    const [from, to] = [this.root(b), this.root(a)];
    if (from !== to) this.parents.set(from, to);
  }
}

function threadIds({ headers, origin }: Member): string[] {
  const own = origin.messageId === null ? [] : [origin.messageId];
  return [...(headers?.references ?? []), ...(headers?.inReplyTo ?? []), ...own];
}

/**
 * Group patches and cover letters into series.
 *
 * A series is what shares a thread, a version, the count of patches and the words in the brackets: v2 sent in the
 * thread of v1 is its own, and so is a resend. Mails that nothing ties to a thread (`git format-patch` alone) go by the
 * brackets, and by the sender once they were sent. Words that only some of a series' patches have do not part it, as
 * long as the numbers fit together. A patch without `n/m` is a series of one, a cover letter without any
 * patch a series of none. The same number twice stays: a rule tells of it.
 *
 * @param options.whole whether all of each series is at hand (a send, a directory), which an archive never promises
 * @returns in the order in which the first mail of each appears
 */
export function groupSeries(mails: Iterable<ParsedMail | Member>, options: { whole: boolean }): Series[] {
  const members: Member[] = [];
  for (const mail of mails) {
    if (!('mail' in mail)) members.push(mail);
    else if (mail.mail !== null) members.push(mail.mail);
  }
  const threads = new Threads();
  const tied = new Set<string>();
  for (const member of members) {
    const [first, ...others] = threadIds(member);
    for (const other of others) {
      threads.join(first!, other);
      tied.add(first!).add(other);
    }
  }
  const groups = new Map<string, Member[]>();
  members.forEach((mail, i) => {
    const key = mail.subject.n === null ? `${i}` : `${threadOf(mail)} ${shapeOf(mail)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [mail]);
    else group.push(mail);
  });
  return joinParts([...groups.values()]).map((group) => makeSeries(group, options.whole));

  /** Of one thread and one count, and without a number in common: one series, whatever else the brackets say. */
  function joinParts(parts: readonly Member[][]): Member[][] {
    const series: Member[][] = [];
    const known = new Map<string, Member[][]>();
    for (const part of parts) {
      const first = part[0]!;
      const key = `${threadOf(first)} ${countOf(first)}`;
      const others = known.get(key) ?? [];
      const rest = others.find((other) => !shareNumber(other, part));
      if (rest !== undefined) rest.push(...part);
      else {
        series.push(part);
        // mutant: only bounds the time
        if (others.length < MOST_PARTS) known.set(key, [...others, part]);
      }
    }
    return series;
  }

  function threadOf(mail: Member): string {
    const [id] = threadIds(mail);
    if (id === undefined) return '';
    // An id that is not the mail's own is one it refers to: all patches of a send may answer an older thread.
    const isTied = tied.has(id) || id !== mail.origin.messageId;
    return isTied ? threads.root(id) : `from ${mail.headers?.from?.email.toLowerCase() ?? ''}`;
  }
}

function shareNumber(one: readonly Member[], other: readonly Member[]): boolean {
  const numbers = new Set(one.map(({ subject }) => subject.n));
  return other.some(({ subject }) => numbers.has(subject.n));
}

function makeSeries(group: readonly Member[], whole: boolean): Series {
  const cover = group.find((mail) => mail.kind === 'cover') ?? null;
  const patches = group
    .filter((mail) => mail.kind === 'patch')
    .map((patch, i) => ({ patch, i }))
    .sort((a, b) => (a.patch.subject.n ?? a.i) - (b.patch.subject.n ?? b.i) || a.i - b.i)
    .map(({ patch }) => patch);
  const { version, of, rfc } = (cover ?? patches[0]!).subject;
  return { cover, patches, version, of: of ?? patches.length, rfc, whole, mailed: true };
}
