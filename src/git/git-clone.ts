/**
 * The clone that rules ask, on top of git. Lazy: no process is started before the first question. Bounded: once the time
 * is used up, every further answer is `unknown`.
 */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Cycle, cycleOf, isStale } from '../model/cycle';
import type { Evidence } from '../model/evidence';
import { branchesIn, GUIDE_PATH, type GuideBranch, MAIN_TREE, X86_TREE } from '../model/guide';
import type {
  CheckpatchFinding,
  CommitAnswer,
  CommitFact,
  LineRange,
  NamedPlace,
  NameUse,
  Remote,
  RepoFacts,
  Tree,
} from '../model/repo-facts';
import { COMMIT_ID, COMMITS_IN_USE } from '../model/repo-facts';
import { runCheckpatch } from './checkpatch';
import { definitionSearch } from './definitions';
import { readEvidence } from './evidence-notes';
import { useSearch } from './name-uses';
import { type BatchObject, committerDateOf, parseBatch, shortlogOf } from './objects';
import { parseRefs, REF_FORMAT, type Ref, refsLike } from './refs';
import { releaseTags } from './release-tags';
import type { RepoPaths } from './repo-paths';
import { type GitRunner, gitRunner } from './run';
import { isPartial, readSettings, remotesIn, type Setting } from './settings';

interface CloneOptions {
  /** Milliseconds for all questions together. Default 2000. */
  readonly budgetMs?: number;
  /** Default: this process's own. */
  readonly env?: NodeJS.ProcessEnv;
  /** True if history may be walked; without it what needs a walk is `unknown`. Default true; false in `commit-msg`. */
  readonly walk?: boolean;
  /** Where the parts of the clone lie, where that is known: git need not be asked. */
  readonly where?: Pick<RepoPaths, 'top' | 'commonDir'> | null;
  /** Files of HEAD that will be asked for: git is asked for them along with the first commits. */
  readonly files?: readonly string[];
}

/** The root of Linux's history in git, "Linux-2.6.12-rc2". */
const LINUX_ROOT = '1da177e4c3f41524e886b7f1b8a0c1fc7321cac2';
/** What tells a tree of the kernel. */
const KERNEL_FOLDER = 'HEAD:arch/x86/boot/compressed';
/** What tells a tree that KVM x86 is developed in, the kernel's or a small one for trying things. */
const KVM_FOLDER = 'HEAD:arch/x86/kvm';
/** A tree without it can't tell what KVM has. */
const KVM_SOURCE = 'virt/kvm/kvm_main.c';
/** Most ids that one run asks for: no message has more. */
const MOST_IDS = 2000;
/** A commit, or the one before it. */
const REVISION = /^[0-9a-f]{40}\^?$/;
/** Most commits are in a release half a year (in seconds) after they were made: it is asked first, as the walk to it is short. */
const MERGED_BY = 180 * 86_400;
const RELEASE_TAGS = 'refs/tags/v[0-9]*.[0-9]*';
/** Releases of Linus' tree, as opposed to those of the stable trees. */
const MAINLINE_TAG = /^refs\/tags\/v(?:2\.6\.\d+|[3-9]\.\d+|\d\d\.\d+)(?:-rc\d+)?$/;
/** The branches that the guide wants work to be based on. */
const BRANCHES: Readonly<Record<Exclude<Tree, 'release' | 'earlier release'>, readonly GuideBranch[]>> = {
  'kvm-x86/fixes': [{ repository: X86_TREE, branch: 'fixes' }],
  'kvm-x86/next': [{ repository: X86_TREE, branch: 'next' }],
  'kvm/master': [{ repository: MAIN_TREE, branch: 'master' }],
};
/** Those without their candidates. */
const RELEASE = /^refs\/tags\/v(?:[3-9]|\d\d)\.\d+$/;
/** Releases that are newer than what kvm-x86/next is built on: one or two. */
const MOST_RELEASES = 4;
/** A search by shortlog may take no more than this. */
const SEARCH_MS = 1500;

/** What the hooks ask beside the rules. */
interface OpenClone extends RepoFacts {
  /** The configuration in force; null where git can't tell. */
  settings(): readonly Setting[] | null;
}

/** The clone that `cwd` lies in, or null outside a repository. Starts no process. */
export function openClone(cwd: string, options: CloneOptions = {}): OpenClone | null {
  const env = options.env ?? process.env;
  if (!env.GIT_DIR && !isInRepository(cwd)) return null;
  return new GitClone(gitRunner(cwd, options.budgetMs ?? 2000, env), cwd, env, options);
}

function isInRepository(cwd: string): boolean {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return true;
    if (['HEAD', 'objects', 'refs'].every((name) => existsSync(join(folder, name)))) return true;
    if (dirname(folder) === folder) return false;
  }
}

class GitClone implements RepoFacts {
  private readonly commits = new Map<string, CommitAnswer>();
  /** Ids that will be asked for. */
  private readonly expected = new Set<string>();
  /** Committer dates by id, in seconds. */
  private readonly dates = new Map<string, number>();
  /** Returns true if the history of KVM's commits should be here: not in a kernel tree without that of Linux, nor in any other. */
  private hasHistory: boolean | undefined;
  private readonly answers = new Map<string, unknown>();
  /** What checkpatch.pl found, by the patch: asked for all series together, then series by series. */
  private readonly checked = new Map<string, readonly CheckpatchFinding[]>();
  private readonly walk: boolean;
  private readonly where: CloneOptions['where'];
  /** Files that git was not asked for yet, see `CloneOptions.files`. */
  private files: readonly string[];

  constructor(
    private readonly git: GitRunner,
    private readonly cwd: string,
    private readonly env: NodeJS.ProcessEnv,
    { walk = true, where, files = [] }: CloneOptions,
  ) {
    this.walk = walk;
    this.where = where;
    this.files = files;
  }

  commit(id: string): CommitAnswer {
    if (!COMMIT_ID.test(id)) return 'missing';
    const key = id.toLowerCase();
    if (!this.commits.has(key)) this.ask(key);
    return this.commits.get(key) ?? 'unknown';
  }

  prefetch(ids: Iterable<string>): void {
    for (const id of ids) if (COMMIT_ID.test(id)) this.expected.add(id.toLowerCase());
  }

  /** Answer for one id, and for those that are expected by now. */
  private ask(first: string): void {
    const wanted = [...new Set([first, ...this.expected])]
      .filter((id) => !this.commits.has(id))
      .slice(0, MOST_IDS);
    for (const id of wanted) this.expected.delete(id);
    // The last ones tell whether a commit that is missing here is missing everywhere, see `isWhole`.
    const objects = this.objects([...wanted, LINUX_ROOT, KERNEL_FOLDER, KVM_FOLDER]);
    const [root, kernel, kvm] = objects.slice(wanted.length);
    if (root && kernel && kvm) {
      this.hasHistory ??= root.kind === 'object' || (kernel.kind === 'missing' && kvm.kind === 'object');
    }
    wanted.forEach((id, i) => {
      const object = objects[i];
      let answer: CommitAnswer = 'unknown';
      if (object?.kind === 'ambiguous') answer = 'ambiguous';
      else if (object?.kind === 'missing') answer = this.isWhole() ? 'missing' : 'unknown';
      else if (object?.kind === 'object' && object.id.startsWith(id)) {
        answer = 'missing';
        if (object.type === 'commit') {
          answer = { id: object.id, shortlog: shortlogOf(object.content) };
          this.dates.set(object.id, committerDateOf(object.content));
        }
      }
      this.commits.set(id, answer);
    });
  }

  /** What git has under these names, and by the way the files that it will be asked for. */
  private objects(names: readonly string[]): BatchObject[] {
    const files = this.files.filter((path) => !names.includes(`HEAD:${path}`));
    this.files = [];
    // Of several objects that begin so, the commit is meant.
    const output = this.git.run(['-c', 'core.disambiguate=commit', 'cat-file', '--batch'], {
      input: `${[...names, ...files.map((path) => `HEAD:${path}`)].join('\n')}\n`,
      partly: true,
    });
    const objects = output === null ? [] : parseBatch(output);
    files.forEach((path, i) => {
      this.answers.set(`file ${path}`, textOf(objects[names.length + i]));
    });
    return objects.slice(0, names.length);
  }

  isPublic(id: string): boolean | 'unknown' {
    return this.isReachable(id, ['refs/remotes', 'refs/tags']);
  }

  isStable(id: string): boolean | 'unknown' {
    if (!this.walk) return 'unknown';
    // Somebody's own tags look otherwise: a release is v6.12, v6.12-rc1, v6.12.3.
    return this.isReachable(id, [RELEASE_TAGS, ...this.upstreamBranches()]);
  }

  private upstreamBranches(): string[] {
    return this.remotes()
      .filter((remote) => isUpstream(remote.url))
      .flatMap(({ name }) => [`refs/remotes/${name}/master`, `refs/remotes/${name}/main`]);
  }

  isIn(id: string, tree: Tree): boolean | 'unknown' {
    if (tree === 'release') return this.isReachable(id, [RELEASE_TAGS]);
    if (tree === 'earlier release') return this.isInEarlierRelease(id);
    const isMain = tree === 'kvm/master';
    // `next` is rebuilt; where it stood once is tagged, and no worse as a base.
    const tags = tree === 'kvm-x86/next' ? ['refs/tags/kvm-x86-next-*'] : [];
    const names = this.refsOf(BRANCHES[tree]);
    const answer = names.length === 0 ? 'unknown' : this.isReachable(id, [...names, ...tags]);
    if (answer === true || tree === 'kvm-x86/fixes') return answer;
    // The guide of this tree may name further branches.
    const inGuide = this.branchesOfGuide().filter(({ repository }) => isMain === (repository === MAIN_TREE));
    const further = this.refsOf(inGuide).filter((ref) => !names.includes(ref));
    return further.length === 0 ? answer : this.isReachable(id, [...names, ...further]);
  }

  /** Asks git only where the commit is older than the newest release. */
  private isInEarlierRelease(id: string): boolean | 'unknown' {
    const fact = this.walk ? this.commit(id) : 'unknown';
    const next = this.refs(this.refsOf(BRANCHES['kvm-x86/next'])).map(({ name }) => name);
    if (typeof fact !== 'object' || next.length === 0) return 'unknown';
    return this.once(`earlier ${fact.id}`, () => {
      const releases = this.refs([RELEASE_TAGS]).filter(({ name }) => RELEASE.test(name));
      for (const { name, date } of releases.toReversed().slice(0, MOST_RELEASES)) {
        if ((this.dates.get(fact.id) ?? 0) > date) return false;
        if (this.leadsTo(name, next) === true) return this.leadsTo(fact.id, [name]);
      }
      return 'unknown';
    });
  }

  private refsOf(branches: readonly GuideBranch[]): string[] {
    return branches.flatMap(({ repository, branch }) =>
      this.remotes()
        .filter(({ url }) => isRepository(url, repository))
        .map(({ name }) => `refs/remotes/${name}/${branch}`),
    );
  }

  private branchesOfGuide(): readonly GuideBranch[] {
    return this.once('branches of the guide', () => branchesIn(this.file(GUIDE_PATH) ?? ''));
  }

  checkpatch(patches: readonly string[]): readonly (readonly CheckpatchFinding[])[] | 'unknown' {
    const commonDir = this.once('common', () => this.where?.commonDir ?? this.askCommonDir());
    if (!commonDir) return 'unknown';
    const open = patches.filter((patch) => !this.checked.has(patch));
    const found = open.length === 0 ? [] : runCheckpatch(resolve(this.cwd, commonDir), open, this.env);
    if (found === null) return 'unknown';
    for (const [i, patch] of open.entries()) this.checked.set(patch, found[i]!);
    return patches.map((patch) => this.checked.get(patch)!);
  }

  commitsByShortlog(shortlog: string): readonly CommitFact[] | 'unknown' {
    if (!this.walk || shortlog.trim() === '' || /[\n\0]/.test(shortlog)) return 'unknown';
    return this.once(`shortlog ${shortlog}`, () => {
      const output = this.git.run(
        [
          'log',
          '--no-show-signature',
          '--fixed-strings',
          `--grep=${shortlog}`,
          '--no-merges',
          '--format=%H%x00%s',
          '--max-count=20',
          'HEAD',
          '--remotes',
          '--tags',
        ],
        { atMostMs: SEARCH_MS },
      );
      if (output === null) return 'unknown';
      const found = output
        .toString('utf8')
        .split('\n')
        .map((line) => line.split('\0'))
        .filter(([, subject]) => subject === shortlog);
      return found.slice(0, 2).map(([id]) => ({ id: id!, shortlog }));
    });
  }

  isUsedPrefix(prefix: string): boolean | 'unknown' {
    if (!this.walk || prefix.trim() === '' || /[\n\0]/.test(prefix)) return 'unknown';
    return this.once(`prefix ${prefix}`, () => {
      // Stable trees have everything twice, and a branch of the user's shows nothing.
      const releases = this.refs([RELEASE_TAGS]).filter(({ name }) => MAINLINE_TAG.test(name));
      const from = [...releases.slice(-1), ...this.refs(this.upstreamBranches())].map(({ name }) => name);
      if (from.length === 0) return 'unknown';
      const output = this.git.run(
        [
          'log',
          '--no-show-signature',
          '--basic-regexp',
          `--grep=^${prefix.replace(/[\\.*[^$]/g, '\\$&')} `,
          '--no-merges',
          '--format=%s',
          `--max-count=${COMMITS_IN_USE}`,
          '--stdin',
        ],
        { input: from.map((name) => `${name}\n`).join(''), atMostMs: SEARCH_MS },
      );
      if (output === null) return 'unknown';
      const found = output.toString('utf8').split('\n');
      return found.filter((subject) => subject.startsWith(`${prefix} `)).length >= COMMITS_IN_USE;
    });
  }

  changedSince(id: string, revision: string, lines: LineRange): boolean | 'unknown' {
    if (!this.walk || !COMMIT_ID.test(id) || !REVISION.test(revision)) return 'unknown';
    const { path, from, to } = lines;
    return this.once(`since ${id} ${revision} ${from} ${to} ${path}`, () => {
      const output = this.git.run([
        'blame',
        '--porcelain',
        `-L${from},${to}`,
        `${id}^..${revision}`,
        '--',
        path,
      ]);
      if (output === null || this.isShallowOrPartial()) return 'unknown';
      // Lines older than the range are laid on its boundary, and said to be.
      const text = output.toString('latin1');
      const blamed = new Set(text.match(/^[0-9a-f]{40}(?= \d+ \d+)/gm) ?? []);
      const boundary = text.match(/^boundary$/gm)?.length ?? 0;
      return blamed.size > boundary;
    });
  }

  definitions(revision: string, names: readonly string[]): readonly NamedPlace[] | 'unknown' {
    const search = REVISION.test(revision) ? definitionSearch(revision, names) : null;
    if (search === null) return 'unknown';
    return this.once(`definitions ${search.args.join(' ')}`, () => {
      // Where nothing fits, git says so by its exit status.
      const output = this.git.run(search.args, { partly: true });
      return output === null ? 'unknown' : search.places(output);
    });
  }

  uses(names: readonly string[]): ReadonlyMap<string, NameUse> | 'unknown' {
    const search = this.walk ? useSearch(names) : null;
    if (search === null) return 'unknown';
    return this.once(`uses ${search.args.join(' ')}`, () => {
      if (this.isPartial() || this.file(KVM_SOURCE) === null) return 'unknown';
      // Where nothing fits, git says so by its exit status.
      const output = this.git.run(search.args, { partly: true });
      return output === null ? 'unknown' : search.uses(output);
    });
  }

  file(path: string): string | null {
    if (path === '' || /[\n\0]/.test(path)) return null;
    return this.once(`file ${path}`, () => textOf(this.objects([`HEAD:${path}`])[0]));
  }

  evidence(): readonly Evidence[] {
    return this.once('evidence', () => readEvidence(this.git));
  }

  cycle(): Cycle | 'unknown' {
    return this.once('cycle', () => {
      const tags = releaseTags(this.refs([RELEASE_TAGS]));
      const cycle = cycleOf(tags, Date.now());
      return cycle === null || isStale(cycle) ? 'unknown' : cycle;
    });
  }

  remotes(): readonly Remote[] {
    return this.once('remotes', () => remotesIn(this.settings() ?? []));
  }

  settings(): readonly Setting[] | null {
    return this.once('settings', () => readSettings(this.git));
  }

  /** Returns true if the commit is reachable from a ref of these patterns. */
  private isReachable(id: string, patterns: readonly string[]): boolean | 'unknown' {
    const fact = this.walk ? this.commit(id) : 'unknown';
    if (typeof fact !== 'object') return 'unknown';
    return this.once(`reach ${fact.id} ${patterns.join(' ')}`, () => {
      const refs = this.refs(patterns);
      if (refs.length === 0) return 'unknown';
      const merged = (this.dates.get(fact.id) ?? 0) + MERGED_BY;
      const near = refs.find(({ name, date }) => MAINLINE_TAG.test(name) && date >= merged);
      if (near !== undefined && this.leadsTo(fact.id, [near.name]) === true) return true;
      const answer = this.leadsTo(
        fact.id,
        refs.map(({ name }) => name),
      );
      return answer === false && this.isShallowOrPartial() ? 'unknown' : answer;
    });
  }

  private leadsTo(id: string, refs: readonly string[]): boolean | 'unknown' {
    const input = refs.map((ref) => `^${ref}\n`).join('');
    const output = this.git.run(['rev-list', '--max-count=1', id, '--stdin'], { input });
    return output === null ? 'unknown' : output.length === 0;
  }

  /** The refs of these patterns, the oldest first: tags, and what was fetched. */
  private refs(patterns: readonly string[]): readonly Ref[] {
    const all = this.once('refs', () =>
      parseRefs(
        this.git.run(['for-each-ref', '--sort=creatordate', REF_FORMAT, 'refs/remotes', 'refs/tags']),
      ),
    );
    return this.once(`refs ${patterns.join(' ')}`, () => refsLike(all, patterns));
  }

  /** A commit that is not here is nowhere: history is all here, and it is not the import of a tarball. */
  private isWhole(): boolean {
    return this.hasHistory === true && !this.isShallowOrPartial();
  }

  private isShallowOrPartial(): boolean {
    return this.once('shallow or partial', () => {
      return this.isShallow() || this.isPartial();
    });
  }

  private isPartial(): boolean {
    const settings = this.settings();
    return settings === null || isPartial(settings);
  }

  private isShallow(): boolean {
    if (this.where?.commonDir) return existsSync(join(this.where.commonDir, 'shallow'));
    return this.git.run(['rev-parse', '--is-shallow-repository'])?.toString('utf8').trim() !== 'false';
  }

  private askCommonDir(): string | undefined {
    return this.git.run(['rev-parse', '--git-common-dir'])?.toString('utf8').replace(/\n$/, '');
  }

  private once<T>(question: string, answer: () => T): T {
    if (!this.answers.has(question)) this.answers.set(question, answer());
    return this.answers.get(question) as T;
  }
}

function textOf(object: BatchObject | undefined): string | null {
  return object?.kind === 'object' && object.type === 'blob' ? object.content.toString('utf8') : null;
}

/** Returns true if a URL ends in this path, by whatever host and protocol. */
function isRepository(url: string, path: string): boolean {
  const plain = url
    .toLowerCase()
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\.git$/, '');
  return plain === path || plain.endsWith(`/${path}`) || plain.endsWith(`:${path}`);
}

/** Linus' tree or KVM's, by any of the addresses they are fetched from. */
export function isUpstream(url: string): boolean {
  const path = url
    .toLowerCase()
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\.git$/, '');
  return /(?:^|[/:])torvalds\/linux(?:-2\.6)?$/.test(path) || /(?:^|[/:])virt\/kvm\/kvm$/.test(path);
}
