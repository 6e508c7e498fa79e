/**
 * Write the messages of commits again: new commit objects with the same trees beside the old ones, then the branch moved
 * in one step. No file of the work tree and no line of the index is touched, and the old branch stays in a backup ref.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { withoutSignature } from '../../git/commit-object';
import { backupRef } from '../../git/refs';
import { runGit } from '../../git/run';
import { UsageError } from '../../model/errors';
import { decodeBytes } from '../charset';
import { withoutLastBreaks } from './lines';

/** What an operation that is not finished leaves in the git directory. */
const UNFINISHED: Readonly<Record<string, string>> = {
  'rebase-merge': 'a rebase',
  'rebase-apply': 'a rebase or git am',
  MERGE_HEAD: 'a merge',
  CHERRY_PICK_HEAD: 'a cherry-pick',
  REVERT_HEAD: 'a revert',
  BISECT_LOG: 'a bisection',
};

/** No branch that someone fixes is longer. */
const MOST_COMMITS = 5000;

interface RangeOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The new messages by the whole ids of commits that are in HEAD's branch. */
  readonly messages: ReadonlyMap<string, string>;
  readonly now?: Date;
}

export interface Rewritten {
  readonly branch: string;
  readonly from: string;
  readonly to: string;
  /** `git reset --keep` to this brings the old commits back. */
  readonly backup: string;
  /** New ids by old ones, the oldest first. */
  readonly commits: ReadonlyMap<string, string>;
  /** New ids of commits whose signature is lost: it isn't valid for another commit. */
  readonly unsigned: readonly string[];
}

/** @throws UsageError, with nothing changed: no branch, a dirty tree, an unfinished operation, a merge in between */
export function rewriteCommits(options: RangeOptions): Rewritten | null {
  const { messages } = options;
  if (messages.size === 0) return null;
  const git = gitIn(options);
  const { branch, head } = requireQuiet(options);
  const chain = chainTo(git, head, messages);
  const commits = new Map<string, string>();
  const committer = git(['var', 'GIT_COMMITTER_IDENT']).trim();
  const unsigned: string[] = [];
  for (const id of chain) {
    const old = git.bytes(['cat-file', 'commit', id]);
    const { object, wasSigned } = rewriteCommit(old, commits, committer, messages.get(id));
    const made = git(['hash-object', '-t', 'commit', '-w', '--stdin'], object).trim();
    commits.set(id, made);
    if (wasSigned) unsigned.push(made);
  }
  const to = commits.get(head)!;
  const backup = backupRef(branch, head, options.now);
  git(
    ['update-ref', '-m', 'git-kvm: fix commit messages', '--create-reflog', '--stdin'],
    `update ${backup} ${head}\nupdate refs/heads/${branch} ${to} ${head}\n`,
  );
  copyNotes(git, commits);
  return { branch, from: head, to, backup, commits, unsigned };
}

type Git = ReturnType<typeof gitIn>;

function gitIn({ cwd, env }: Pick<RangeOptions, 'cwd' | 'env'>) {
  const bytes = (args: readonly string[], input: string | Buffer = ''): Buffer => {
    try {
      return runGit(args, { cwd, env, input, stderr: 'pipe', mostBytes: 256 * 1024 * 1024 });
    } catch (cause) {
      const words = String((cause as { stderr?: Buffer }).stderr ?? '').trim();
      throw new UsageError(`git ${args[0]} failed: ${words}`, 'nothing was changed', { cause });
    }
  };
  const text = (args: readonly string[], input: string | Buffer = '') => bytes(args, input).toString('utf8');
  return Object.assign(text, { bytes });
}

/** @throws UsageError unless a branch is checked out, everything is committed, and nothing is under way */
export function requireQuiet(options: Pick<RangeOptions, 'cwd' | 'env'>): { branch: string; head: string } {
  const { cwd } = options;
  const git = gitIn(options);
  const gitDir = resolve(cwd, git(['rev-parse', '--absolute-git-dir']).replace(/\n$/, ''));
  for (const [file, what] of Object.entries(UNFINISHED)) {
    if (existsSync(join(gitDir, file))) {
      throw new UsageError(`${what} is in progress`, 'finish or abort it first; nothing was changed');
    }
  }
  const full = git(['rev-parse', '--symbolic-full-name', 'HEAD']).trim();
  if (!full.startsWith('refs/heads/')) {
    throw new UsageError('HEAD is detached', 'check out the branch first; nothing was changed');
  }
  if (git(['status', '--porcelain', '--untracked-files=no', '--ignore-submodules=none']) !== '') {
    throw new UsageError('there are uncommitted changes', 'commit or stash them first; nothing was changed');
  }
  return {
    branch: full.slice('refs/heads/'.length),
    head: git(['rev-parse', '--verify', 'HEAD^{commit}']).trim(),
  };
}

/** The commits from the oldest that changes up to HEAD, the oldest first. */
function chainTo(git: Git, head: string, messages: ReadonlyMap<string, string>): string[] {
  const left = new Set(messages.keys());
  const chain: string[] = [];
  // Without merges git lists one commit after the other, and the first merge ends it.
  const walk = git(['rev-list', '--parents', `--max-count=${MOST_COMMITS}`, head, '--']);
  for (const line of walk.trim().split('\n')) {
    if (left.size === 0) break;
    const [id, , ...more] = line.split(' ');
    if (more.length > 0)
      throw new UsageError(
        `${id!.slice(0, 12)} is a merge`,
        'fix only the commits after it; nothing was changed',
      );
    chain.unshift(id!);
    left.delete(id!);
  }
  if (left.size > 0) {
    throw new UsageError(
      `${[...left][0]!.slice(0, 12)} is not in the history of HEAD`,
      'check out its branch first; nothing was changed',
    );
  }
  return chain;
}

function headOf(commit: Buffer): string {
  return commit.toString('latin1', 0, commit.indexOf('\n\n') + 1);
}

/** The object with its parents mapped, the committer of today, and perhaps another message. */
function rewriteCommit(
  old: Buffer,
  commits: ReadonlyMap<string, string>,
  committer: string,
  message: string | undefined,
): { object: Buffer; wasSigned: boolean } {
  const end = old.indexOf('\n\n');
  const encoding = /^encoding (.+)$/m.exec(headOf(old))?.[1];
  // A new message is UTF-8, and then so is the author's name.
  const decode = (bytes: Buffer) =>
    message === undefined || encoding === undefined ? bytes : Buffer.from(decodeBytes(bytes, encoding));
  const { headers, wasSigned } = withoutSignature(decode(old.subarray(0, end)).toString('latin1'));
  const lines: Buffer[] = [];
  for (const line of headers) {
    if (message !== undefined && line.startsWith('encoding ')) continue;
    const parent = /^parent ([0-9a-f]+)$/.exec(line)?.[1];
    if (parent !== undefined) lines.push(Buffer.from(`parent ${commits.get(parent) ?? parent}`));
    else if (line.startsWith('committer ')) lines.push(Buffer.from(`committer ${committer}`));
    else lines.push(Buffer.from(line, 'latin1'));
  }
  const head = Buffer.concat(lines.map((line) => Buffer.concat([line, Buffer.from('\n')])));
  const body = message === undefined ? old.subarray(end + 2) : Buffer.from(`${withoutLastBreaks(message)}\n`);
  return { object: Buffer.concat([head, Buffer.from('\n'), body]), wasSigned };
}

/** Notes go along as in a rebase: git-kvm's own, and those that `notes.rewriteRef` names. */
function copyNotes(git: Git, commits: ReadonlyMap<string, string>): void {
  const pairs = [...commits].map(([from, to]) => `${from} ${to}\n`).join('');
  for (const args of [
    ['--ref=git-kvm', 'copy', '--force', '--stdin'],
    ['copy', '--for-rewrite=rebase', '--stdin'],
  ]) {
    try {
      git(['notes', ...args], pairs);
    } catch {
      // The commits are what counts; a note that is not copied is still with the old ones.
    }
  }
}
