/** Refuse a commit whose message breaks the guide, keep its message, and say how to go on. */
import { dirname, relative, resolve } from 'node:path';
import { judgeSeries } from '../commands/judge';
import { UsageError } from '../core/errors';
import { scopeOf } from '../domain/scope';
import { openClone } from '../git/git-clone';
import { installedAt } from '../git/where';
import type { Series } from '../model/patch';
import { pretty } from '../report/pretty';
import { readStaged, type StagedCommit } from '../sources/staged';
import type { HookCall, Status } from './hook';
import { keepMessage } from './kept-message';

export async function commitMsg(call: HookCall): Promise<Status> {
  const file = call.args[0];
  if (file === undefined)
    throw new UsageError('commit-msg got no file', 'git names the message file to this hook');
  const commit = readStaged(file, call.cwd, call.env);
  const { patch } = commit;
  // A merge's message is made by git, and its diff is other people's work. An empty message git refuses itself.
  if (patch.isMerge || patch.message.value === '') return 0;
  if (isBarePrefix(patch.message.value)) {
    call.err('The commit is aborted: nothing is written behind the prefix.\n');
    return 1;
  }
  const gitDir = dirname(resolve(call.cwd, file));
  const where = installedAt(call.programDir, call.cwd, gitDir) ?? {
    top: call.cwd,
    gitDir,
    commonDir: gitDir,
  };
  const series: Series = {
    cover: null,
    patches: [patch],
    version: 1,
    of: 1,
    rfc: false,
    whole: false,
    mailed: false,
  };
  const report = await judgeSeries([series], {
    where,
    moment: 'commit',
    env: call.env,
    clone: openClone(call.cwd, { env: call.env }),
    skip: (domain) => scopeOf(patch, domain) === 'none',
  });
  if (report.findings.length > 0) call.err(pretty(report, { color: call.color, showNotes: false }));
  if (report.summary.block === 0) return 0;
  call.err(howToGoOn(commit, call, gitDir, where.commonDir));
  return 1;
}

/** What prepare-commit-msg put there, and nothing else: the editor was left without a word. */
function isBarePrefix(message: string): boolean {
  return /^KVM:(?: [\w/ -]{1,40}:){0,3}$/.test(message);
}

function howToGoOn(commit: StagedCommit, call: HookCall, gitDir: string, commonDir: string): string {
  const kept =
    keepMessage(commonDir, commit.patch.message.value, new Date()) ?? resolve(gitDir, 'COMMIT_EDITMSG');
  const fromHere = relative(call.cwd, kept);
  const name = fromHere.startsWith('..') ? kept : fromHere;
  const amend = commit.amend ? '--amend ' : '';
  return `\nThe commit is refused; its message is kept. Go on with:\n\n  git commit ${amend}-eF ${quoted(name)}\n\n`;
}

/** A path as one word of a shell's command line. */
export function quoted(path: string): string {
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
