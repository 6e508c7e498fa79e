/** `git kvm allow RULE --reason "…"`: let one rule off for one patch. */

import type { Command } from 'commander';
import { addPending, allowFor, listAllowed, type Place, removeAllowed, settleUsed } from '../git/allowed';
import { findRepository } from '../git/repo-paths';
import { nearest } from '../lint/config/nearest';
import { currentId } from '../lint/renamed';
import { allowLine } from '../lint/suppress';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import { RULES } from '../rules/registry';
import { checkersHere } from './find-rule';
import type { Io } from './io';
import { action, io } from './shared';

export function addTo(program: Command): void {
  program
    .command('allow')
    .description('suppress a rule for one commit, with a reason, which stays in this clone')
    .argument('[rule]', 'the id of the rule')
    .option('--reason <text>', 'why the rule does not apply here')
    .option('--commit <commit>', 'an existing commit (default: the next commit of this worktree)')
    .option('--public', 'print the reason below the --- line of the mail, for reviewers', false)
    .option('--list', 'print what is suppressed: for the next commit, and for commits of HEAD', false)
    .option('--remove', 'remove the suppression of the rule', false)
    .addHelpText(
      'after',
      `
Examples:
  git kvm allow shortlog-length --reason "the name of the MSR is that long"
  git kvm allow series-size --public --reason "the patches only make sense together"
  git kvm allow --list
  git kvm allow --remove shortlog-length --commit HEAD~2`,
    )
    .action(
      action(async (rule: string | undefined, { list, remove, public: isPublic, ...options }: Given) => {
        const [cwd, env] = [process.cwd(), process.env];
        if (list) return printAllowed({ cwd, env }, io);
        if (rule === undefined) throw new UsageError('no rule given', 'git kvm allow RULE --reason "…"');
        if (remove) return unallow({ rule, commit: options.commit, cwd, env }, io);
        const checkers = await checkersHere(findRepository(cwd), { cwd, env });
        const known = [...RULES.map(({ id }) => id), ...checkers.map(({ name }) => name)];
        return allow({ reason: '', ...options, isPublic, rule, known, cwd, env }, io);
      }),
    );
}

interface Given {
  readonly reason?: string;
  readonly commit?: string;
  readonly public: boolean;
  readonly list: boolean;
  readonly remove: boolean;
}

interface Here {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

function placeIn({ cwd, env }: Here): Place {
  const where = findRepository(cwd);
  if (where === null) throw new UsageError('not a git repository');
  const place = { cwd, env, gitDir: where.gitDir };
  settleUsed(place);
  return place;
}

function printAllowed(here: Here, io: Io): 0 {
  for (const { id, shortlog, all } of listAllowed(placeIn(here))) {
    io.out(id === null ? 'next commit\n' : `${id.slice(0, 12)} ${escapeControls(shortlog)}\n`);
    for (const { line, isPublic } of all) {
      const text = escapeControls(line.replace(/^git-kvm: allow /, ''));
      io.out(`  ${text}${isPublic ? ' (public)' : ''}\n`);
    }
  }
  return 0;
}

/** @throws UsageError where the rule isn't suppressed there */
function unallow({ rule, commit, ...here }: Here & { rule: string; commit?: string }, io: Io): 0 {
  const of = commit === undefined ? 'the next commit' : commit;
  if (!removeAllowed(placeIn(here), commit, currentId(rule)))
    throw new UsageError(`${rule} is not suppressed for ${of}`, 'git kvm allow --list');
  io.out(`removed: ${rule} applies to ${escapeControls(of)} again\n`);
  return 0;
}

interface AllowOptions {
  readonly rule: string;
  readonly reason: string;
  /** Print the reason in the mail. */
  readonly isPublic: boolean;
  /** A commit that is there already; without it, the next one of this worktree. */
  readonly commit?: string;
  /** The ids of all rules, and the names of all checkers. */
  readonly known: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Longer reasons belong into the changelog. */
const LONGEST = 200;

/** @throws UsageError for an unknown rule or commit, or no reason */
export function allow(options: AllowOptions, io: Io): 0 {
  const { cwd, env, known } = options;
  const rule = currentId(options.rule);
  if (!known.includes(rule)) {
    const meant = nearest(rule, known);
    throw new UsageError(`unknown rule '${rule}'`, meant ? `did you mean ${meant}?` : 'see `git kvm rules`');
  }
  const reason = escapeControls(options.reason.replace(/\s+/g, ' ').trim());
  if (reason === '') throw new UsageError('no reason given', `git kvm allow ${rule} --reason "…"`);
  if (reason.length > LONGEST) throw new UsageError(`the reason is longer than ${LONGEST} characters`);
  const where = findRepository(cwd);
  if (where === null) throw new UsageError('not a git repository');
  const place = { cwd, env, gitDir: where.gitDir };
  settleUsed(place);
  const allowance = { line: allowLine(rule, reason), isPublic: options.isPublic };
  const shown = options.isPublic ? 'printed in the mail' : 'not in the mail; --public prints it there';
  if (options.commit === undefined) {
    addPending(where.gitDir, allowance);
    io.out(`${rule} is suppressed for the next commit: ${reason} (${shown})\n`);
  } else {
    const { id, shortlog } = allowFor(place, options.commit, allowance);
    const commit = `${id.slice(0, 12)} ("${escapeControls(shortlog)}")`;
    io.out(`${rule} is suppressed for ${commit}: ${reason} (${shown})\n`);
  }
  return 0;
}
