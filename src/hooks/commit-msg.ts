/** Refuse a commit whose message breaks the guide, keep its message, and say how to go on. */
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { scopeOf } from '../analysis/kvm/scope';
import { notesOf, readPending, usePending } from '../git/allowed';
import { openClone } from '../git/git-clone';
import { installedAt } from '../git/where';
import { type Judge, prepareJudge } from '../lint/prepare';
import { withAllowed } from '../lint/suppress';
import { UsageError } from '../model/errors';
import { type Patch, seriesOfOne } from '../model/patch';
import { rewriteMessageFile } from '../patches/rewrite/message-file';
import { planFixes, withMessage } from '../patches/rewrite/plan';
import { type GitSaid, LARGEST_DIFF, readGitSaid, readStaged, type StagedCommit } from '../patches/staged';
import { pretty } from '../report/pretty';
import { RULES_AT_COMMIT } from '../rules/at-commit';
import { ruleSpecs } from '../rules/specs';
import { type HookCall, type Status, shellWord } from './hook';
import { keepMessage } from './kept-message';
import { replaceFile } from './replace-file';

export async function commitMsg(call: HookCall): Promise<Status> {
  const prepared = await prepare(call);
  if (typeof prepared === 'number') return prepared;
  const { commit, judge, gitDir, commonDir, allowed, written } = prepared;
  const patch = judge.settings.commit?.fix
    ? fixed(written, commit, judge, resolve(call.cwd, call.args[0]!), call)
    : written;
  const report = judge.report([seriesOfOne(patch)]);
  if (report.findings.length > 0) call.err(pretty(report, { color: call.color, showNotes: false }));
  if (report.summary.block === 0) {
    if (allowed !== '') usePending(gitDir, patch.shortlog.value);
    return 0;
  }
  call.err(howToGoOn(patch, commit.amend, call, gitDir, commonDir));
  return 1;
}

interface Prepared {
  readonly commit: StagedCommit;
  readonly judge: Judge;
  readonly gitDir: string;
  readonly commonDir: string;
  /** What `git kvm allow` has left for this commit. */
  readonly allowed: string;
  /** The commit with what is let off. */
  readonly written: Patch;
}

/** @returns what there is to judge, and by what; a status where that is known without */
async function prepare(call: HookCall): Promise<Prepared | Status> {
  const file = call.args[0];
  if (file === undefined)
    throw new UsageError('commit-msg got no file', 'git names the message file to this hook');
  const commit = readStaged(file, call.cwd, call.env, gitSaid(call));
  // A merge's message is made by git, and its diff is other people's work. An empty message git refuses itself.
  if (commit.patch.isMerge || commit.patch.message.value === '') return 0;
  if (isBarePrefix(commit.patch.message.value)) {
    call.err('The commit is aborted: nothing is written behind the prefix.\n');
    return 1;
  }
  const gitDir = dirname(resolve(call.cwd, file));
  const where = installedAt(call.programDir, call.cwd, gitDir) ?? {
    top: call.cwd,
    gitDir,
    commonDir: gitDir,
  };
  const judge = await prepareJudge({
    where,
    cwd: call.cwd,
    moment: 'commit',
    rules: RULES_AT_COMMIT,
    specs: ruleSpecs,
    env: call.env,
    clone: openClone(call.cwd, { env: call.env, walk: false }),
  });
  if (scopeOf(commit.patch, judge.domain) === 'none') return 0;
  const allowed = readPending(gitDir);
  // The note of the commit that is amended will be the new one's.
  const kept = commit.amend ? [...notesOf(call, ['HEAD']).values()].join('\n') : '';
  const written = withAllowed(commit.patch, `${kept}\n${allowed}`);
  return { commit, judge, gitDir, commonDir: where.commonDir, allowed, written };
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

/** The patch with the fixes that are certain; the message file is written anew. Only where the configuration asks. */
function fixed(patch: Patch, commit: StagedCommit, judge: Judge, path: string, call: HookCall): Patch {
  const [change] = planFixes(seriesOfOne(patch), (series) => judge.findings([series]), 'certain');
  if (change === undefined) return patch;
  const bytes = rewriteMessageFile(readFileSync(path), patch.message, change.message, commit.encoding);
  // What cannot be written is judged as it stands.
  if (!replaceFile(path, bytes)) return patch;
  for (const { rule, fix } of change.applied) call.err(`git-kvm: ${rule}: ${fix!.title}\n`);
  return withMessage(patch, change.message);
}

function howToGoOn(patch: Patch, amend: boolean, call: HookCall, gitDir: string, commonDir: string): string {
  const kept = keepMessage(commonDir, patch.message.value, new Date()) ?? resolve(gitDir, 'COMMIT_EDITMSG');
  const fromHere = relative(call.cwd, kept);
  const name = shellWord(fromHere.startsWith('..') ? kept : fromHere);
  return [
    '',
    'The commit is refused; its message is kept. Mend it and go on with:',
    '',
    `  git commit ${amend ? '--amend ' : ''}-eF ${name}`,
    '',
    'A rule that is wrong here: git kvm allow RULE --reason "…", then the same.',
    '',
  ].join('\n');
}
