/** `git kvm check --fix`: show what the fixes change, then write it where it was asked for. */
import { readFileSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { keepFiles } from '../git/kept-files';
import { findRepository } from '../git/repo-paths';
import { gitRunner } from '../git/run';
import { shellWord } from '../hooks/hook';
import type { Linter } from '../lint/prepare';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import type { Series } from '../model/patch';
import type { Read } from '../patches/paths';
import { rewriteMessageFile } from '../patches/rewrite/message-file';
import { type Change, planFixes, withMessage } from '../patches/rewrite/plan';
import { type Rewritten, rewriteCommits } from '../patches/rewrite/range';
import { showDiff } from '../patches/rewrite/show-diff';
import { writeMails } from '../patches/rewrite/write';
import type { Io } from './io';
import { lostSignatures } from './lost-signatures';

/** What was read, and as what. */
export interface Subject {
  readonly kind: 'message' | 'mails' | 'commits';
  readonly series: readonly Series[];
  readonly read?: Read;
}

export interface FixOptions {
  /** A folder for fixed copies of mails. */
  readonly out?: string;
  /** Write the fixed mails, the message file, or the branch's commits where they are. */
  readonly inPlace: boolean;
  /** Notes are shown, and fixed as well. */
  readonly notes: boolean;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly message?: string;
}

/**
 * @returns the series as they are once fixed
 * @throws UsageError, with nothing written
 */
export async function fix(subject: Subject, linter: Linter, options: FixOptions, io: Io): Promise<Series[]> {
  if (options.out !== undefined && (options.inPlace || subject.kind !== 'mails')) {
    throw new UsageError('--out only works with mails', 'use --in-place for a message file or commits');
  }
  const changes = subject.series.flatMap((series) =>
    planFixes(
      series,
      (one) => linter.findings([one]),
      ({ level }) => options.notes || level !== 'note',
    ),
  );
  for (const change of changes) io.err(diffOf(change));
  if (changes.length > 0) await write(subject, changes, options, io);
  return subject.series.map((series) => ({
    ...series,
    patches: series.patches.map((patch) => {
      const change = changes.find((one) => one.patch === patch);
      return change === undefined ? patch : withMessage(patch, change.message);
    }),
  }));
}

function diffOf({ patch, message }: Change): string {
  const { file, commit } = patch.origin;
  const name = file ?? (commit === null ? 'message' : `commit-${commit.slice(0, 12)}`);
  return showDiff(patch.message.value, message, name)
    .split('\n')
    .map((line) => escapeControls(line))
    .join('\n');
}

async function write(
  subject: Subject,
  changes: readonly Change[],
  options: FixOptions,
  io: Io,
): Promise<void> {
  const { cwd, env, out, inPlace } = options;
  if (!inPlace && out === undefined) {
    const where = subject.kind === 'mails' ? '--out DIR or --in-place' : '--in-place';
    io.err(`Nothing was written. To write the fixes, use ${where}.\n`);
    return;
  }
  if (subject.kind === 'message') {
    const path = resolve(cwd, options.message!);
    const [{ patch, message }] = changes as [Change];
    const undo = keep([path], options);
    writeFileSync(path, rewriteMessageFile(readFileSync(path), patch.message, message));
    io.err(undo);
    return;
  }
  if (subject.kind === 'mails') {
    const files = [...new Set(subject.series.flatMap(mailFiles))];
    const fixed = new Set(changes.map(({ patch }) => patch.origin.file));
    const undo = inPlace
      ? keep(
          files.filter((file) => fixed.has(file)).map((file) => resolve(cwd, file)),
          options,
        )
      : '';
    const written = await writeMails(
      files,
      changes,
      out === undefined ? { inPlace: true } : { folder: out },
      cwd,
    );
    for (const { to, patches } of written) if (patches > 0) io.err(`fixed: ${escapeControls(to)}\n`);
    io.err(undo);
    return;
  }
  const messages = new Map(changes.map(({ patch, message }) => [patch.origin.commit!, message]));
  const done = rewriteCommits({ cwd, env, messages });
  if (done === null) return;
  io.err(rewritten(done, cwd, env));
}

/** Keep files as they are. @returns lines that say how to bring them back @throws UsageError where they can't be kept */
function keep(files: readonly string[], { cwd }: FixOptions): string {
  try {
    const kept = keepFiles(findRepository(cwd)?.commonDir ?? null, files, new Date());
    return kept
      .map(({ copies, folder }) => `To undo: cp ${near(copies, cwd)}/* ${near(folder, cwd)}/\n`)
      .join('');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`the files can't be kept as they are: ${why}`, 'nothing was written', { cause });
  }
}

/** A folder as a word for sh. */
function near(folder: string, cwd: string): string {
  const path = relative(cwd, folder) || '.';
  return escapeControls(
    shellWord(path.startsWith('../..') ? folder : path.startsWith('-') ? `./${path}` : path),
  );
}

/** What became of a branch: the new commits, and how to take it back. */
export function rewritten(done: Rewritten, cwd: string, env: NodeJS.ProcessEnv): string {
  const ids = [...done.commits.values()];
  const names = gitRunner(cwd, 10_000, env).run(['log', '--no-walk=unsorted', '--format=%h %s', '--stdin'], {
    input: ids.map((id) => `${id}\n`).join(''),
  });
  const lines = names?.toString('utf8').trimEnd().split('\n') ?? ids;
  return [
    `${escapeControls(done.branch)}: ${ids.length} ${ids.length === 1 ? 'commit' : 'commits'} rewritten:`,
    ...lines.map((line) => `  ${escapeControls(line)}`),
    `To undo: git reset --keep ${escapeControls(done.backup)}`,
    lostSignatures(done.unsigned, cwd, env),
  ].join('\n');
}

function mailFiles({ cover, patches }: Series): string[] {
  return [...(cover ? [cover] : []), ...patches].flatMap(({ origin }) => origin.file ?? []);
}
