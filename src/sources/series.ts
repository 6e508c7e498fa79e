/** Mails put together: patches of one version, and their cover letter. */
import type { CoverLetter, Patch, Series } from '../model/patch';
import type { ParsedMail } from './mail';

type Member = Patch | CoverLetter;

/** What the mails of one series have in common whatever their thread. */
export function shapeOf({ subject }: Pick<Member, 'subject'>): string {
  const { version, of, rfc, resend, words } = subject;
  return [version, of ?? '', rfc, resend, ...words.map((word) => word.toLowerCase())].join(' ');
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
 * brackets, and by the sender once they were sent. A patch without `n/m` is a series of one, a cover letter without any
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
    const key =
      mail.kind === 'patch' && mail.subject.n === null ? `${i}` : `${threadOf(mail)} ${shapeOf(mail)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [mail]);
    else group.push(mail);
  });
  return [...groups.values()].map((group) => makeSeries(group, options.whole));

  function threadOf(mail: Member): string {
    const [id] = threadIds(mail);
    if (id === undefined) return '';
    // An id that is not the mail's own is one it refers to: all patches of a send may answer an older thread.
    const isTied = tied.has(id) || id !== mail.origin.messageId;
    return isTied ? threads.root(id) : `from ${mail.headers?.from?.email.toLowerCase() ?? ''}`;
  }
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
