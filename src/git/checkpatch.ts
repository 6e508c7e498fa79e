/** The kernel's checkpatch.pl, run on patches: several at a time, and each patch once. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { CheckpatchFinding } from '../model/repo-facts';
import { AnswerCache, pruneAnswers, sha256 } from './answer-cache';
import { execFileSync } from './exec';
import { checkpatchIn } from './kernel-scripts';
import { patience } from './patience';
import { isAlive, processKey } from './process';

/** For all patches of one question together. */
const LONGEST_MS = 120_000;
/** A new process for at most this many patches: starting one costs as much as two patches. */
const PATCHES_A_PROCESS = 8;
const MOST_PROCESSES = 4;
/**
 * In a tree it would start get_maintainer.pl once for each file, to tell what is obsolete: five times the cost. Which
 * names in mixed case the kernel has already is known in a tree alone.
 */
const ARGUMENTS = [
  '--no-tree',
  '--strict',
  '--terse',
  '--show-types',
  '--no-summary',
  '--ignore=CAMELCASE',
] as const;
/**
 * @param commonDir the git directory that all worktrees share; the script is the copy that the installation in there has
 * @param patches whole patches, as mails
 * @returns the findings of each, or null: not installed, no script, no perl, or no time
 */
export function runCheckpatch(
  commonDir: string,
  patches: readonly string[],
  env: NodeJS.ProcessEnv,
): CheckpatchFinding[][] | null {
  const script = checkpatchIn(commonDir);
  if (script === null) return null;
  const folder = join(commonDir, 'git-kvm', 'checkpatch');
  const version = sha256().update(readFileSync(script)).digest('hex');
  const cache = new AnswerCache<CheckpatchFinding[]>(folder, version + ARGUMENTS.join(' '));
  const answers = patches.map((patch) => cache.read(patch));
  const open = answers.flatMap((answer, i) => (answer === null ? [i] : []));
  if (open.length > 0) {
    const asked = open.map((i) => patches[i]!);
    let outputs: CheckpatchFinding[][] | null;
    try {
      outputs = runOn(script, folder, asked, env);
    } catch {
      return null; // full, read-only
    }
    if (outputs === null) return null;
    for (const [n, i] of open.entries()) {
      answers[i] = outputs[n]!;
      cache.write(patches[i]!, outputs[n]!);
    }
    dropStaleRuns(folder);
    pruneAnswers(folder);
  }
  return answers.map((answer) => answer ?? []);
}

function runOn(
  script: string,
  folder: string,
  patches: readonly string[],
  env: NodeJS.ProcessEnv,
): CheckpatchFinding[][] | null {
  const scratch = join(folder, `run-${processKey(process.pid)}`);
  mkdirSync(scratch, { recursive: true, mode: 0o700 });
  try {
    const files = patches.map((patch, i) => {
      const file = join(scratch, `${i}.patch`);
      writeFileSync(file, patch);
      return file;
    });
    const jobs = Math.min(availableParallelism(), MOST_PROCESSES);
    const each = Math.min(PATCHES_A_PROCESS, Math.max(2, Math.ceil(files.length / jobs)));
    let output: string;
    try {
      output = execFileSync('xargs', ['-0', `-P${jobs}`, `-n${each}`, 'perl', script, ...ARGUMENTS], {
        // Not in the tree, nor with the user's home: a .checkpatch.conf in either changes what the script says. Of the
        // environment perl gets nothing that can have it run something else (PERL5OPT, PERL5LIB).
        cwd: scratch,
        env: { PATH: env.PATH, HOME: scratch, LC_ALL: 'C' },
        input: files.join('\0'),
        encoding: 'utf8',
        stdio: ['pipe', 'pipe', 'ignore'],
        timeout: LONGEST_MS * patience(),
        maxBuffer: 64 * 1024 * 1024,
      });
    } catch (error) {
      // xargs ends with 123 when a script ended with 1: it found something. Anything else is a failure.
      const { status, stdout } = error as { status?: number; stdout?: string };
      if (status !== 123 || stdout === undefined) return null;
      output = stdout;
    }
    return files.map((file) => findingsOf(output, file));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** `FILE:LINE: LEVEL:TYPE: text`, as `--terse --show-types` prints it. */
function findingsOf(output: string, file: string): CheckpatchFinding[] {
  return output.split('\n').flatMap((line) => {
    if (!line.startsWith(`${file}:`)) return [];
    const match = /^(\d+): (ERROR|WARNING|CHECK):([A-Z0-9_]+): (.*)$/.exec(line.slice(file.length + 1));
    if (match === null) return [];
    const level = match[2] as CheckpatchFinding['level'];
    return [{ line: Number(match[1]), level, type: match[3]!, text: match[4]! }];
  });
}

/** Remove what runs left that were killed. */
function dropStaleRuns(folder: string): void {
  try {
    for (const name of readdirSync(folder).filter((one) => one.startsWith('run-'))) {
      if (!isAlive(name.slice('run-'.length))) rmSync(join(folder, name), { recursive: true, force: true });
    }
  } catch {
    // another process does so as well
  }
}
