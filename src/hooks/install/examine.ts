import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { programOf } from '../../git/checkers';
import { openClone } from '../../git/git-clone';
import { oldScripts, scriptsIn } from '../../git/kernel-scripts';
import type { Repository, Worktree } from '../../git/repository';
import { runGit } from '../../git/run';
import { loadSettings } from '../../lint/config/load';
import { checkersOf } from '../../lint/config/resolve';
import { ignoredLine } from '../../lint/config/weakened';
import { UsageError } from '../../model/errors';
import { escapeControls } from '../../model/escape-controls';
import { GUIDE_PATH } from '../../model/guide';
import { ruleSpecs } from '../../rules/specs';
import { environment, type Problem, REINSTALL, whySilent } from './fire';
import { driftOf, type GuideDrift } from './guide-drift';
import { OUR_HOOKS } from './husky';
import { type Layout, layoutOf } from './layout';
import { type InstallRecord, readRecord } from './record';
import { checksums, existingHooks } from './stage';
import { isLink, isStub } from './stubs';

export interface Diagnosis {
  readonly healthy: string[];
  readonly notes: string[];
  readonly problems: Problem[];
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
  const old = oldScripts(repository.top, scriptsIn(layout.commonDir));
  if (old.length > 0) {
    diagnosis.notes.push(
      `${old.join(', ')}: the installed copies differ from scripts/ of this tree (git kvm install updates them)`,
    );
  }
  lookAtOtherHooks(layout, record, worktrees, diagnosis);
  await lookAtCheckers(repository, diagnosis);
  const guide = openClone(repository.top)?.file(GUIDE_PATH) ?? null;
  if (guide !== null) diagnosis.notes.push(...driftLines(driftOf(guide)));
  if (!repository.gitVersion.atLeast(2, 41)) {
    diagnosis.notes.push(
      `git ${repository.gitVersion.text} checks mails before --compose and --annotate: what is written there is sent unchecked (git 2.41 and later checks it)`,
    );
  }
  return diagnosis;
}

function driftLines({ changed, added, gone }: GuideDrift): string[] {
  const parts = [
    ...(changed.length > 0 ? [`changed: ${changed.join(', ')}`] : []),
    ...(added.length > 0 ? [`new: ${added.join(', ')}`] : []),
    ...(gone.length > 0 ? [`gone: ${gone.join(', ')}`] : []),
  ].map(escapeControls);
  if (parts.length === 0) return [];
  return [
    `${GUIDE_PATH} of this tree is not the one that these rules follow (${parts.join('; ')}): where they differ, the guide is right`,
  ];
}

function damages(layout: Layout, record: InstallRecord): Problem[] {
  const now = new Map(checksums(layout.current));
  return Object.entries(record.files)
    .filter(([file, sum]) => now.get(file) !== sum)
    .map(([file]) => ({
      what: `${join(layout.current, file)} is ${now.has(file) ? 'modified' : 'missing'}`,
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
    return [{ what: `${node} is version ${version.trim()}; the hooks need 20 or later`, remedy: REINSTALL }];
  } catch {
    return [{ what: `${node}, which runs the hooks, does not start`, remedy: REINSTALL }];
  }
}

function environmentProblems(): Problem[] {
  if (process.env.HUSKY !== '0') return [];
  return [{ what: 'HUSKY=0 is set: the hooks of git-kvm do not run', remedy: 'unset HUSKY' }];
}

/** What git does in one worktree. */
function lookFrom({ path }: Worktree, layout: Layout, repository: Repository, diagnosis: Diagnosis): void {
  const elsewhere = hooksElsewhere(path, layout);
  if (elsewhere !== null) {
    diagnosis.problems.push(elsewhere);
    return;
  }
  const silent = OUR_HOOKS.flatMap((name) => {
    const problem = whySilent(repository, layout, path, name);
    return problem === null
      ? []
      : [{ what: `${name} does not run in ${path}: ${problem.what}`, remedy: problem.remedy }];
  });
  if (silent.length === 0) diagnosis.healthy.push(`${OUR_HOOKS.join(', ')} run in ${path}`);
  diagnosis.problems.push(...silent);
  for (const [, key] of git(
    path,
    'config',
    '--type=bool',
    '--get-regexp',
    String.raw`^sendemail\.(.*\.)?validate$`,
  ).output.matchAll(/^(\S.*) false$/gm)) {
    diagnosis.problems.push({
      what: `${key} is false in ${path}: git send-email runs no hook`,
      remedy: `git config --unset ${key}`,
    });
  }
}

/** Where git takes its hooks from in the worktree `path`, if that is not the folder with ours; null if it is. */
export function hooksElsewhere(path: string, layout: Layout): Problem | null {
  const hooks = git(path, 'rev-parse', '--git-path', 'hooks').output;
  if (realOf(resolve(path, hooks)) === realOf(layout.hooks)) return null;
  const setting = git(path, 'config', '--show-scope', '--show-origin', '--get', 'core.hooksPath').output;
  const [scope, origin, value] = setting.split('\t');
  const why = value === undefined ? 'core.hooksPath is not set' : `set by ${origin} (${scope})`;
  return {
    what: `In ${path} git takes its hooks from ${hooks}, not from ${layout.hooks}: ${why}`,
    remedy:
      scope === 'command'
        ? 'Unset GIT_CONFIG_COUNT and similar variables'
        : scope === 'local'
          ? REINSTALL
          : 'Remove it there, then run: git kvm install',
  };
}

/**
 * What keeps the hooks of an installation from running, if a look at files and one question to git can tell: core.hooksPath
 * that was changed since, a hook that was written over. @returns null if nothing does, or git-kvm is not installed
 */
export function whyGone(path: string, commonDir: string): Problem | null {
  const layout = layoutOf(commonDir);
  if (!existsSync(layout.current)) return null;
  const elsewhere = hooksElsewhere(path, layout);
  if (elsewhere !== null) return elsewhere;
  const replaced = OUR_HOOKS.find((name) => !isStub(join(layout.hooks, name)));
  if (replaced === undefined) return null;
  return { what: `${join(layout.hooks, replaced)} is not git-kvm's hook`, remedy: REINSTALL };
}

/** The checkers of the configuration, and whether their programs are there. */
async function lookAtCheckers({ top, commonDir }: Repository, diagnosis: Diagnosis): Promise<void> {
  try {
    const effective = await loadSettings({ rules: ruleSpecs, top, commonDir, env: process.env, cwd: top });
    const ignored = ignoredLine(effective).replace('git-kvm: ', '').trim();
    if (ignored !== '') diagnosis.notes.push(ignored);
    for (const { name, command, level, stages } of checkersOf(effective)) {
      const what = `checker ${name} (${level}; at ${stages.join(', ')}): ${escapeControls(command.join(' '))}`;
      if (level === 'off' || programOf(command[0]!, process.env) !== null) diagnosis.healthy.push(what);
      else
        diagnosis.problems.push({
          what: `${what}: no such program`,
          remedy: `Install it, or change checkers.${name} in the configuration`,
        });
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    diagnosis.problems.push({ what: error.message, remedy: error.hint || 'git kvm config' });
  }
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Hooks that other tools put there since: those that git-kvm has no stub for do not run. */
function lookAtOtherHooks(
  layout: Layout,
  record: InstallRecord,
  worktrees: readonly Worktree[],
  diagnosis: Diagnosis,
): void {
  const tops = worktrees.map(({ path }) => path);
  // Hooks in the clone's hooks folder that git-kvm has no stub for are git's to run.
  const chain = record.chain === '' && isLink(layout.shelf) ? layout.shelf : record.chain;
  for (const name of chain === '' ? [] : existingHooks(chain, tops)) {
    if (record.hooks.includes(name)) continue;
    diagnosis.problems.push({
      what: `${join(chain, name)} was added after git-kvm, and does not run`,
      remedy: REINSTALL,
    });
  }
  if (record.chain === '') return;
  const unused = existingHooks(layout.hooks, tops).filter((name) => !isStub(join(layout.hooks, name)));
  if (unused.length === 0) return;
  diagnosis.notes.push(
    `${unused.join(', ')} in ${layout.hooks} was added after git-kvm; core.hooksPath was ${record.chain} before`,
  );
}

function git(cwd: string, ...args: string[]): { output: string; status: number | null } {
  try {
    return {
      output: runGit(args, { cwd, env: environment() }).toString('utf8').replace(/\n$/, ''),
      status: 0,
    };
  } catch (error) {
    return { output: '', status: (error as { status?: number | null }).status ?? null };
  }
}
