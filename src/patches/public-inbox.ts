/**
 * Mails of a public-inbox v2 repository, from its objects: one commit a mail, the mail as blob `m`. A commit with `d`
 * instead withdraws the mail of that blob; one with neither was purged. See public-inbox-v2-format(5).
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { withoutGitVariables } from '../git/environment';
import { type GitStream, startGit } from '../git/stream';
import { MAX_MAIL } from './mbox';

/** One commit of an inbox, oldest first. */
interface InboxCommit {
  readonly commit: string;
  /** The mail; empty for a commit without one. */
  readonly raw: Buffer;
  /** `withdrawn` is a mail that a later commit deletes, `none` is a commit that deletes, or a purged one. */
  readonly state: 'mail' | 'withdrawn' | 'none';
  /** Why it could not be read; null for a whole mail. */
  readonly why: string | null;
}

const isGitDir = (path: string) => existsSync(join(path, 'HEAD')) && existsSync(join(path, 'objects'));

/**
 * The git directories of an inbox: the path itself (bare, or with its `.git`), or the epochs below it, oldest first.
 *
 * @returns none where it is not a git repository
 */
export function inboxesAt(path: string): string[] {
  for (const one of [path, join(path, '.git')]) if (isGitDir(one)) return [one];
  for (const folder of [join(path, 'git'), path]) {
    if (!existsSync(folder)) continue;
    const epochs = readdirSync(folder).filter((name) => /^\d+\.git$/.test(name));
    const found = epochs
      .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
      .map((name) => join(folder, name))
      .filter(isGitDir);
    if (found.length > 0) return found;
  }
  return [];
}

/** Git maps whole packs into memory, and keeps 96 MB of what it unpacked; read in order, a tenth does. */
const MODEST = [
  'core.packedGitWindowSize=4m',
  'core.packedGitLimit=32m',
  'core.deltaBaseCacheLimit=16m',
].flatMap((setting) => ['-c', setting]);

/** git in that repository and no other, whatever the caller's GIT_DIR says; no network, no replaced objects. */
function git(gitDir: string, args: readonly string[]): GitStream {
  const env = withoutGitVariables(process.env);
  return startGit([...MODEST, '--no-replace-objects', `--git-dir=${gitDir}`, ...args], { env });
}

async function lines(gitDir: string, args: readonly string[]): Promise<string[]> {
  const { process, failed } = git(gitDir, args);
  process.stdin.end();
  const found: string[] = [];
  let rest = '';
  for await (const chunk of process.stdout) {
    const parts = (rest + (chunk as Buffer).toString('latin1')).split('\n');
    rest = parts.pop()!;
    for (const part of parts) found.push(part);
  }
  const why = await failed;
  if (why !== null) throw new Error(why);
  return found;
}

/** What to read: HEAD, or the only branch where HEAD points nowhere. Null for a repository without a commit. */
export async function tipOf(gitDir: string): Promise<string | null> {
  const head = await lines(gitDir, ['rev-parse', '--verify', 'HEAD']).catch(() => []);
  if (head[0] !== undefined) return head[0];
  const refs = await lines(gitDir, ['for-each-ref', '--format=%(objectname)', 'refs/heads/']);
  if (refs.length > 1) throw new Error(`HEAD points to no branch, and there are ${refs.length} branches`);
  return refs[0] ?? null;
}

/** How many commits there are. */
export async function countInbox(gitDir: string): Promise<number> {
  const tip = await tipOf(gitDir);
  return tip === null ? 0 : Number((await lines(gitDir, ['rev-list', '--count', tip]))[0]);
}

interface Withdrawals {
  readonly commits: ReadonlySet<string>;
  /** Ids of the mails. */
  readonly blobs: ReadonlySet<string>;
}

/** The commits that withdraw mails. */
async function withdrawalsOf(gitDir: string, tip: string): Promise<Withdrawals> {
  const commits = new Set<string>();
  const blobs = new Set<string>();
  const format = ['--format=%H', '--raw', '--no-abbrev', '--no-renames', '--diff-filter=d'];
  for (const line of await lines(gitDir, ['log', ...format, tip, '--', 'd'])) {
    // mutant: only saves time
    if (line.startsWith(':')) blobs.add(line.split(' ')[3]!);
    else commits.add(line);
  }
  return { commits, blobs };
}

/**
 * Every commit from the `skip`th on, oldest first. Bounded memory: git is read no faster than it is asked.
 *
 * @throws Error where git cannot read the repository, or it holds no inbox of this format
 */
export async function* readInbox(gitDir: string, skip = 0): AsyncGenerator<InboxCommit> {
  const tip = await tipOf(gitDir);
  if (tip === null) return;
  const mails = await lines(gitDir, ['rev-list', '-1', tip, '--', 'm', 'd']);
  if (mails.length === 0) throw new Error('not a public-inbox v2 repository: no commit has a blob `m`');
  const withdrawn = await withdrawalsOf(gitDir, tip);
  for (let from = skip; ; ) {
    let why: string | null = null;
    const reading = readObjects(gitDir, tip, from, withdrawn);
    try {
      for (;;) {
        const next = await reading.next();
        if (next.done) {
          why = next.value;
          break;
        }
        yield next.value;
        from += 1;
      }
    } finally {
      // Whoever stops early leaves no git running.
      await reading.return(null);
    }
    if (why === null) return;
    // git stops at an object that it cannot read; the rest is read by another one.
    const [commit] = await lines(gitDir, ['rev-list', '--reverse', tip]).then((all) => all.slice(from));
    if (commit === undefined) throw new Error(why);
    yield { commit, raw: Buffer.alloc(0), state: 'mail', why };
    from += 1;
  }
}

/** Returns true if a commit names a mail, whatever became of it. */
async function hasMail(gitDir: string, commit: string): Promise<boolean> {
  return (await lines(gitDir, ['ls-tree', commit, 'm'])).length > 0;
}

/** @returns why git stopped before the end, else null */
async function* readObjects(
  gitDir: string,
  tip: string,
  skip: number,
  withdrawn: Withdrawals,
): AsyncGenerator<InboxCommit, string | null> {
  const list = git(gitDir, ['rev-list', '--reverse', tip]);
  list.process.stdin.end();
  const batch = git(gitDir, ['cat-file', '--batch', '--buffer']);
  const asked: string[] = [];
  list.process.stdout.pipe(questions(skip, asked)).pipe(batch.process.stdin);
  try {
    const bytes = new Bytes(batch.process.stdout);
    for (;;) {
      const head = await bytes.line();
      if (head === null) break;
      const commit = asked.shift()!;
      const found = /^([0-9a-f]{40,64}) ([a-z]+) (\d+)$/.exec(head);
      if (found === null) {
        // mutant: only saves time
        const isLost = !withdrawn.commits.has(commit) && (await hasMail(gitDir, commit));
        const raw = Buffer.alloc(0);
        yield isLost
          ? { commit, raw, state: 'mail', why: 'cannot read object: missing or corrupt' }
          : { commit, raw, state: 'none', why: null };
        continue;
      }
      const size = Number(found[3]);
      const raw = await bytes.take(size, MAX_MAIL);
      if (raw === null) break;
      await bytes.take(1, 1);
      if (found[2] !== 'blob')
        yield { commit, raw: Buffer.alloc(0), state: 'mail', why: '`m` is not a blob' };
      else if (size > MAX_MAIL)
        yield { commit, raw, state: 'mail', why: `longer than ${MAX_MAIL} bytes: truncated` };
      else yield { commit, raw, state: withdrawn.blobs.has(found[1]!) ? 'withdrawn' : 'mail', why: null };
    }
    return (await list.failed) ?? (await batch.failed);
  } finally {
    for (const { process } of [list, batch]) {
      process.kill();
      process.stdout.destroy();
    }
  }
}

/** `COMMIT` to `COMMIT:m`, without the first `skip` of them; what was asked is put into `asked`. */
function questions(skip: number, asked: string[]): Transform {
  let rest = '';
  let at = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const parts = (rest + chunk.toString('latin1')).split('\n');
      rest = parts.pop()!;
      let out = '';
      for (const commit of parts) {
        at += 1;
        if (at <= skip) continue;
        asked.push(commit);
        out += `${commit}:m\n`;
      }
      done(null, out);
    },
  });
}

/** A stream cut into lines and counts of bytes. */
class Bytes {
  private readonly chunks: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  private async more(): Promise<boolean> {
    const next = await this.chunks.next();
    if (next.done) return false;
    // mutant: only saves a copy
    this.rest = this.rest.length === 0 ? next.value : Buffer.concat([this.rest, next.value]);
    return true;
  }

  /** Without its line break; null at the end. */
  async line(): Promise<string | null> {
    let end = this.rest.indexOf(10);
    while (end === -1) {
      if (!(await this.more())) return null;
      end = this.rest.indexOf(10);
    }
    const line = this.rest.toString('latin1', 0, end);
    this.rest = this.rest.subarray(end + 1);
    return line;
  }

  /** `size` bytes, of which no more than `most` are kept; null where the stream ends before. */
  async take(size: number, most: number): Promise<Buffer | null> {
    const kept = Buffer.alloc(Math.min(size, most));
    for (let at = 0; at < size; ) {
      if (this.rest.length === 0 && !(await this.more())) return null;
      const part = this.rest.subarray(0, size - at);
      part.copy(kept, at);
      at += part.length;
      this.rest = this.rest.subarray(part.length);
    }
    return kept;
  }
}
