/**
 * Commits in another order, made in the object store alone: no work tree, no index, nothing to clean up after a conflict.
 *
 * Each commit is a merge of what its parent came to and what the new order has so far (`git merge-tree --write-tree`,
 * git 2.38 and later), its message and author kept. Trying writes into its own store that is thrown away.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withoutSignature } from './commit-object';
import { runGit } from './run';

export type Reordered =
  | {
      readonly ok: true;
      readonly head: string;
      readonly tree: string;
      readonly pairs: readonly (readonly [string, string])[];
      /** New ids of the commits whose originals were signed. */
      readonly unsigned: readonly string[];
    }
  /** The commit that conflicts, and where; `commit` is null if git could not be asked. */
  | { readonly ok: false; readonly commit: string | null; readonly why: string };

/** The committer does not matter: only the trees count. */
const NOBODY = { name: 'git-kvm', email: 'git-kvm@localhost' };

class Git {
  constructor(
    private readonly cwd: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** What git printed, with its exit status; throws only if git cannot be started. */
  run(
    args: readonly string[],
    extra: NodeJS.ProcessEnv = {},
    input: string | Buffer = '',
  ): { out: Buffer; status: number } {
    try {
      const env = { ...this.env, GIT_NO_REPLACE_OBJECTS: '1', ...extra };
      const out = runGit(['-c', 'commit.gpgSign=false', ...args], { cwd: this.cwd, env, input });
      return { out, status: 0 };
    } catch (error) {
      const { stdout, status } = error as { stdout?: Buffer; status?: number | null };
      if (typeof status !== 'number') throw error;
      return { out: stdout ?? Buffer.alloc(0), status };
    }
  }

  line(args: readonly string[], extra: NodeJS.ProcessEnv = {}, input: string | Buffer = ''): string | null {
    const { out, status } = this.run(args, extra, input);
    return status === 0 ? out.toString('utf8').trim() : null;
  }
}

/**
 * Whether the commits go together in this order; nothing is left.
 *
 * @param commits in their new order; each has one parent
 * @param base what the first of them is put on
 */
export function tryOrder(
  commits: readonly string[],
  base: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Reordered {
  const git = new Git(cwd, env);
  const objects = git.line(['rev-parse', '--path-format=absolute', '--git-path', 'objects']);
  if (objects === null) return { ok: false, commit: null, why: 'not a git repository' };
  const scratch = mkdtempSync(join(tmpdir(), 'git-kvm-order-'));
  try {
    const others = env.GIT_ALTERNATE_OBJECT_DIRECTORIES;
    const alternates = others ? `${objects}:${others}` : objects;
    return chain(
      commits,
      base,
      new Git(cwd, { ...env, GIT_OBJECT_DIRECTORY: scratch, GIT_ALTERNATE_OBJECT_DIRECTORIES: alternates }),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The same into the repository's own store; no branch is moved. */
export function writeOrder(
  commits: readonly string[],
  base: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Reordered {
  return chain(commits, base, new Git(cwd, env));
}

function chain(commits: readonly string[], base: string, git: Git): Reordered {
  let head = base;
  const pairs: [string, string][] = [];
  const unsigned: string[] = [];
  for (const commit of commits) {
    // What stands where it stood is not made again.
    if (git.line(['rev-parse', `${commit}^`]) === head) {
      head = commit;
      continue;
    }
    const tree = pick(git, commit, head);
    if (tree.tree === null) return { ok: false, commit, why: tree.why };
    const made = recommit(git, commit, tree.tree, head);
    if (made === null) return { ok: false, commit, why: 'cannot write the commit' };
    pairs.push([commit, made.id]);
    if (made.wasSigned) unsigned.push(made.id);
    head = made.id;
  }
  const tree = git.line(['rev-parse', `${head}^{tree}`]);
  return tree === null
    ? { ok: false, commit: null, why: 'cannot read the result' }
    : { ok: true, head, tree, pairs, unsigned };
}

/**
 * The tree of `head` with the change of `commit`. `merge-tree` learned `--merge-base` in 2.40 only; two made-up commits
 * on a made-up parent tell an older one the same.
 */
function pick(git: Git, commit: string, head: string): { tree: string | null; why: string } {
  const who = {
    GIT_AUTHOR_NAME: NOBODY.name,
    GIT_AUTHOR_EMAIL: NOBODY.email,
    GIT_COMMITTER_NAME: NOBODY.name,
    GIT_COMMITTER_EMAIL: NOBODY.email,
  };
  const made = (of: string, ...parents: string[]) =>
    git.line(
      ['commit-tree', '-m', 'made up', ...parents.flatMap((parent) => ['-p', parent]), `${of}^{tree}`],
      who,
    );
  const parent = made(`${commit}^`);
  if (parent === null) return { tree: null, why: 'it has no parent' };
  const ours = made(head, parent);
  const theirs = made(commit, parent);
  if (ours === null || theirs === null) return { tree: null, why: 'cannot write' };
  const { out, status } = git.run([
    'merge-tree',
    '--write-tree',
    '--name-only',
    '--no-messages',
    ours,
    theirs,
  ]);
  const [tree, ...paths] = out.toString('utf8').trim().split('\n');
  if (status === 0) return { tree: tree!, why: '' };
  if (status === 1) return { tree: null, why: `conflict in ${[...new Set(paths)].slice(0, 3).join(', ')}` };
  return { tree: null, why: 'git 2.38 or later is needed (merge-tree --write-tree)' };
}

/**
 * The commit again, on another parent and with another tree, by today's committer. Everything else is as it was, but for
 * its signature, which isn't valid for another commit.
 */
function recommit(
  git: Git,
  commit: string,
  tree: string,
  parent: string,
): { id: string; wasSigned: boolean } | null {
  const raw = git.run(['cat-file', 'commit', commit]);
  const end = raw.out.indexOf('\n\n');
  const committer = git.line(['var', 'GIT_COMMITTER_IDENT']);
  if (raw.status !== 0 || end === -1 || committer === null) return null;
  const { headers, wasSigned } = withoutSignature(raw.out.toString('latin1', 0, end));
  const kept = headers.filter((line) => !/^(?:tree|parent|committer) /.test(line));
  const author = kept.findIndex((line) => line.startsWith('author ')) + 1;
  if (author === 0) return null;
  const object = Buffer.concat([
    Buffer.from([`tree ${tree}`, `parent ${parent}`, ...kept.slice(0, author), ''].join('\n'), 'latin1'),
    Buffer.from(`committer ${committer}\n`, 'utf8'),
    Buffer.from(
      kept
        .slice(author)
        .map((line) => `${line}\n`)
        .join(''),
      'latin1',
    ),
    raw.out.subarray(end + 1),
  ]);
  const id = git.line(['hash-object', '-t', 'commit', '-w', '--stdin'], {}, object);
  return id === null ? null : { id, wasSigned };
}
