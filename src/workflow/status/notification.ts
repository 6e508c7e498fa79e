/**
 * The maintainers' notifications: "Applied to kvm-x86 misc, thanks!" with a list of commits, "Queued, thanks.", drops, and
 * changed SHA-1s. See maintainer-kvm-x86, "Notifications".
 */
import type { Person } from '../../model/patch';
import type { Subject } from '../../model/subject';
import { oneOf, pattern } from '../../model/words';
import type { ParsedMail } from '../../patches/mail';

/** One line of the list: `[2/3] KVM: x86: Do something`, and the commit that it became. */
export interface AppliedPatch {
  readonly n: number;
  readonly of: number;
  readonly shortlog: string;
  /** Null for `(not applied)` and `(no commit info)`. */
  readonly commit: string | null;
  readonly isTaken: boolean;
}

export interface Notification {
  readonly kind: 'applied' | 'dropped' | 'rehashed';
  readonly messageId: string | null;
  readonly from: Person | null;
  readonly date: string | null;
  /** Newest first: what it answers, and what that answered. */
  readonly answers: readonly string[];
  readonly subject: Subject;
  /** `kvm-x86`, `kvm`; null where it is not named. */
  readonly tree: string | null;
  /** `misc`, `next`; null where it is not named. */
  readonly branch: string | null;
  readonly patches: readonly AppliedPatch[];
  /** The numbers of the patches taken, where they are told in words alone; null for all of what is answered. */
  readonly numbers: readonly number[] | null;
  /** Words that say it is not all, but not in a way that is understood: read the mail. */
  readonly isUnclear: boolean;
  /** The sentence that says so. */
  readonly words: string;
}

const ENTRY = /^\s{0,4}\[(\d{1,4})\/(\d{1,4})\] +(\S.{0,300})$/;
/** A line that is longer is no part of a shortlog. */
const LONGEST = 300;
const COMMIT =
  /^\s*(?:(?:commit:? +)|https?:\/\/\S{1,200}?\/(?:commit\/|commit\/\?id=|c\/|\?id=))([0-9a-f]{8,40})\b/;
const SAYS = /^(?:Applied|Queued|Merged|Pushed)\b(?:[ ,.:;!(]|$)/;
/** Said by who took it. "Drop the comment" is what reviewers say. */
const DROPS = pattern('i')`^(?:
    ${oneOf`Note, FYI, Argh, Unfortunately, Sorry, Hrm, Doh`}[,!.:]? )?(?:(?:I(?:['’]ve| have|['’]m| am)? )?
    ${oneOf`
    dropped, dropping, un-?applied, unapplying, reverted, reverting
  `}|I(?:['’]m| am| had| have|['’]ve)? (?:going |had )?to drop) ${oneOf`
    this, these, that, them, it, patch, patches, both, all, the (?:patch|series|commit), from
  `}\b`;
const REHASHES = /\b(?:new (?:hash|SHA|commit)|hash(?:es)? (?:has |have )?changed|force[- ]push|rebased)/i;
/** Longer mails are no notifications, or say it at their start. */
const MOST_LINES = 3000;

/** What a reply says of patches that were taken, or dropped again; null if it does not. */
export function readNotification(mail: ParsedMail): Notification | null {
  if (mail.kind !== 'reply') return null;
  const lines = mail.body.lines.slice(0, MOST_LINES).map((line) => line.trimEnd());
  const own = lines.filter((line) => !/^\s*[>|]/.test(line));
  const patches = entriesOf(own);
  const at = own.findIndex((line) => SAYS.test(line));
  const drop = own.findIndex((line, i) => DROPS.test(line) && (i === 0 || own[i - 1] === ''));
  const rehash = patches.length > 0 ? own.findIndex((line) => REHASHES.test(line)) : -1;
  const common = {
    messageId: mail.origin.messageId,
    from: mail.headers.from,
    date: mail.headers.date,
    answers: [...mail.headers.inReplyTo, ...mail.headers.references.toReversed()],
    subject: mail.subject,
  };
  if (at === -1) {
    if (drop === -1 && rehash === -1) return null;
    const words = sentenceAt(own, drop === -1 ? rehash : drop);
    const kind = rehash === -1 ? ('dropped' as const) : ('rehashed' as const);
    return {
      ...common,
      kind,
      tree: null,
      branch: null,
      patches,
      numbers: numbersIn(words),
      isUnclear: false,
      words,
    };
  }
  const words = sentenceAt(own, at);
  const place = placeIn(words);
  if (!isSaidOf(words, place, patches, own)) return null;
  const numbers = patches.length > 0 ? null : numbersIn(words);
  const isUnclear =
    patches.length === 0 &&
    numbers === null &&
    /\b(?:minus|except|but not|only|most|some|rest|x86 specific)\b/i.test(words);
  return { ...common, kind: 'applied', ...place, patches, numbers, isUnclear, words };
}

/** "Applied on top of v6.1 and tested" is said by testers; what is taken is taken into a tree, with thanks, or listed. */
function isSaidOf(
  words: string,
  place: { tree: string | null },
  patches: readonly AppliedPatch[],
  own: readonly string[],
): boolean {
  if (/^\w+ (?:on top|cleanly|and (?:built|tested)|locally|with (?:fuzz|some offset))\b/i.test(words))
    return false;
  if (patches.length > 0 || place.tree !== null) return true;
  return /^Queued\b/.test(words) || own.some((line) => /\bthanks?\b/i.test(line));
}

function entriesOf(lines: readonly string[]): AppliedPatch[] {
  const entries: AppliedPatch[] = [];
  lines.forEach((line, i) => {
    const entry = ENTRY.exec(line);
    if (!entry) return;
    // A long shortlog goes on in the next line; the commit, or why there is none, follows.
    let next = i + 1;
    let shortlog = entry[3]!.trim();
    while (next < lines.length && next <= i + 2 && isContinued(lines[next]!))
      shortlog += ` ${lines[next++]!.trim()}`;
    const below = lines[next] ?? '';
    const commit = COMMIT.exec(below)?.[1] ?? null;
    const isTaken = commit !== null || /^\s*\(no commit info\)/i.test(below);
    const isTold = isTaken || /^\s*[([](?:not applied|skipped|dropped|drop)\b/i.test(below);
    if (isTold) entries.push({ n: Number(entry[1]), of: Number(entry[2]), shortlog, commit, isTaken });
  });
  return entries;
}

function isContinued(line: string): boolean {
  return (
    line.length <= LONGEST &&
    /^\s+\S/.test(line) &&
    !COMMIT.test(line) &&
    !/^\s*[([]/.test(line) &&
    !ENTRY.test(line) &&
    !/^\s*https?:/.test(line)
  );
}

/** The sentence that starts in this line, up to its full stop or the end of its paragraph. */
function sentenceAt(lines: readonly string[], at: number): string {
  const paragraph: string[] = [];
  for (let i = at; i < lines.length && i < at + 6 && lines[i]!.trim() !== ''; i += 1)
    paragraph.push(lines[i]!.trim());
  const text = paragraph.join(' ');
  const end = /[.!](?= |$)/.exec(text);
  return (end ? text.slice(0, end.index + 1) : text).slice(0, 400);
}

/** `to kvm-x86 misc`, `to kvm/next`. */
function placeIn(words: string): { tree: string | null; branch: string | null } {
  const x86 = /\b(?:to|into|in|on) kvm-x86[ /]+([a-z][\w/-]{0,40})/i.exec(words);
  if (x86) return { tree: 'kvm-x86', branch: x86[1]! };
  if (/\b(?:to|into|in) kvm-x86\b/i.test(words)) return { tree: 'kvm-x86', branch: null };
  const other =
    /\b(?:to|into|in) (kvm(?:arm|-arm|-riscv|-s390|s390)?|tip|linus)[/ ](next|master|queue|fixes|[\w-]+\/[\w-]+)\b/i.exec(
      words,
    );
  return other ? { tree: other[1]!, branch: other[2]! } : { tree: null, branch: null };
}

/** `patches 1-3, 5 and 7`; null where no numbers are told. Numbers of versions and releases are none. */
function numbersIn(words: string): number[] | null {
  const text = words.replace(/\bv?\d+\.\d+(?:-rc\d+)?\b|-rc\d*|\bv\d+\b|\bkvm-x86\b|\bx86\b/gi, ' ');
  const found = /^\w+ (?:patch(?:es)? )?((?:#?\d{1,3}(?:-\d{1,3})*(?:,? and |, ?|\+| |$)?)+)/i.exec(text);
  if (!found || found[1]!.trim() === '') return null;
  const numbers = found[1]!.match(/\d+(?:-\d+)*/g)!.flatMap((part) => {
    const ends = part.split('-').map(Number);
    if (ends.length !== 2) return ends;
    const [from, to] = ends as [number, number];
    return to >= from && to - from < 300 ? Array.from({ length: to - from + 1 }, (_, i) => from + i) : ends;
  });
  return [...new Set(numbers)];
}
