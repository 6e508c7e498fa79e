/** Which of the series that were sent a notification mentions, and what became of each of their patches. */
import type { AppliedPatch, Notification } from './notification';
import type { PostedMail, PostedSeries } from './posted';

type Fate = 'taken' | 'not taken' | 'dropped' | 'unknown';

export interface PatchStatus {
  readonly n: number;
  readonly shortlog: string;
  readonly fate: Fate;
  readonly commit: string | null;
  /** Commits that it was before, and is no longer: a SHA-1 that no one should quote. */
  readonly formerly: readonly string[];
  /** As the maintainer has it, where that differs. */
  readonly takenAs: string | null;
  /** What was said when it was dropped. */
  readonly why: string | null;
}

export interface SeriesStatus {
  readonly series: PostedSeries;
  readonly tree: string | null;
  readonly branch: string | null;
  readonly patches: readonly PatchStatus[];
  readonly notifications: readonly Notification[];
  /** What notifications say that only a person can read. */
  readonly unclear: readonly string[];
}

/** The patch-id of a commit in this clone, null where it is not there. */
type PatchIdOf = (commit: string) => string | null;

type MatchedBy = 'message-id' | 'patch-id' | 'shortlog';

/** By what a notification is of this series; null if it is of another. */
export function matches(
  series: PostedSeries,
  note: Notification,
  patchIdOf: PatchIdOf = () => null,
): MatchedBy | null {
  const ids = new Set(series.mails.flatMap(({ messageId }) => messageId ?? []));
  if (note.answers.some((id) => ids.has(id))) return answersThis(series, note) ? 'message-id' : null;
  // A series whose ids are known, and that is not answered, is another posting of the same patches.
  if (ids.size > 0) return null;
  const patchIds = new Set(series.mails.flatMap(({ patchId }) => patchId ?? []));
  const isCommitted = ({ commit }: AppliedPatch) => {
    const id = commit === null ? null : patchIdOf(commit);
    return id !== null && patchIds.has(id);
  };
  if (patchIds.size > 0 && note.patches.some(isCommitted)) return 'patch-id';
  return saysTheSame(series, note) ? 'shortlog' : null;
}

/** A reply below a later version names the earlier ones in its References as well. */
function answersThis(series: PostedSeries, { subject, answers }: Notification): boolean {
  const answered = series.mails.find(({ messageId }) => messageId === answers[0]);
  // A cover letter that is known by its id alone may be an earlier version's.
  if (answered !== undefined && answered.shortlog !== '') return true;
  if (answered !== undefined)
    return subject.version === series.version && (subject.n === null || subject.n === 0);
  return subject.version === series.version && saysSubject(series, subject);
}

function saysTheSame(series: PostedSeries, { subject, patches }: Notification): boolean {
  if (subject.version !== series.version || !saysSubject(series, subject)) return false;
  return patches.every(({ n, shortlog }) =>
    series.mails.some((mail) => mail.n === n && isSame(mail.shortlog, shortlog)),
  );
}

/** Returns true if a reply's subject is that of one of the mails: the same number of the same count, the same words. */
function saysSubject(series: PostedSeries, subject: Notification['subject']): boolean {
  const count = Math.max(...series.mails.map(({ n }) => n));
  if (subject.of !== null && subject.of !== count) return false;
  const n = subject.n ?? (count <= 1 ? 1 : null);
  return series.mails.some((mail) => mail.n === n && isSame(mail.shortlog, subject.shortlog));
}

function isSame(one: string, other: string): boolean {
  const plain = (text: string) => text.replace(/\s+/g, ' ').trim().toLowerCase();
  return plain(one) === plain(other);
}

/** What all notifications say about one series. @param notes the oldest first */
export function statusOf(
  series: PostedSeries,
  notes: readonly Notification[],
  patchIdOf: PatchIdOf = () => null,
): SeriesStatus {
  const patches = new Map<number, PatchStatus>();
  for (const { n, shortlog } of series.mails.filter((mail) => mail.n > 0)) {
    patches.set(n, { n, shortlog, fate: 'unknown', commit: null, formerly: [], takenAs: null, why: null });
  }
  const used: Notification[] = [];
  let tree: string | null = null;
  let branch: string | null = null;
  const unclear: string[] = [];
  for (const note of notes) {
    // A drop, and a new SHA-1, answer the notification; or the patch itself.
    const isAnswer =
      used.some((one) => isAnsweredBy(one, note)) ||
      (used.some(({ from }) => from?.email === note.from?.email) &&
        matches(series, note, patchIdOf) === 'message-id');
    if (!isAnswer && (note.kind !== 'applied' || matches(series, note, patchIdOf) === null)) continue;
    used.push(note);
    tree = note.tree ?? tree;
    branch = note.branch ?? (note.tree === null ? branch : null);
    take(patches, series.mails, note);
    if (note.isUnclear || isUnplaced(patches, note)) unclear.push(note.words);
  }
  return { series, tree, branch, patches: [...patches.values()], notifications: used, unclear };
}

/** By the same person: what others say about a notification takes nothing back. */
function isAnsweredBy({ messageId, from }: Notification, answer: Notification): boolean {
  return messageId !== null && answer.answers.includes(messageId) && from?.email === answer.from?.email;
}

function take(patches: Map<number, PatchStatus>, mails: readonly PostedMail[], note: Notification): void {
  if (note.kind === 'rehashed' && note.patches.length === 0) {
    rehash(patches, mails, note);
    return;
  }
  if (note.kind === 'dropped') {
    if (note.isUnclear) return;
    const which =
      note.patches.length > 0
        ? note.patches.map(({ n }) => n)
        : (note.numbers ?? numbersAnswered(mails, note, patches));
    for (const n of which) {
      const patch = patches.get(n);
      if (patch?.fate === 'taken')
        patches.set(n, {
          ...patch,
          fate: 'dropped',
          commit: null,
          formerly: formerly(patch, null),
          why: note.words,
        });
    }
    return;
  }
  if (note.patches.length > 0) {
    for (const entry of note.patches) {
      const patch = patches.get(entry.n);
      if (patch === undefined) continue;
      const takenAs = entry.isTaken && !isSame(entry.shortlog, patch.shortlog) ? entry.shortlog : null;
      const fate: Fate = entry.isTaken ? 'taken' : patch.fate === 'taken' ? 'taken' : 'not taken';
      const commit = entry.commit ?? patch.commit;
      patches.set(entry.n, { ...patch, fate, commit, formerly: formerly(patch, commit), takenAs, why: null });
    }
    const isWhole =
      Math.max(...patches.keys()) === note.patches[0]!.of && numbersAnswered(mails, note, patches).length > 1;
    // A list that leaves patches out leaves them out on purpose.
    if (isWhole)
      for (const [n, patch] of patches)
        if (patch.fate === 'unknown') patches.set(n, { ...patch, fate: 'not taken' });
    return;
  }
  if (note.isUnclear) return;
  const answered = numbersAnswered(mails, note, patches);
  const numbers = note.numbers ?? answered;
  for (const n of answered.length > 1 ? patches.keys() : answered) {
    const patch = patches.get(n)!;
    if (numbers.includes(n) || answered.length === 1) patches.set(n, { ...patch, fate: 'taken' });
    else if (patch.fate === 'unknown') patches.set(n, { ...patch, fate: 'not taken' });
  }
}

/** The new commit of each patch that is named by its old one, by its number, or is the only one it can be. */
function rehash(patches: Map<number, PatchStatus>, mails: readonly PostedMail[], note: Notification): void {
  const taken = (note.numbers ?? numbersAnswered(mails, note, patches)).filter(
    (n) => patches.get(n)?.fate === 'taken',
  );
  for (const { from, to } of note.rehashed) {
    const hadIt = ({ commit }: PatchStatus) =>
      commit !== null && from !== null && (commit.startsWith(from) || from.startsWith(commit));
    const patch =
      [...patches.values()].find(hadIt) ?? (taken.length === 1 ? patches.get(taken[0]!) : undefined);
    if (patch !== undefined) patches.set(patch.n, { ...patch, commit: to, formerly: formerly(patch, to) });
  }
}

function isUnplaced(patches: ReadonlyMap<number, PatchStatus>, { rehashed }: Notification): boolean {
  return rehashed.some(({ to }) => ![...patches.values()].some(({ commit }) => commit === to));
}

function formerly(patch: PatchStatus, commit: string | null): readonly string[] {
  return patch.commit === null || patch.commit === commit
    ? patch.formerly
    : [...patch.formerly, patch.commit];
}

/** The patch that is answered; all of them where it is the cover letter, or none that is known. */
function numbersAnswered(
  mails: readonly PostedMail[],
  note: Notification,
  patches: ReadonlyMap<number, PatchStatus>,
): number[] {
  const byId = mails.find(({ messageId }) => messageId !== null && messageId === note.answers[0])?.n;
  const n = byId ?? note.subject.n;
  return n !== null && n !== undefined && n > 0 && patches.has(n) ? [n] : [...patches.keys()];
}
