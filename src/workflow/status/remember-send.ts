/** What a send that passed the checks leaves, so that `status` and the next version know of it. */

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { askGit } from '../../git/run';
import { sendCommand } from '../../git/send-email-command';
import type { Series } from '../../model/patch';
import { type PostedSeries, readPosted, rememberPosted } from './posted';
import { patchIdsOf, postedMails } from './remember';

interface Sending {
  readonly commonDir: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Never in the way of a send: what cannot be remembered is not. */
export function rememberSend(all: readonly Series[], sending: Sending): void {
  try {
    if (isDryRun(sending.env)) return;
    for (const series of all) rememberSeries(series, sending);
  } catch {
    // The mail is right; that it is not remembered is a lesser evil.
  }
}

function rememberSeries(series: Series, { commonDir, cwd, env }: Sending): void {
  const files = series.patches.flatMap(({ origin }) => origin.file ?? []);
  if (files.length === 0) return;
  const mails = postedMails(series, patchIdsOf(files, cwd, env));
  const before = readPosted(commonDir).findLast(
    (one) => one.version === series.version && isMade(one, mails),
  );
  const now = new Date().toISOString();
  const from = before ?? whereFrom(files, cwd, env);
  const posted: PostedSeries = {
    branch: from.branch,
    version: series.version,
    from: from.from,
    tip: from.tip,
    folder: dirname(resolve(cwd, files[0]!)),
    made: before?.made ?? now,
    sent: now,
    mails,
  };
  rememberPosted(commonDir, posted);
  keep(posted, cwd, env);
}

/** The same mails, by their Message-IDs. */
function isMade(before: PostedSeries, mails: PostedSeries['mails']): boolean {
  const ids = new Set(mails.flatMap(({ messageId }) => messageId ?? []));
  return before.mails.some(({ messageId }) => messageId !== null && ids.has(messageId));
}

/** The commits that `git format-patch` made the mails of, and the branch that has them. */
function whereFrom(files: readonly string[], cwd: string, env: NodeJS.ProcessEnv) {
  const ids = files.map((file) => commitOf(resolve(cwd, file)));
  const nothing = { branch: null, from: null, tip: null, made: undefined };
  if (ids.some((id) => id === null)) return nothing;
  const tip = ids.at(-1)!;
  if (git(['merge-base', '--is-ancestor', tip, 'HEAD'], cwd, env) === null) return nothing;
  const from = git(['rev-parse', '--verify', '--quiet', `${ids[0]}^`], cwd, env) || null;
  const branch = git(['symbolic-ref', '--quiet', '--short', 'HEAD'], cwd, env) || null;
  return { branch, from, tip, made: undefined };
}

/** `From COMMIT Mon Sep 17 …`, the first line of what `git format-patch` writes. */
function commitOf(file: string): string | null {
  return /^From ([0-9a-f]{40,64}) /.exec(readFileSync(file, 'latin1').slice(0, 100))?.[1] ?? null;
}

/** A ref keeps the commits of a version that was sent: the next one is compared with it. */
function keep({ branch, version, tip }: PostedSeries, cwd: string, env: NodeJS.ProcessEnv): void {
  if (branch !== null && tip !== null)
    git(['update-ref', `refs/git-kvm/${branch}/v${version}`, tip], cwd, env);
}

/** Git send-email is the process above the hook, named in the folder of the send's state. */
function isDryRun(env: NodeJS.ProcessEnv): boolean {
  const state = env.GIT_KVM_SEND ?? '';
  const pid = Number.parseInt(state.slice(state.lastIndexOf('/') + 1), 10);
  return sendCommand(pid)?.args.some((arg) => /^--dry(?:-(?:r(?:un?)?)?)?$/.test(arg)) ?? false;
}

function git(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): string | null {
  return askGit(args, { cwd, env })?.trim() ?? null;
}
