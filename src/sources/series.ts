/** Mails put together: patches of one version, and their cover letter. */
import type { CoverLetter, Patch, Series } from '../model/patch';
import type { ParsedMail } from './mail';

type Member = Patch | CoverLetter;

/** The first mail of the thread, as far as the mail tells; null for one that stands alone. */
function threadOf(mail: Member): string | null {
  return mail.headers?.references[0] ?? mail.headers?.inReplyTo[0] ?? null;
}

/** What the mails of one series have in common whatever their thread. */
function shapeOf({ subject }: Member): string {
  const { version, of, rfc, resend, words } = subject;
  return [version, of ?? '', rfc, resend, ...words.map((word) => word.toLowerCase())].join(' ');
}

/**
 * Group patches and cover letters into series.
 *
 * A series is what shares a thread, a version, the count of patches and the words in the brackets. Without threading
 * (`git format-patch` alone), the brackets decide by themselves; a patch without `n/m` is then a series of its own. A
 * cover letter without any patch is a series without patches.
 *
 * @param options.whole whether all of each series is at hand (a send, a directory), which an archive never promises
 */
export function groupSeries(mails: Iterable<ParsedMail | Member>, options: { whole: boolean }): Series[] {
  const members: Member[] = [];
  for (const mail of mails) {
    if (!('mail' in mail)) members.push(mail);
    else if (mail.mail !== null) members.push(mail.mail);
  }
  const parents = new Map<string, string>();
  for (const { origin, headers } of members) {
    const parent = headers?.inReplyTo[0] ?? headers?.references.at(-1);
    if (origin.messageId !== null && parent !== undefined) parents.set(origin.messageId, parent);
  }
  const groups = new Map<string, Member[]>();
  members.forEach((mail, i) => {
    const alone = mail.subject.n === null && mail.kind === 'patch';
    const key = alone ? `alone ${i}` : `${seriesThread(mail)} ${shapeOf(mail)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [mail]);
    else group.push(mail);
  });
  return [...groups.values()].map((group) => makeSeries(group, options.whole));
}

/** Mails of an unthreaded series name no thread, its first mail in a threaded one does not either: it is the thread. */
function seriesThread(mail: Member): string {
  return threadOf(mail) ?? mail.origin.messageId ?? '';
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
