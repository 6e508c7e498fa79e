/** The commit that is being made: the message file, and what is in the index. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../core/errors';
import { gitArguments } from '../git/ancestors';
import { type Diff, parseDiff } from '../model/diff';
import { makePatch, type Patch, type Person } from '../model/patch';
import { parseSubject } from '../model/subject';
import { type Cleanup, decodeMessage, mayHaveComments, readCommitMessage } from './commit-message';
import { tooLongToJudge } from './limits';

/** A diff larger than this (bytes) is not read; the paths alone decide whose the commit is. */
const LARGEST_DIFF = 64 * 1024 * 1024;

export interface StagedCommit {
  readonly patch: Patch;
  /** `git commit --amend`, also for `reword` in a rebase. */
  readonly amend: boolean;
  /** `i18n.commitEncoding`; null where it is not set. */
  readonly encoding: string | null;
}

/**
 * Read the commit that `git commit` is about to make.
 *
 * @param file the message file as git names it to the hook
 * @param cwd top of the work tree
 * @throws UsageError when the file cannot be read or git does not answer
 */
export function readStaged(file: string, cwd: string, env: NodeJS.ProcessEnv): StagedCommit {
  const path = resolve(cwd, file);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new UsageError(`cannot read the commit message ${file}`, 'run `git commit` again', { cause });
  }
  const args = gitArguments('commit') ?? [];
  const amend = args.some((arg) => /^--am(?:e(?:nd?)?)?$/.test(arg));
  const settings = settingsFor(bytes, args, cwd, env);
  const message = readCommitMessage(decodeMessage(bytes, settings.encoding), settings);
  const tooLong = tooLongToJudge(message.text);
  if (tooLong !== null) throw new UsageError(`${file} is no commit message: ${tooLong}`);
  const isMerge = existsSync(join(dirname(path), 'MERGE_HEAD'));
  return {
    amend,
    encoding: settings.encoding,
    patch: makePatch({
      origin: { kind: 'message', file, messageId: null, commit: null },
      subject: parseSubject(message.text.split('\n', 1)[0]!),
      message,
      author: authorOf(env),
      diff: isMerge ? undefined : stagedDiff(amend, cwd, env),
      isMerge,
    }),
  };
}

/** `git commit` tells its hooks the author in the environment. */
function authorOf(env: NodeJS.ProcessEnv): Person | null {
  const { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email } = env;
  return name !== undefined && email !== undefined ? { name, email } : null;
}

export function settingsFor(bytes: Buffer, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv) {
  const edited = env.GIT_EDITOR !== ':';
  const byDefault: Cleanup = edited ? 'strip' : 'whitespace';
  const text = decodeMessage(bytes, null);
  const isPlain = !mayHaveComments(text) && !text.includes('\ufffd');
  const config = isPlain ? new Map<string, string>() : readConfig(cwd, env);
  const asked =
    args.find((arg) => arg.startsWith('--cleanup='))?.slice('--cleanup='.length) ??
    config.get('commit.cleanup');
  const cleanups: Record<string, Cleanup> = {
    strip: 'strip',
    whitespace: 'whitespace',
    verbatim: 'verbatim',
    scissors: edited ? 'scissors' : 'whitespace',
  };
  return {
    edited,
    cleanup: cleanups[asked ?? ''] ?? byDefault,
    comment: config.get('core.commentstring') ?? config.get('core.commentchar') ?? '#',
    encoding: config.get('i18n.commitencoding') ?? null,
  };
}

/** The few settings that say how a message is read, in one process; the last value of a key wins, as in git. */
function readConfig(cwd: string, env: NodeJS.ProcessEnv): Map<string, string> {
  const keys = '^(core\\.comment(char|string)|commit\\.cleanup|i18n\\.commitencoding)$';
  const values = new Map<string, string>();
  let out = '';
  try {
    out = execFileSync('git', ['config', '-z', '--get-regexp', keys], {
      cwd,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    // exit status 1: none of them is set
  }
  for (const entry of out.split('\0')) {
    const at = entry.indexOf('\n');
    if (at > 0) values.set(entry.slice(0, at).toLowerCase(), entry.slice(at + 1));
  }
  return values;
}

const DIFF = [
  'diff',
  '--cached',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '-M',
  '--src-prefix=a/',
  '--dst-prefix=b/',
];

function stagedDiff(amend: boolean, cwd: string, env: NodeJS.ProcessEnv): Diff | undefined {
  const against = amend ? ['HEAD^'] : [];
  const run = (args: readonly string[]) =>
    execFileSync('git', [...DIFF, ...args, '--'], {
      cwd,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: LARGEST_DIFF,
    });
  try {
    return parseDiff(run(['-p', ...against]).split('\n')).diff;
  } catch (error) {
    if (amend && (error as { status?: number }).status === 128) return undefined; // a root commit has no HEAD^
    if ((error as NodeJS.ErrnoException).code !== 'ENOBUFS') {
      throw new UsageError('git does not tell what is staged', 'try `git diff --cached` by hand', {
        cause: error,
      });
    }
    const paths = run(['--name-only', '-z', ...against])
      .split('\0')
      .filter(Boolean);
    return { files: [], paths };
  }
}

/** The staged paths alone, for the prefix of an empty message. */
export function stagedPaths(cwd: string, env: NodeJS.ProcessEnv): string[] {
  return execFileSync('git', [...DIFF, '--name-only', '-z', '--'], {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: LARGEST_DIFF,
  })
    .split('\0')
    .filter(Boolean);
}
