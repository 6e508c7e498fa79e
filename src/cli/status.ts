/** `git kvm status`: which of the series that were sent are where. */

import type { Command } from 'commander';
import { fetchedBranches } from '../git/fetched';
import { openClone } from '../git/git-clone';
import { findRepository } from '../git/repo-paths';
import { askGit, gitRunner } from '../git/run';
import { UsageError } from '../model/errors';
import { escapeControls, escapeControlsJson } from '../model/escape-controls';
import type { RepoFacts } from '../model/repo-facts';
import type { ParsedMail } from '../patches/mail';
import { readMails } from '../patches/paths';
import { groupSeries } from '../patches/series';
import { ownCommits, publishedIn } from '../workflow/format-patch/own-commits';
import { statusOf } from '../workflow/status/match';
import { type Notification, readNotification } from '../workflow/status/notification';
import { type PostedSeries, readPosted } from '../workflow/status/posted';
import { quotes } from '../workflow/status/quotes';
import { postedFromMail } from '../workflow/status/remember';
import { type Shown, statusJson, statusTable } from '../workflow/status/table';
import type { Io } from './io';
import { action, io, twoFormats } from './shared';

export function addTo(program: Command): void {
  program
    .command('status')
    .description('show which of the series sent from this clone were applied, according to mails on the list')
    .argument('[mail...]', 'mboxes (also .gz), maildirs, directories, or - for standard input')
    .option('--since <date>', 'only series sent since this date, as 2026-01-31')
    .addOption(twoFormats)
    .addHelpText(
      'after',
      `
Examples:
  git kvm status ~/Mail/kvm                 a maildir or an mbox
  lei q -f mboxrd 's:applied AND l:kvm.vger.kernel.org AND d:2.weeks.ago..' | git kvm status -
  git kvm status --format json ~/Mail/kvm

Shows the series sent from this clone, and patches by you in the mail.`,
    )
    .action(
      action(async (mail: string[], options: { since?: string; format: 'pretty' | 'json' }) =>
        status({ ...options, mail, cwd: process.cwd(), env: process.env, stdin: process.stdin }, io),
      ),
    );
}

interface StatusOptions {
  /** Mboxes, maildirs, directories, `-`. */
  readonly mail: readonly string[];
  readonly since?: string;
  readonly format: 'pretty' | 'json';
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadableStream;
}

/** @returns 2 if mail could not be read, else 0 @throws UsageError outside a repository */
async function status(options: StatusOptions, io: Io): Promise<0 | 2> {
  const { cwd, env } = options;
  const where = findRepository(cwd);
  if (where === null) throw new UsageError('not a git repository');
  const since = options.since === undefined ? 0 : Date.parse(options.since);
  if (Number.isNaN(since)) throw new UsageError(`invalid date '${options.since}'`, 'use --since 2026-01-31');
  const read = await readAll(options, io);
  const posted = merged(
    readPosted(where.commonDir).filter(({ sent }) => sent !== null),
    read.own,
  );
  const recent = posted.filter(({ sent }) => Date.parse(sent ?? '') >= since || since === 0);
  const clone = openClone(cwd, { env, budgetMs: 60_000 });
  const patchIds = patchIdsIn(cwd, env, clone);
  const shown = recent.map((series): Shown => {
    const one = statusOf(series, read.notifications, patchIds);
    const commits = one.patches.flatMap(({ commit }) => commit ?? []);
    return { ...one, stable: new Map(commits.map((id) => [id, clone?.isStable(id) ?? 'unknown'])) };
  });
  if (options.format === 'json') io.out(escapeControlsJson(statusJson(shown)));
  else if (shown.length === 0)
    io.out('Nothing was sent from this clone yet, and the mail has no patches of yours.\n');
  else io.out(statusTable(shown));
  for (const warning of warnings(shown, read.replies, options))
    io.err(`git-kvm: ${escapeControls(warning)}\n`);
  return read.isWhole ? 0 : 2;
}

interface ReadAll {
  readonly notifications: readonly Notification[];
  readonly own: readonly PostedSeries[];
  /** What the user wrote into replies, less what is quoted. */
  readonly replies: readonly { readonly subject: string; readonly text: string }[];
  /** All mail that was named could be read. */
  readonly isWhole: boolean;
}

async function readAll(options: StatusOptions, io: Io): Promise<ReadAll> {
  const { mail: paths, cwd, env, stdin } = options;
  const me = new Set(addresses(cwd, env));
  const notifications: Notification[] = [];
  const members: ParsedMail[] = [];
  const replies: { subject: string; text: string }[] = [];
  let isWhole = true;
  for await (const found of readMails(paths, stdin as AsyncIterable<Buffer | string>)) {
    if (!('mail' in found)) {
      const line = found.line > 0 ? `:${found.line}` : '';
      io.err(`git-kvm: ${escapeControls(found.file)}${line}: not read: ${escapeControls(found.why)}\n`);
      isWhole &&= found.isAside;
      continue;
    }
    const { mail } = found;
    const isMine = me.has(mail.headers.from?.email.toLowerCase() ?? '');
    if (mail.mail !== null && isMine) members.push(mail);
    const note = readNotification(mail);
    if (note !== null && !(isMine && note.kind !== 'applied')) notifications.push(note);
    if (mail.kind === 'reply' && isMine) {
      const text = mail.body.lines.filter((line) => !line.startsWith('>')).join('\n');
      replies.push({ subject: mail.subject.shortlog, text });
    }
  }
  const time = ({ date }: Notification) => Date.parse(date ?? '') || 0;
  return {
    notifications: notifications.sort((a, b) => time(a) - time(b)),
    own: groupSeries(members, { whole: false }).map(postedFromMail),
    replies,
    isWhole,
  };
}

/** What was sent from here, and what the mail has of the user's; a series that is in both once. */
function merged(posted: readonly PostedSeries[], own: readonly PostedSeries[]): PostedSeries[] {
  const known = (one: PostedSeries, other: PostedSeries) => {
    const ids = new Set(one.mails.flatMap(({ messageId }) => messageId ?? []));
    if (ids.size > 0) return other.mails.some(({ messageId }) => messageId !== null && ids.has(messageId));
    const words = (series: PostedSeries) =>
      series.mails
        .filter(({ n }) => n > 0)
        .map(({ n, shortlog }) => `${n} ${shortlog}`)
        .join('\n');
    return one.version === other.version && words(one) === words(other);
  };
  // The mail knows the Message-IDs that git send-email made; the clone knows branch and patch-ids.
  const both = posted.map((one) => {
    const mail = own.find((other) => known(one, other));
    const hasIds = one.mails.some(({ messageId }) => messageId !== null);
    return mail === undefined || hasIds ? one : { ...one, mails: mail.mails };
  });
  const all = [...both, ...own.filter((other) => !posted.some((one) => known(one, other)))];
  return all.sort((a, b) => Date.parse(a.sent || '') - Date.parse(b.sent || '') || 0);
}

/** SHA-1s that will not stay, quoted where it matters: in commits that are still to be sent, and in replies. */
function warnings(
  shown: readonly Shown[],
  replies: ReadAll['replies'],
  { cwd, env }: StatusOptions,
): string[] {
  const gone = new Map<string, string>();
  for (const { patches, stable } of shown) {
    for (const { formerly, commit, shortlog } of patches) {
      for (const id of formerly) gone.set(id, `${shortlog} is no longer ${id.slice(0, 12)}`);
      if (commit !== null && stable.get(commit) === false)
        gone.set(commit, `${commit.slice(0, 12)} is not in Linus' tree yet and can still change`);
    }
  }
  if (gone.size === 0) return [];
  const found: string[] = [];
  for (const { name, text } of [
    ...unsent(cwd, env),
    ...replies.map(({ subject, text }) => ({ name: `your reply to "${subject}"`, text })),
  ]) {
    for (const [id, why] of gone) if (quotes(text, id)) found.push(`${name} quotes it: ${why}`);
  }
  return [...new Set(found)];
}

/** The messages of the commits of this branch that no one else has. */
function unsent(cwd: string, env: NodeJS.ProcessEnv): { name: string; text: string }[] {
  const git = gitRunner(cwd, 20_000, env);
  try {
    const { ids } = ownCommits(git, null, publishedIn(git, fetchedBranches(git)));
    const output = git.run(['log', '--no-walk=unsorted', '--stdin', '--format=%h ("%s")%x00%B%x00'], {
      input: `${ids.join('\n')}\n`,
    });
    const fields = (output?.toString('utf8') ?? '').split('\0');
    return ids.flatMap((_, i) =>
      fields[2 * i + 1] === undefined ? [] : [{ name: fields[2 * i]!.trim(), text: fields[2 * i + 1]! }],
    );
  } catch {
    return [];
  }
}

function addresses(cwd: string, env: NodeJS.ProcessEnv): string[] {
  const output = gitRunner(cwd, 5_000, env).run([
    'config',
    '--get-regexp',
    '^(user\\.email|sendemail\\.from)$',
  ]);
  return [...(output?.toString('utf8') ?? '').matchAll(/(?<![^\s<>])[^\s<>@]+@[^\s<>]+/g)].map(([address]) =>
    address.toLowerCase(),
  );
}

function patchIdsIn(
  cwd: string,
  env: NodeJS.ProcessEnv,
  clone: RepoFacts | null,
): (commit: string) => string | null {
  const known = new Map<string, string | null>();
  const ask = (commit: string): string | null => {
    const fact = clone?.commit(commit);
    if (typeof fact !== 'object') return null;
    const diff = gitRunner(cwd, 10_000, env).run([
      'diff-tree',
      '-p',
      '--no-ext-diff',
      '--no-textconv',
      '-M',
      fact.id,
    ]);
    if (diff === null) return null;
    const output = askGit(['patch-id', '--stable'], { cwd, env, input: diff });
    return /^[0-9a-f]{40,64}/.exec(output ?? '')?.[0] ?? null;
  };
  return (commit) => {
    if (!known.has(commit)) known.set(commit, ask(commit));
    return known.get(commit)!;
  };
}
