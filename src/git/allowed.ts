/**
 * Where the rules that are suppressed for a commit are kept: in a note of the commit, which git carries along when the
 * commit is amended or rebased and prints under `---` of the mail, and never in the commit itself. For a commit that does
 * not exist yet, in a file of the worktree's git directory.
 */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../model/errors';
import { execFileSync } from './exec';
import { ALLOW_FILE, ALLOW_USED_FILE, NOTES_REF, NOTES_SETTINGS } from './left-behind';
import { replaceFile } from './replace-file';

export interface Place {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Of this worktree. */
  readonly gitDir: string;
}

/** Lines for the next commit of this worktree; its name tells a reader what it is. */
const pendingFile = (gitDir: string) => join(gitDir, ALLOW_FILE);
/** The lines that a commit was made with, and its shortlog before it; until they are in its note. */
const usedFile = (gitDir: string) => join(gitDir, ALLOW_USED_FILE);

/** The lines for the next commit; '' if there are none. Reads one file, starts no process. */
export function readPending(gitDir: string): string {
  return read(pendingFile(gitDir));
}

/** @param line see `allowLine`; it takes the place of an earlier one for the same rule */
export function addPending(gitDir: string, line: string): void {
  writeFileSync(pendingFile(gitDir), merge(readPending(gitDir), line));
}

/** The commit with this shortlog is being made with the lines that are pending: they are no longer for the next one. */
export function usePending(gitDir: string, shortlog: string): void {
  const lines = readPending(gitDir);
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
  if (found !== undefined) writeNote(place, found.slice(0, found.indexOf('\0')), lines.join('\n'));
  rmSync(usedFile(place.gitDir), { force: true });
}

/** Add a line to a commit's note. @throws UsageError when git cannot do it */
export function allowFor(place: Place, revision: string, line: string): { id: string; shortlog: string } {
  const shown = git(place, ['log', '-1', '--format=%H%x00%s', '--end-of-options', revision, '--']);
  if (!shown) throw new UsageError(`bad revision '${revision}'`);
  const [id, shortlog] = shown.trim().split('\0');
  writeNote(place, id!, line);
  return { id: id!, shortlog: shortlog! };
}

/** The notes of these commits, of those that have one; in one process. */
export function notesOf({ cwd, env }: Omit<Place, 'gitDir'>, ids: readonly string[]): Map<string, string> {
  const notes = new Map<string, string>();
  if (ids.length === 0) return notes;
  const output = git(
    { cwd, env },
    ['log', '--no-walk=unsorted', '--stdin', `--notes=${NOTES_REF}`, '--format=%H%x00%N%x00'],
    `${ids.join('\n')}\n`,
  );
  const fields = (output ?? '').split('\0');
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const note = fields[i + 1]!.trim();
    if (note !== '') notes.set(fields[i]!.trim(), note);
  }
  return notes;
}

function writeNote(place: Place, id: string, lines: string): void {
  const text = merge(notesOf(place, [id]).get(id) ?? '', lines);
  if (git(place, ['notes', `--ref=${NOTES_REF}`, 'add', '--force', '-F', '-', id], text) === null) {
    throw new UsageError('cannot write the note', `see git notes --ref=${NOTES_REF} list`);
  }
  for (const [key, value] of NOTES_SETTINGS) {
    const values = git(place, ['config', '--local', '--get-all', key])?.split('\n') ?? [];
    if (!values.includes(value)) git(place, ['config', '--local', '--add', key, value]);
  }
}

/** A commit with a note, or the next commit of this worktree (`id` is null then). */
export interface Allowed {
  readonly id: string | null;
  readonly shortlog: string;
  readonly lines: readonly string[];
}

/** No more commits of HEAD are looked at: notes of older ones are of no use. */
const MOST_LISTED = 500;

/** What is suppressed: for the next commit, and for commits of HEAD, the newest first. */
export function listAllowed(place: Place): Allowed[] {
  const split = (text: string) => text.split('\n').filter((line) => line.trim() !== '');
  const pending = split(readPending(place.gitDir));
  const args = [
    `--max-count=${MOST_LISTED}`,
    `--notes=${NOTES_REF}`,
    '--format=%H%x00%s%x00%N%x00',
    'HEAD',
    '--',
  ];
  const fields = (git(place, ['log', ...args]) ?? '').split('\0');
  const listed: Allowed[] = pending.length > 0 ? [{ id: null, shortlog: '', lines: pending }] : [];
  for (let i = 0; i + 2 < fields.length; i += 3) {
    const lines = split(fields[i + 2]!);
    if (lines.length > 0) listed.push({ id: fields[i]!.trim(), shortlog: fields[i + 1]!, lines });
  }
  return listed;
}

/**
 * Take a rule's line away, from a commit's note or, without a commit, from what is pending.
 * @returns false where there is none
 */
export function removeAllowed(place: Place, revision: string | undefined, rule: string): boolean {
  const without = (text: string) =>
    text.split('\n').filter((line) => line.trim() !== '' && ruleOf(line) !== rule);
  if (revision === undefined) {
    const before = readPending(place.gitDir);
    const left = without(before);
    if (left.length === before.split('\n').filter(Boolean).length) return false;
    if (left.length === 0) rmSync(pendingFile(place.gitDir), { force: true });
    else replaceFile(pendingFile(place.gitDir), `${left.join('\n')}\n`);
    return true;
  }
  const id = git(place, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ])?.trim();
  if (!id) throw new UsageError(`bad revision '${revision}'`);
  const before = notesOf(place, [id]).get(id) ?? '';
  const left = without(before);
  if (left.length === before.split('\n').filter(Boolean).length) return false;
  const ref = `--ref=${NOTES_REF}`;
  const done =
    left.length === 0
      ? git(place, ['notes', ref, 'remove', id])
      : git(place, ['notes', ref, 'add', '--force', '-F', '-', id], `${left.join('\n')}\n`);
  if (done === null) throw new UsageError('cannot write the note', `see git notes ${ref} list`);
  return true;
}

function ruleOf(line: string): string | undefined {
  return /^\s*git-kvm:\s*allow\s+([\w-]+)/.exec(line)?.[1];
}

/** One line a rule: the later one wins, as a reason may be told better. */
function merge(before: string, lines: string): string {
  const byRule = new Map<string, string>();
  for (const line of `${before}\n${lines}`.split('\n')) {
    const key = ruleOf(line) ?? line.trim();
    if (line.trim() !== '') byRule.set(key, line.trim());
  }
  return [...byRule.values()].map((line) => `${line}\n`).join('');
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Null where git fails. */
function git({ cwd, env }: Omit<Place, 'gitDir'>, args: readonly string[], input = ''): string | null {
  try {
    const stdio: ['pipe', 'pipe', 'ignore'] = ['pipe', 'pipe', 'ignore'];
    return execFileSync('git', args, {
      cwd,
      env,
      input,
      stdio,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch {
    return null;
  }
}
