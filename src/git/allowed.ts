/**
 * Where the rules that are suppressed for a commit are kept: in a note of the commit, which git carries along when the
 * commit is amended or rebased, and never in the commit itself. There are two refs of notes: what is in the public one,
 * `git format-patch` prints under `---` of the mail; what is in the local one stays in the clone. For a commit that does
 * not exist yet, in a file of the worktree's git directory.
 */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../model/errors';
import {
  ALLOW_FILE,
  ALLOW_USED_FILE,
  LOCAL_NOTES_REF,
  LOCAL_NOTES_SETTINGS,
  PUBLIC_NOTES_REF,
  PUBLIC_NOTES_SETTINGS,
} from './left-behind';
import { replaceFile } from './replace-file';
import { runGit } from './run';

export interface Place {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Of this worktree. */
  readonly gitDir: string;
}

/** A line that suppresses a rule. */
interface Allowance {
  /** See `allowLine`. */
  readonly line: string;
  /** The line is printed in the mail. */
  readonly isPublic: boolean;
}

/** Lines for the next commit of this worktree; its name tells a reader what it is. */
const pendingFile = (gitDir: string) => join(gitDir, ALLOW_FILE);
/** The lines that a commit was made with, and its shortlog before it; until they are in its note. */
const usedFile = (gitDir: string) => join(gitDir, ALLOW_USED_FILE);

/** In these files, a line that is public starts with this. */
const PUBLIC = 'public ';

function parse(text: string): Allowance[] {
  return linesOf(text).map((line) =>
    line.startsWith(PUBLIC) ? { line: line.slice(PUBLIC.length), isPublic: true } : { line, isPublic: false },
  );
}

function format(all: readonly Allowance[]): string {
  return all.map(({ line, isPublic }) => `${isPublic ? PUBLIC : ''}${line}\n`).join('');
}

/** The lines for the next commit; '' if there are none. Reads one file, starts no process. */
export function readPending(gitDir: string): string {
  return asText(parse(read(pendingFile(gitDir))));
}

/** It takes the place of an earlier one for the same rule. */
export function addPending(gitDir: string, allowance: Allowance): void {
  writeFileSync(pendingFile(gitDir), format(merge([...parse(read(pendingFile(gitDir))), allowance])));
}

/** The commit with this shortlog is being made with the lines that are pending: they are not kept for the next one. */
export function usePending(gitDir: string, shortlog: string): void {
  const lines = read(pendingFile(gitDir));
  if (lines === '') return;
  replaceFile(usedFile(gitDir), `${shortlog.replace(/\n/g, ' ')}\n${lines}`);
  rmSync(pendingFile(gitDir), { force: true });
}

/**
 * Put the lines of the last commit into its note. What `post-commit` is for; every command does it as well, so that the
 * note is there without that hook. Starts no process where there is nothing to do.
 */
export function settleUsed(place: Place): void {
  const [shortlog, ...lines] = read(usedFile(place.gitDir)).split('\n');
  if (!shortlog) return;
  const recent = git(place, ['log', '-g', '--max-count=30', '--format=%H%x00%s', 'HEAD', '--']) ?? '';
  const found = recent.split('\n').find((entry) => entry.slice(entry.indexOf('\0') + 1) === shortlog.trim());
  // A commit that was given up in the editor after all, or made on another branch and gone.
  if (found !== undefined) addToNotes(place, found.slice(0, found.indexOf('\0')), parse(lines.join('\n')));
  rmSync(usedFile(place.gitDir), { force: true });
}

/** Add a line to a commit's note. @throws UsageError when git cannot do it */
export function allowFor(
  place: Place,
  revision: string,
  allowance: Allowance,
): { id: string; shortlog: string } {
  const shown = git(place, ['log', '-1', '--format=%H%x00%s', '--end-of-options', revision, '--']);
  if (!shown) throw new UsageError(`bad revision '${revision}'`);
  const [id, shortlog] = shown.trim().split('\0');
  addToNotes(place, id!, [allowance]);
  return { id: id!, shortlog: shortlog! };
}

type Where = Omit<Place, 'gitDir'>;

const BOTH = [LOCAL_NOTES_REF, PUBLIC_NOTES_REF];

/** The notes of these commits, of those that have one; in one process. Commits that aren't there are left out. */
export function notesOf(place: Where, ids: readonly string[], refs = BOTH): Map<string, string> {
  const notes = new Map<string, string>();
  if (ids.length === 0) return notes;
  const shown = refs.map((ref) => `--notes=${ref}`);
  const args = ['log', '--no-walk=unsorted', '--ignore-missing', '--stdin', ...shown];
  const fields = (git(place, [...args, '--format=%H%x00%N%x00'], `${ids.join('\n')}\n`) ?? '').split('\0');
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const note = linesOf(fields[i + 1]!).join('\n');
    if (note !== '') notes.set(fields[i]!.trim(), note);
  }
  return notes;
}

interface NotedCommit {
  readonly id: string;
  readonly shortlog: string;
  readonly note: string;
}

/** No more commits of HEAD are looked at: notes of older ones are of no use. */
const MOST_RECENT = 500;

/** The newest commits of HEAD that have a note, the newest first. */
export function recentNotes(place: Where): NotedCommit[] {
  const log = git(place, ['log', `--max-count=${MOST_RECENT}`, '--format=%H%x00%s', 'HEAD', '--']) ?? '';
  const commits = linesOf(log).map((line) => line.split('\0') as [id: string, shortlog: string]);
  const noted = notesOf(
    place,
    commits.map(([id]) => id),
  );
  return commits.flatMap(([id, shortlog]) => {
    const note = noted.get(id);
    return note === undefined ? [] : [{ id, shortlog, note }];
  });
}

/** Returns false where no commit of the clone can have a local note. Starts no process. */
export function hasLocalNotes(commonDir: string): boolean {
  return read(join(commonDir, 'config')).includes(LOCAL_NOTES_REF);
}

function allowancesOf(place: Where, id: string): Allowance[] {
  const ofRef = (ref: string, isPublic: boolean) =>
    linesOf(notesOf(place, [id], [ref]).get(id) ?? '').map((line) => ({ line, isPublic }));
  return [...ofRef(LOCAL_NOTES_REF, false), ...ofRef(PUBLIC_NOTES_REF, true)];
}

function addToNotes(place: Place, id: string, added: readonly Allowance[]): void {
  const before = allowancesOf(place, id);
  writeNotes(place, id, before, merge([...before, ...added]));
}

/** Each line in the note that it belongs to, and in no other. */
function writeNotes(
  place: Place,
  id: string,
  before: readonly Allowance[],
  after: readonly Allowance[],
): void {
  for (const isPublic of [false, true]) {
    const text = (all: readonly Allowance[]) => asText(all.filter((one) => one.isPublic === isPublic));
    const [was, is] = [text(before), text(after)];
    if (was === is) continue;
    const ref = isPublic ? PUBLIC_NOTES_REF : LOCAL_NOTES_REF;
    const command =
      is === ''
        ? ['notes', `--ref=${ref}`, 'remove', id]
        : ['notes', `--ref=${ref}`, 'add', '--force', '-F', '-', id];
    if (git(place, command, is) === null)
      throw new UsageError('cannot write the note', `see git notes --ref=${ref} list`);
    if (is === '') continue;
    for (const [key, value] of isPublic ? PUBLIC_NOTES_SETTINGS : LOCAL_NOTES_SETTINGS) {
      const values = git(place, ['config', '--local', '--get-all', key])?.split('\n') ?? [];
      if (!values.includes(value)) git(place, ['config', '--local', '--add', key, value]);
    }
  }
}

/** A commit with a note, or the next commit of this worktree (`id` is null then). */
interface Allowed {
  readonly id: string | null;
  readonly shortlog: string;
  readonly all: readonly Allowance[];
}

/** What is suppressed: for the next commit, and for commits of HEAD, the newest first. */
export function listAllowed(place: Place): Allowed[] {
  const pending = parse(read(pendingFile(place.gitDir)));
  const next = pending.length > 0 ? [{ id: null, shortlog: '', all: pending }] : [];
  const noted = recentNotes(place).map(({ id, shortlog }) => ({
    id,
    shortlog,
    all: allowancesOf(place, id),
  }));
  return [...next, ...noted];
}

/**
 * Take a rule's line away, from a commit's notes or, without a commit, from what is pending.
 * @returns false where there is none
 */
export function removeAllowed(place: Place, revision: string | undefined, rule: string): boolean {
  const without = (all: readonly Allowance[]) => all.filter(({ line }) => ruleOf(line) !== rule);
  if (revision === undefined) {
    const before = parse(read(pendingFile(place.gitDir)));
    const left = without(before);
    if (left.length === before.length) return false;
    if (left.length === 0) rmSync(pendingFile(place.gitDir), { force: true });
    else replaceFile(pendingFile(place.gitDir), format(left));
    return true;
  }
  const commit = `${revision}^{commit}`;
  const id = git(place, ['rev-parse', '--verify', '--quiet', '--end-of-options', commit])?.trim();
  if (!id) throw new UsageError(`bad revision '${revision}'`);
  const before = allowancesOf(place, id);
  const left = without(before);
  if (left.length === before.length) return false;
  writeNotes(place, id, before, left);
  return true;
}

function ruleOf(line: string): string | undefined {
  return /^\s*git-kvm:\s*allow\s+([\w-]+)/.exec(line)?.[1];
}

/** One line a rule: the later one wins, as a reason may be told better. */
function merge(all: readonly Allowance[]): Allowance[] {
  return [...new Map(all.map((one) => [ruleOf(one.line) ?? one.line, one])).values()];
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

function asText(all: readonly Allowance[]): string {
  return all.map(({ line }) => `${line}\n`).join('');
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Null where git fails. */
function git({ cwd, env }: Where, args: readonly string[], input = ''): string | null {
  try {
    return runGit(args, { cwd, env, input }).toString('utf8');
  } catch {
    return null;
  }
}
