import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository, Worktree } from '../../git/repository';
import { OUR_HOOKS } from './husky';
import { type Layout, layoutOf } from './layout';
import { type InstallRecord, readRecord } from './record';
import { checksums, existingHooks } from './stage';

export interface Diagnosis {
  readonly healthy: string[];
  readonly notes: string[];
  readonly problems: Problem[];
}

export interface Problem {
  readonly what: string;
  readonly remedy: string;
}

const REINSTALL = 'Install again: git kvm install';

/** What git and the hooks see in the user's own environment, but for where the repository is: that is being asked. */
function environment(): NodeJS.ProcessEnv {
  const location = /^GIT_(DIR|WORK_TREE|COMMON_DIR|INDEX_FILE|OBJECT_DIRECTORY|PREFIX|NAMESPACE)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !location.test(name)));
}

/** Look at an installation from the outside: ask git for its hooks, and call them. `version`: of the program that asks. */
export async function examine(repository: Repository, version: string): Promise<Diagnosis> {
  const layout = layoutOf(repository.commonDir);
  const record = readRecord(layout);
  const diagnosis: Diagnosis = { healthy: [], notes: [], problems: [] };
  if (record === null) {
    const what = existsSync(layout.home) ? 'The installation is damaged' : 'git-kvm is not installed';
    diagnosis.problems.push({ what: `${what} in ${layout.commonDir}`, remedy: 'git kvm install' });
    return diagnosis;
  }
  diagnosis.problems.push(
    ...damages(layout, record),
    ...otherVersion(record, version),
    ...nodeProblems(record.node),
    ...environmentProblems(),
  );
  const worktrees = (await repository.worktrees()).filter(({ missing }) => !missing);
  for (const worktree of worktrees) lookFrom(worktree, layout, repository, diagnosis);
  lookAtOtherHooks(layout, record, worktrees, diagnosis);
  if (!repository.gitVersion.atLeast(2, 41)) {
    diagnosis.notes.push(
      `git ${repository.gitVersion.text} checks mails before --compose and --annotate: what is written there is sent unseen (git 2.41 and later shows it)`,
    );
  }
  return diagnosis;
}

function damages(layout: Layout, record: InstallRecord): Problem[] {
  const now = new Map(checksums(layout.current));
  return Object.entries(record.files)
    .filter(([file, sum]) => now.get(file) !== sum)
    .map(([file]) => ({
      what: `${join(layout.current, file)} is ${now.has(file) ? 'not as it was installed' : 'missing'}`,
      remedy: REINSTALL,
    }));
}

function otherVersion(record: InstallRecord, version: string): Problem[] {
  if (record.version === version) return [];
  return [{ what: `git-kvm ${record.version} is installed here; this is ${version}`, remedy: REINSTALL }];
}

function nodeProblems(node: string): Problem[] {
  try {
    const version = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8', stdio: 'pipe' });
    if (Number.parseInt(version, 10) >= 20) return [];
    return [
      { what: `${node} is now version ${version.trim()}; the hooks need 20 or later`, remedy: REINSTALL },
    ];
  } catch {
    return [{ what: `${node}, which the hooks run with, does not start`, remedy: REINSTALL }];
  }
}

function environmentProblems(): Problem[] {
  if (process.env.HUSKY !== '0') return [];
  return [{ what: 'HUSKY=0 is set: the hooks of git-kvm check nothing', remedy: 'unset HUSKY' }];
}

/** What git does in one worktree. */
function lookFrom({ path }: Worktree, layout: Layout, repository: Repository, diagnosis: Diagnosis): void {
  const hooks = git(path, 'rev-parse', '--git-path', 'hooks').output;
  if (hooks !== layout.hooksPath) {
    const [scope, origin, value] = git(
      path,
      'config',
      '--show-scope',
      '--show-origin',
      '--get',
      'core.hooksPath',
    ).output.split('\t');
    const why = value === undefined ? 'core.hooksPath is not set' : `set by ${origin} (${scope})`;
    diagnosis.problems.push({
      what: `In ${path} git takes its hooks from ${hooks}, not from ${layout.hooksPath}: ${why}`,
      remedy:
        scope === 'command'
          ? 'Unset GIT_CONFIG_COUNT and the like'
          : `Take it out there, then: git kvm install`,
    });
    return;
  }
  const silent = OUR_HOOKS.filter((name) => !fires(path, hooks, name, repository));
  if (silent.length === 0) diagnosis.healthy.push(`${OUR_HOOKS.join(', ')} fire in ${path}`);
  for (const name of silent) {
    diagnosis.problems.push({ what: `${name} does not fire in ${path}`, remedy: REINSTALL });
  }
  for (const [, key] of git(
    path,
    'config',
    '--type=bool',
    '--get-regexp',
    String.raw`^sendemail\.(.*\.)?validate$`,
  ).output.matchAll(/^(\S.*) false$/gm)) {
    diagnosis.problems.push({
      what: `${key} is false in ${path}: git send-email asks no hook`,
      remedy: `git config --unset ${key}`,
    });
  }
}

/** Call a hook as git does. Each of ours answers a token, and then a status that blocks. */
function fires(path: string, hooks: string, name: string, { gitVersion }: Repository): boolean {
  const token = randomUUID();
  // Git 2.36 and later can be told to run a hook.
  const [command, args]: [string, string[]] = gitVersion.atLeast(2, 36)
    ? ['git', ['hook', 'run', name, '--', '/dev/null']]
    : [join(hooks, name), ['/dev/null']];
  const { stdout, stderr, status } = spawnSync(command, args, {
    cwd: path,
    env: { ...environment(), GIT_KVM_SELFTEST: token },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return status === 3 && `${stdout}${stderr}`.includes(`git-kvm-selftest ${token} ${name} `);
}

/** Hooks that other tools put there since: those that git-kvm has no stub for do not run. */
function lookAtOtherHooks(
  layout: Layout,
  record: InstallRecord,
  worktrees: readonly Worktree[],
  diagnosis: Diagnosis,
): void {
  const tops = worktrees.map(({ path }) => path);
  for (const name of existingHooks(record.chain, tops)) {
    if (record.hooks.includes(name)) continue;
    diagnosis.problems.push({
      what: `${join(record.chain, name)} came after git-kvm, and does not run`,
      remedy: REINSTALL,
    });
  }
  const standard = join(layout.commonDir, 'hooks');
  if (record.chain === standard) return;
  const unused = existingHooks(standard, tops);
  if (unused.length === 0) return;
  diagnosis.notes.push(
    `${unused.join(', ')} in ${standard} do not run: core.hooksPath was ${record.chain} before git-kvm`,
  );
}

function git(cwd: string, ...args: string[]): { output: string; status: number | null } {
  const { stdout, status } = spawnSync('git', args, {
    cwd,
    env: environment(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { output: (stdout ?? '').replace(/\n$/, ''), status };
}
