/** The commits of a range, as one series that has not become mail yet. */
import { randomBytes } from 'node:crypto';
import { startGit } from '../git/stream';
import { UsageError } from '../model/errors';
import type { Patch } from '../model/patch';
import { decodeBytes } from './charset';
import { makeCommitPatch } from './commit-patch';
import { tooLongToCheck } from './limits';
import type { Read } from './paths';

/** No series has as many; beyond, the range is a mistake. */
const MOST_COMMITS = 5000;
/** A commit longer than this (bytes) is read without its diff. */
const LONGEST = 64 * 1024 * 1024;

/** Whatever the user configured for reading, the diff is the one that `git format-patch` sends. */
const LOG = [
  '-c',
  'log.showRoot=true',
  'log',
  '--reverse',
  '--topo-order',
  '-p',
  '-M',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--no-notes',
  '--no-show-signature',
  '--no-diff-merges',
  '--no-relative',
  '--submodule=short',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--encoding=UTF-8',
];

/**
 * Git's arguments for what the user calls a range, read as `git format-patch` reads it: `A..B`, `-3` for the last three,
 * and a revision alone means what came since: `HEAD~3` is `HEAD~3..HEAD`.
 *
 * Only `-<n>` is ever an option; whatever else starts with `-` is looked up as a revision, and rejected by git.
 */
export function rangeArguments(range: string): string[] {
  const count = /^-(\d{1,9})$/.exec(range);
  const most = count ? Math.min(Number(count[1]), MOST_COMMITS + 1) : MOST_COMMITS + 1;
  const isRange = range.includes('..') || range.startsWith('^') || /\^[!@]$|\^-\d*$/.test(range);
  const revision = count ? 'HEAD' : isRange ? range : `${range}..HEAD`;
  return [`--max-count=${most}`, '--end-of-options', revision, '--'];
}

/**
 * Read the commits of a range, the oldest first.
 *
 * @throws UsageError when git does not know the range, or it has more than 5000 commits
 */
export async function readRange(range: string, cwd: string): Promise<Read> {
  const patches: Patch[] = [];
  for await (const patch of readCommits(range, cwd)) {
    if (patches.length === MOST_COMMITS) {
      throw new UsageError(
        `${range} has more than ${MOST_COMMITS} commits`,
        'give the commits of one series',
      );
    }
    const tooLong = tooLongToCheck(patch.message.value);
    if (tooLong !== null) throw new UsageError(`${range}: ${patch.origin.commit ?? ''}: ${tooLong}`);
    patches.push(patch);
  }
  const { length } = patches;
  const one = { cover: null, patches, version: 1, of: length, rfc: false, whole: true, mailed: false };
  return {
    series: length === 0 ? [] : [one],
    summary: { read: length, patches: length, covers: 0, replies: 0, other: 0 },
    unreadable: [],
    others: [],
  };
}

/** The commits of a range one at a time, from one git process. */
async function* readCommits(range: string, cwd: string): AsyncGenerator<Patch> {
  // A mark that no one could have written into a message or a file.
  const mark = `\0${randomBytes(12).toString('hex')}\0`;
  const format = `--format=${mark.replaceAll('\0', '%x00')}%H%x00%P%x00%an%x00%ae%x00%B%x00`;
  const git = startGit([...LOG, format, ...rangeArguments(range)], { cwd, env: process.env });
  git.process.stdin.end();
  try {
    for await (const record of cut(git.process.stdout, Buffer.from(mark))) yield readRecord(record);
    const why = await git.failed;
    if (why !== null) throw new UsageError(`bad revision range '${range}': ${why.replace(/^fatal: /, '')}`);
  } finally {
    git.process.kill();
  }
}

interface Record {
  readonly bytes: Buffer;
  readonly whole: boolean;
}

/** What lies between the marks of a stream. */
async function* cut(stream: AsyncIterable<Buffer>, mark: Buffer): AsyncGenerator<Record> {
  let kept: Buffer[] = [];
  let length = 0;
  let whole = true;
  let started = false;
  let rest: Buffer = Buffer.alloc(0);
  const keep = (bytes: Buffer) => {
    if (length + bytes.length > LONGEST) whole = false;
    if (!whole) return;
    kept.push(bytes);
    length += bytes.length;
  };
  const take = (): Record => {
    const record = { bytes: Buffer.concat(kept), whole };
    kept = [];
    length = 0;
    whole = true;
    return record;
  };
  for await (const chunk of stream) {
    rest = Buffer.concat([rest, chunk]);
    for (let at = rest.indexOf(mark); at !== -1; at = rest.indexOf(mark)) {
      keep(rest.subarray(0, at));
      if (started) yield take();
      else take();
      started = true;
      rest = rest.subarray(at + mark.length);
    }
    const sure = Math.max(0, rest.length - mark.length);
    keep(rest.subarray(0, sure));
    rest = rest.subarray(sure);
  }
  keep(rest);
  if (started) yield take();
}

function readRecord({ bytes, whole }: Record): Patch {
  const fields: Buffer[] = [];
  let from = 0;
  for (let i = 0; i < 5; i += 1) {
    const end = bytes.indexOf(0, from);
    fields.push(bytes.subarray(from, end));
    from = end + 1;
  }
  const [id, parents, name, email, message] = fields.map((field) => decodeBytes(field));
  const isMerge = parents!.includes(' ');
  const diff = whole && !isMerge ? bytes.subarray(from).toString('utf8').replace(/^\n+/, '') : undefined;
  const parent = isMerge || parents === '' ? {} : { parent: parents! };
  const origin = { kind: 'commit', file: null, messageId: null, commit: id!, ...parent } as const;
  return makeCommitPatch(message!, diff, origin, { name: name!, email: email! }, isMerge);
}
