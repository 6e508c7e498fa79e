import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { type SimpleGit, simpleGit } from 'simple-git';
import { UsageError } from '../model/errors';
import { patience } from './patience';
import { LONGEST_MS, QUIET } from './run';
import { parseSetting } from './settings';

/** One worktree of a clone. `path` is the git directory itself for a bare one. */
export interface Worktree {
  readonly path: string;
  readonly bare: boolean;
  /** Its folder is gone (`git worktree prune` would forget it). */
  readonly missing: boolean;
}

/** One entry of the configuration in force. */
interface ConfigValue {
  /** system, global, local, worktree, command. */
  readonly scope: string;
  /** `file:PATH`, `command line:` … as git names it. */
  readonly origin: string;
  /** In lowercase except for the part in the middle, as git prints it. */
  readonly key: string;
  readonly value: string;
}

/** A clone, as its git directory shows it. Every answer comes from git itself. */
export interface Repository {
  /** The top of the worktree, or the git directory when there is none. */
  readonly top: string;
  readonly gitDir: string;
  /** What all worktrees share: configuration, hooks, objects. */
  readonly commonDir: string;
  readonly gitVersion: GitVersion;
  worktrees(): Promise<Worktree[]>;
  /** The configuration in force in this worktree, in git's order: the last of a key wins. */
  config(): Promise<ConfigValue[]>;
  /** The values of `key` in `file` alone, as they stand there. */
  configIn(file: string, key: string): Promise<string[]>;
}

interface GitVersion {
  readonly text: string;
  /** Returns true if git is of this version or later. */
  atLeast(major: number, minor: number): boolean;
}

/**
 * What git may see of the environment. simple-git drops every GIT_ variable unless it is named here: GIT_DIR and the
 * like stay out on purpose, since these commands look at the path that they were given.
 */
const ALLOWED = ['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM', 'GIT_CEILING_DIRECTORIES'];
const LOCATION = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_COMMON_DIR'];

/** Names of programs and folders, which simple-git rejects where they are given: none of these questions needs them. */
const REFUSED = /^(?:GIT_.*|EDITOR|VISUAL|PAGER|PREFIX|SSH_ASKPASS)$/i;

/** simple-git in this folder, with the guards of `runGit`. */
function gitIn(folder: string, allowed: readonly string[] = ALLOWED): SimpleGit {
  const env = Object.entries(process.env).filter(([name]) => allowed.includes(name) || !REFUSED.test(name));
  return simpleGit({
    baseDir: folder,
    allowEnvironment: [...allowed, ...Object.keys(QUIET)],
    // --git-dir is called unsafe; here it is the one that git itself named.
    unsafe: { allowUnsafeConfigPaths: true },
    timeout: { block: LONGEST_MS * patience() },
  }).env({ ...Object.fromEntries(env), ...QUIET });
}

/**
 * The clone that `path` lies in; without one, that of the working directory, where GIT_DIR counts as for git itself.
 * @throws UsageError when there is none, or git rejects it
 */
export async function openRepository(path?: string): Promise<Repository> {
  const folder = resolve(path ?? '.');
  if (!existsSync(folder)) throw new UsageError(`No such directory: ${folder}`);
  const git = gitIn(folder, path === undefined ? [...ALLOWED, ...LOCATION] : ALLOWED);
  const ask = async (...args: string[]) => chomp(await git.raw(['rev-parse', ...args]));
  try {
    const gitDir = resolve(folder, await ask('--git-dir'));
    const commonDir = realpathSync(resolve(folder, await ask('--git-common-dir')));
    const inside = (await ask('--is-inside-work-tree')) === 'true';
    const top = inside ? await ask('--show-toplevel') : gitDir;
    const gitVersion = parseVersion(chomp(await git.raw(['version'])));
    return new GitRepository(top, realpathSync(gitDir), commonDir, gitVersion);
  } catch (error) {
    throw refusal(folder, error);
  }
}

class GitRepository implements Repository {
  private readonly git: SimpleGit;

  constructor(
    readonly top: string,
    readonly gitDir: string,
    readonly commonDir: string,
    readonly gitVersion: GitVersion,
  ) {
    this.git = gitIn(gitDir);
  }

  private run(args: string[]): Promise<string> {
    return this.git.raw([`--git-dir=${this.gitDir}`, ...args]);
  }

  async worktrees(): Promise<Worktree[]> {
    const nul = this.gitVersion.atLeast(2, 36);
    const text = await this.run(['worktree', 'list', '--porcelain', ...(nul ? ['-z'] : [])]);
    const end = nul ? '\0' : '\n';
    return text
      .split(end + end)
      .map((block) => block.split(end))
      .filter((lines) => lines[0]?.startsWith('worktree '))
      .map((lines) => {
        const path = lines[0]!.slice('worktree '.length);
        return { path, bare: lines.includes('bare'), missing: !existsSync(path) };
      });
  }

  async config(): Promise<ConfigValue[]> {
    const fields = (await this.run(['config', '--list', '--show-scope', '--show-origin', '-z'])).split('\0');
    const values: ConfigValue[] = [];
    for (let i = 0; i + 2 < fields.length; i += 3) {
      const [scope, origin, entry] = [fields[i]!, fields[i + 1]!, fields[i + 2]!];
      values.push({ scope, origin, ...parseSetting(entry) });
    }
    return values;
  }

  async configIn(file: string, key: string): Promise<string[]> {
    // Exit status 1 without words: there is none. simple-git takes that for success.
    const text = await this.run(['config', '--file', file, '-z', '--get-all', key]);
    return text.split('\0').slice(0, -1);
  }
}

function chomp(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

function parseVersion(text: string): GitVersion {
  const [, major = '0', minor = '0'] = /(?<!\d)(\d+)\.(\d+)/.exec(text) ?? [];
  return {
    text: text.replace(/^git version /, ''),
    atLeast: (wantMajor, wantMinor) =>
      Number(major) > wantMajor || (Number(major) === wantMajor && Number(minor) >= wantMinor),
  };
}

function refusal(folder: string, error: unknown): UsageError {
  if (error instanceof UsageError) return error;
  const words = error instanceof Error ? error.message.trim() : String(error);
  if (/dubious ownership|unsafe repository/.test(words)) {
    return new UsageError(
      `detected dubious ownership in repository at '${folder}'`,
      `To trust it: git config --global --add safe.directory '${folder}'`,
    );
  }
  if (/not a git repository/.test(words)) {
    return new UsageError(`${folder} is not in a git repository`, 'Give a clone: git-kvm install PATH');
  }
  return new UsageError(`git cannot open ${folder}: ${words}`);
}
