/** What the user names on the command line, as series: files, directories, `-`, or one commit range. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fetchedBranches } from '../git/fetched';
import { gitRunner } from '../git/run';
import { UsageError } from '../model/errors';
import type { Series } from '../model/patch';
import { readRange } from '../patches/commits';
import { type Read, readPaths } from '../patches/paths';
import { ownCommits, publishedIn } from '../workflow/format-patch/own-commits';

interface What {
  /** Files, directories, `-`; anything else is a commit range. Without any, the commits of this branch: see `ownRange`. */
  readonly what: readonly string[];
  readonly cwd: string;
  readonly stdin?: NodeJS.ReadableStream;
}

/** What was read, and as what. */
interface Named {
  readonly kind: 'mails' | 'commits';
  readonly read: Read;
}

/** The one series that is named. @throws UsageError for none or several, or for a mixture of files and ranges */
export async function readOneSeries(options: What): Promise<Series> {
  const all = (await readWhat(options)).read.series;
  if (all.length === 0) throw new UsageError('no patches found');
  if (all.length > 1) throw new UsageError(`found ${all.length} series`, 'give the mails of one series');
  return all[0]!;
}

/** Everything that is named. @throws UsageError for a mixture of files and ranges, or for several ranges */
export async function readWhat({ what, cwd, stdin }: What): Promise<Named> {
  const isPath = (name: string) => name === '-' || existsSync(resolve(cwd, name));
  const ranges = what.length === 0 ? [ownRange(cwd)] : what.filter((name) => !isPath(name));
  if (ranges.length > 1 || (ranges.length > 0 && what.length > 1)) {
    throw new UsageError(
      `no such file or directory: '${ranges[0]}'`,
      'give files, or one commit range, not both',
    );
  }
  if (ranges.length === 1) return { kind: 'commits', read: await readNamedRange(ranges[0]!, cwd) };
  // Findings name a file as the user did; sources read from where the process is.
  const named = cwd === process.cwd() ? what : what.map((path) => (path === '-' ? path : resolve(cwd, path)));
  // One file alone, or an archive, need not hold all of a series; a directory or several files are one.
  const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const whole = named.length > 1 || isFolder(named[0]!);
  return {
    kind: 'mails',
    read: await readPaths([...named], { whole, ...(stdin === undefined ? {} : { stdin }) }),
  };
}

/** @throws UsageError also for what was meant to be a file */
async function readNamedRange(range: string, cwd: string): Promise<Read> {
  try {
    return await readRange(range, cwd);
  } catch (error) {
    const isBad = error instanceof UsageError && error.message.startsWith('bad revision range');
    if (!isBad || /\.\.|^-/.test(range)) throw error;
    throw new UsageError(`'${range}' is neither a file nor a commit`, '', { cause: error });
  }
}

/**
 * The commits of this branch: those after its upstream or, without one, those after the newest commit that is published,
 * as `git kvm format-patch` finds them.
 */
function ownRange(cwd: string): string {
  const git = gitRunner(cwd, 10_000, process.env);
  const upstream = '@{upstream}..HEAD';
  if (git.run(['rev-parse', '--verify', '--quiet', '@{upstream}']) !== null) return upstream;
  try {
    const { parent } = ownCommits(git, null, publishedIn(git, fetchedBranches(git)));
    return `${parent}..HEAD`;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(
      `this branch has no upstream, and its base can't be determined: ${error.message}`,
      'give a range: git kvm … BASE..',
    );
  }
}
