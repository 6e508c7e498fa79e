/** The commit that is being made: the message file, and what is in the index. */

import { isUtf8 } from 'node:buffer';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gitArguments } from '../git/ancestors';
import { gitRunner, runGit } from '../git/run';
import { parseSettings, type Setting, settingsLike } from '../git/settings';
import { type Diff, parseDiff } from '../model/diff';
import { UsageError } from '../model/errors';
import { makePatch, type Patch, type Person } from '../model/patch';
import { parseSubject } from '../model/subject';
import { type Cleanup, decodeMessage, mayHaveComments, ownPart, readCommitMessage } from './commit-message';
import { tooLargeToRead, tooLongToCheck } from './limits';

/** A diff larger than this (bytes) is not read; the paths alone decide whose the commit is. */
export const LARGEST_DIFF = 64 * 1024 * 1024;

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
 * @param said what git has said already, see `readGitSaid`; it is asked for whatever is not in there
 * @param args of `git commit`
 * @throws UsageError when the file cannot be read or git does not answer
 */
export function readStaged(
  file: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
  said: GitSaid = {},
  args: readonly string[] = gitArguments('commit') ?? [],
): StagedCommit {
  const path = resolve(cwd, file);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new UsageError(`cannot read the commit message ${file}`, 'run `git commit` again', { cause });
  }
  const amend = args.some((arg) => /^--am(?:e(?:nd?)?)?$/.test(arg));
  const settings = settingsFor(bytes, args, cwd, env, said.config);
  const text = decodeMessage(bytes, settings.encoding);
  refuse(file, tooLargeToRead(ownPart(text, settings).own));
  const message = readCommitMessage(text, settings, true);
  refuse(file, tooLongToCheck(message.text));
  const isMerge = existsSync(join(dirname(path), 'MERGE_HEAD'));
  return {
    amend,
    encoding: settings.encoding,
    patch: makePatch({
      origin: { kind: 'message', file, messageId: null, commit: null },
      subject: parseSubject(message.text.split('\n', 1)[0]!),
      message,
      author: authorOf(env),
      diff: isMerge ? undefined : ((amend ? null : said.diff) ?? stagedDiff(amend, cwd, env)),
      isMerge,
      comment: settings.cleanup === 'strip' ? ownPart(text, settings).comment : null,
    }),
  };
}

function refuse(file: string, why: string | null): void {
  if (why !== null) throw new UsageError(`${file} isn't a commit message: ${why}`);
}

/** `git commit` tells its hooks the author in the environment. */
function authorOf(env: NodeJS.ProcessEnv): Person | null {
  const { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email } = env;
  return name !== undefined && email !== undefined ? { name, email } : null;
}

export function settingsFor(
  bytes: Buffer,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  said?: ReadonlyMap<string, string>,
) {
  const edited = env.GIT_EDITOR !== ':';
  const byDefault: Cleanup = edited ? 'strip' : 'whitespace';
  const text = decodeMessage(bytes, null);
  const isPlain = isUtf8(bytes) && !mayHaveComments(text);
  const config = said ?? (isPlain ? new Map<string, string>() : readConfig(cwd, env));
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

/** The few settings that say how a message is read. */
export const MESSAGE_SETTINGS = '^(core\\.comment(char|string)|commit\\.cleanup|i18n\\.commitencoding)$';

function readConfig(cwd: string, env: NodeJS.ProcessEnv): Map<string, string> {
  return byKey(settingsLike(MESSAGE_SETTINGS, gitRunner(cwd, 10_000, env)));
}

/** The last value of a key wins, as in git. */
function byKey(settings: readonly Setting[]): Map<string, string> {
  return new Map(settings.map(({ key, value }) => [key.toLowerCase(), value]));
}

/** What git was asked before the hook's program was there. */
export interface GitSaid {
  readonly config?: ReadonlyMap<string, string>;
  readonly diff?: Diff;
}

/**
 * Read what hooks/commit-msg has git say: settings, if they were asked for, and an empty one; the diff; a last line with
 * git's exit status. Nothing of it counts if it does not end so.
 *
 * @param bytes null where they are too many
 */
export function readGitSaid(bytes: Buffer | null, withSettings: boolean): GitSaid {
  const end = bytes === null ? -1 : bytes.lastIndexOf('\n');
  if (bytes === null || end === -1 || bytes.toString('latin1', end + 1) !== '0') return {};
  let start = 0;
  let config: Map<string, string> | undefined;
  if (withSettings) {
    start = bytes[0] === 0 ? 1 : bytes.indexOf('\0\0') + 2;
    config = byKey(parseSettings(bytes.toString('utf8', 0, start)));
  }
  return { config, diff: parseDiff(bytes.toString('utf8', start, end).split('\n')).diff };
}

/** hooks/commit-msg asks in the same words. */
export const STAGED_DIFF = [
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
    runGit([...STAGED_DIFF, ...args, '--'], { cwd, env, mostBytes: LARGEST_DIFF }).toString('utf8');
  try {
    return parseDiff(run(['-p', ...against]).split('\n')).diff;
  } catch (error) {
    if (amend && (error as { status?: number }).status === 128) return undefined; // a root commit has no HEAD^
    if ((error as NodeJS.ErrnoException).code !== 'ENOBUFS') {
      throw new UsageError('cannot get the staged changes', 'see `git diff --cached`', {
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
  return runGit([...STAGED_DIFF, '--name-only', '-z', '--'], { cwd, env, mostBytes: LARGEST_DIFF })
    .toString('utf8')
    .split('\0')
    .filter(Boolean);
}
