/** Read the commit that is being made, and check it if it is KVM's. */
import { dirname, resolve } from 'node:path';
import { DOMAIN } from '../analysis/kvm/data';
import { scopeOf } from '../analysis/kvm/scope';
import { installedAt } from '../git/repo-paths';
import { loadSettings } from '../lint/config/load';
import { domainOf } from '../lint/config/resolve';
import { UsageError } from '../model/errors';
import { type GitSaid, LARGEST_DIFF, readGitSaid, readStaged } from '../patches/staged';
import { ruleSpecs } from '../rules/specs';
import type { HookCall, Status } from './hook';

export async function commitMsg(call: HookCall): Promise<Status> {
  const file = call.args[0];
  if (file === undefined)
    throw new UsageError('commit-msg: no message file given', 'git passes the message file to this hook');
  const commit = readStaged(file, call.cwd, call.env, gitSaid(call));
  // A merge's message is made by git, and its diff is other people's work. An empty message git rejects itself.
  if (commit.patch.isMerge || commit.patch.message.value === '') return 0;
  if (isBarePrefix(commit.patch.message.value)) {
    call.err('Aborting commit due to missing description after the prefix.\n');
    return 1;
  }
  const gitDir = dirname(resolve(call.cwd, file));
  const where = installedAt(call.programDir, call.cwd, gitDir) ?? {
    top: call.cwd,
    gitDir,
    commonDir: gitDir,
  };
  const { top, commonDir } = where;
  const effective = await loadSettings({ rules: ruleSpecs, top, commonDir, env: call.env, cwd: call.cwd });
  if (scopeOf(commit.patch, domainOf(effective.settings, DOMAIN)) === 'none') return 0;
  // The rules are many times what is loaded up to here, and most commits of a kernel tree are not KVM's.
  const { lintCommit } = require('./lint-commit') as typeof import('./lint-commit');
  return lintCommit(call, commit, where, effective);
}

/** What the hook has asked git while node started, if it has: FILE is followed by a word that says what. */
function gitSaid({ args, input }: HookCall): GitSaid {
  if (args[1] !== 'diff' && args[1] !== 'settings+diff') return {};
  return readGitSaid(input(LARGEST_DIFF), args[1] === 'settings+diff');
}

/** What prepare-commit-msg put there, and nothing else: the editor was left without a word. */
function isBarePrefix(message: string): boolean {
  return /^KVM:(?: [\w/ -]{1,40}:){0,3}$/.test(message);
}
