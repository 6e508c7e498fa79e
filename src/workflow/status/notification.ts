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

interface Rehash {
  /** Null where only the new one is named. */
  readonly from: string | null;
  readonly to: string;
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
  /** Commits that are others now, where words alone tell it. */
  readonly rehashed: readonly Rehash[];
  /** Words that say it is not all, but not in a way that is understood: read the mail. */
  readonly isUnclear: boolean;
  /** The sentence that says so. */
  readonly words: string;
}

const ENTRY = /^\s{0,4}\[(\d{1,4})\/(\d{1,4})\] +(\S.{0,300})$/;
/** A longer line is not part of a shortlog. */
const LONGEST = 300;
const COMMIT =
  /^\s*(?:(?:commit:? +)|https?:\/\/\S{1,200}?\/(?:commit\/|commit\/\?id=|c\/|\?id=))([0-9a-f]{8,40})\b/;
const SAYS = /^(?:Applied|Queued|Merged|Pushed)\b(?:[ ,.:;!(]|$)/;
const LEAD = pattern(
  'i',
)`^(?:${oneOf`Note, FYI, Argh, Unfortunately, Sorry, Hrm, Doh, Ugh, Actually, So, But`}[,!.:]* )?`;
const DROPPED = oneOf`
  dropped, dropping, un-?applied, unapplying, reverted, reverting, backed out, backing out
`;
/** Said by who took it. "Drop the comment" is what reviewers say. */
const DROPS = pattern(
  'i',
)`^(?:I(?:['’](?:ve|m|ll|d)| have| had| am| will)? (?:(?:just|now|going) )?(?:(?:had )?(?:to )?drop|${DROPPED})
    |I(?:['’]ve)? (?:have |had )to drop|${DROPPED})\b`;
/** `Patch 2 is dropped`. */
const IS_DROPPED = pattern('i')`^Patch(?:es)? ([\d #,/&+-]{1,40}(?: and \d{1,3})?) ?
    (?:is|are|was|were|has been|have been|had to be) (?:now )?${DROPPED}\b`;
/** What is dropped is a part of a patch, or not a patch. */
const WHILE_APPLYING = /\b(?:when|while|before) (?:applying|queue?ing)\b|\bfixed? ?up\b/i;
/** All that is answered: `it`, `these`, the end of the sentence. */
const WHOLE = pattern('i')`^(?:[ ,.:;!)-]*$|[,.:;!(]|\s-|
    \s(?:${oneOf`for, due, because, as, since, from, now, again, until, and`})\b|
    \s(?:all of )?(?:${oneOf`
    this, these, that, those, them, it, both, all, everything, the series, the patch, the patches, the commit
  `})\b)`;
const ORDINALS = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
];
const REHASHES = pattern(
  'i',
)`\b(?:new (?:hash|SHA|commit)|(?:hash|SHA-?1?)(?:e?s)? (?:has |have |will |did )?changed?|
    force[- ]?push|rebased)`;
/** `0123456789ab is now 89abcdef0123`. */
const BECAME = /\b([0-9a-f]{8,40})(?: ?(?:->|=>|→) ?| (?:is|are) now | became | to )([0-9a-f]{8,40})\b/g;
const HEX = /(?<![\w/])(?=[0-9a-f]*\d)[0-9a-f]{8,40}(?!\w)/g;
/** Lines of a paragraph that are read. */
const MOST_OF_PARAGRAPH = 20;
/** Longer mails are not notifications, or say it at their start. */
const MOST_LINES = 3000;

/** What a reply says about patches that were taken, or dropped again; null if it does not. */
export function readNotification(mail: ParsedMail): Notification | null {
  if (mail.kind !== 'reply') return null;
  const lines = mail.body.lines.slice(0, MOST_LINES).map((line) => line.trimEnd());
  const own = lines.filter((line) => !/^\s*[>|]/.test(line));
  const patches = entriesOf(own);
  const at = own.findIndex((line) => SAYS.test(line));
  const common = {
    messageId: mail.origin.messageId,
    from: mail.headers.from,
    date: mail.headers.date,
    answers: [...mail.headers.inReplyTo, ...mail.headers.references.toReversed()],
    subject: mail.subject,
  };
  if (at === -1) return readChange(own, patches, common);
  const words = sentenceAt(own, at);
  const place = placeIn(words);
  if (!isSaidOf(words, place, patches, own)) return null;
  const numbers = patches.length > 0 ? null : numbersIn(words);
  const isUnclear =
    patches.length === 0 &&
    numbers === null &&
    /\b(?:minus|except|but not|only|most|some|rest|x86 specific)\b/i.test(words);
  return { ...common, kind: 'applied', ...place, patches, numbers, rehashed: [], isUnclear, words };
}

/** What is said of patches that were taken before: that they are dropped, or are other commits now. */
function readChange(
  own: readonly string[],
  patches: readonly AppliedPatch[],
  common: Pick<Notification, 'messageId' | 'from' | 'date' | 'answers' | 'subject'>,
): Notification | null {
  const change = { ...common, tree: null, branch: null, patches, rehashed: [] };
  const all = sentencesOf(own);
  for (const { text, rest } of all) {
    const drop = dropIn(text);
    if (drop !== null) return { ...change, kind: 'dropped', ...drop, words: rest };
  }
  for (const { text, rest } of all) {
    if (!REHASHES.test(text)) continue;
    const rehashed = patches.length > 0 ? [] : rehashesIn(rest);
    // Of a rebase without any commit, reviewers speak.
    if (patches.length === 0 && rehashed.length === 0 && !/\bnew\b|chang|push/i.test(text)) continue;
    const named = /\bpatch(?:es)? (\d[\d ,-]{0,30})/i.exec(text);
    const numbers = named === null ? null : numbersIn(`x ${named[1]!.trim()}`);
    const isUnclear = patches.length === 0 && rehashed.length === 0;
    return { ...change, kind: 'rehashed', rehashed, numbers, isUnclear, words: rest };
  }
  return null;
}

/** The patches that a sentence says are dropped; null if it says no such thing. */
function dropIn(sentence: string): Pick<Notification, 'numbers' | 'isUnclear'> | null {
  const text = sentence.replace(LEAD, '');
  const passive = IS_DROPPED.exec(text);
  if (passive) return { numbers: numbersIn(`x ${passive[1]!.trim()}`), isUnclear: false };
  const drops = DROPS.exec(text);
  if (drops === null || WHILE_APPLYING.test(text)) return null;
  const object = text.slice(drops[0].length).slice(0, LONGEST);
  const ordinal = ORDINALS.findIndex((word) => object.startsWith(` the ${word} patch`)) + 1;
  const numbers =
    ordinal > 0 ? [ordinal] : numbersIn(`x${object.replace(/^ (?:the )?patch(?:es)?(?= )/i, '')}`);
  return { numbers, isUnclear: numbers === null && !WHOLE.test(object) };
}

/** Commits that became others; a new one alone has no `from`. */
function rehashesIn(words: string): Rehash[] {
  const pairs = [...words.matchAll(BECAME)].map(([, from, to]) => ({ from: from!, to: to! }));
  if (pairs.length > 0) return pairs;
  const ids = [...new Set(words.match(HEX) ?? [])];
  return ids.length === 1 ? [{ from: null, to: ids[0]! }] : [];
}

interface Sentence {
  readonly text: string;
  /** The sentence and what follows it in its paragraph. */
  readonly rest: string;
}

function sentencesOf(lines: readonly string[]): Sentence[] {
  const sentences: Sentence[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    if (lines[i]!.trim() === '' || (lines[i - 1] ?? '').trim() !== '') continue;
    const end = lines.findIndex((line, at) => at > i && line.trim() === '');
    const paragraph = lines.slice(i, Math.min(end === -1 ? lines.length : end, i + MOST_OF_PARAGRAPH));
    const text = paragraph
      .map((line) => line.trim())
      .join(' ')
      .slice(0, MOST_OF_PARAGRAPH * LONGEST);
    let at = 0;
    for (const part of text.split(/(?<=[.!?]) +/)) {
      sentences.push({ text: part, rest: text.slice(at, at + 400) });
      at = text.indexOf(part, at) + part.length + 1;
      while (text[at] === ' ') at += 1;
    }
  }
  return sentences;
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
