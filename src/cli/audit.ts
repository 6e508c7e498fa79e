/** `git kvm audit`: the rules over whole archives, and what they come to by rule, author and year. */

import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { type Command, Option } from 'commander';
import { audit as auditArchives } from '../audit/audit';
import type { BatchResult, Trouble } from '../audit/batch';
import { type Output, openOutput, streamOutput } from '../audit/output';
import { openPool } from '../audit/pool';
import { Progress } from '../audit/progress';
import { type Mark, readState, removeState, stateFileOf, writeState } from '../audit/state';
import { type Summary, summaryJson, summaryText } from '../audit/summary';
import { addTally, emptyTally, type Tally } from '../audit/tally';
import { findRepository } from '../git/repo-paths';
import { loadSettings } from '../lint/config/load';
import { UsageError } from '../model/errors';
import { fingerprintOf, isThere, sizeOfArchive } from '../patches/archive';
import { RULES } from '../rules/registry';
import type { Io } from './io';
import { action, io, positive, rule, set } from './shared';

declare const GIT_KVM_VERSION: string;

export function addTo(program: Command): void {
  program
    .command('audit')
    .description('check whole archives: mbox (also .gz), maildir, directory, or a clone of a public-inbox')
    .argument('<archive...>', 'files, directories, repositories; - for an mbox on standard input')
    .addOption(
      new Option('--format <format>', 'output format; jsonl prints one line per patch')
        .choices(['pretty', 'json', 'jsonl'])
        .default('pretty'),
    )
    .option('--output <file>', 'write to this file instead of standard output')
    .option('--resume', 'continue an interrupted run with the same --output', false)
    .option('--jobs <n>', 'number of cores to use (default: all, at most 4)', positive)
    .addOption(
      new Option('--fail-on <level>', 'exit 1 if there is a finding of this level or above').choices([
        'block',
        'warn',
      ]),
    )
    .option('--list-unreadable', 'list what could not be read, and why', false)
    .addOption(rule)
    .addOption(set)
    .addHelpText(
      'after',
      `
Examples:
  git kvm audit kvm.git                      a list's archive: git clone --mirror https://lore.kernel.org/kvm/0 kvm.git
  git kvm audit --format json 2024.mbox.gz   counts by rule, author and year
  git kvm audit --format jsonl --output kvm.jsonl kvm.git
  git kvm audit --format jsonl --output kvm.jsonl --resume kvm.git

Exit status: 0 everything was read, 1 --fail-on and such a finding, 2 something could not be read.`,
    )
    .action(
      action(
        async (
          archives: string[],
          options: Omit<AuditCommand, 'archives' | 'cwd' | 'env' | 'version' | 'isTerminal' | 'stdout'>,
        ) => {
          const cwd = process.cwd();
          const isTerminal = process.stderr.isTTY === true;
          const { stdin, stdout, env } = process;
          const asked = {
            ...options,
            archives,
            cwd,
            env,
            stdin,
            stdout,
            isTerminal,
            version: GIT_KVM_VERSION,
          };
          return audit(asked, io);
        },
      ),
    );
}

const AUDIT_FORMATS = ['pretty', 'json', 'jsonl'] as const;
type AuditFormat = (typeof AUDIT_FORMATS)[number];

interface AuditCommand {
  readonly archives: readonly string[];
  readonly format: AuditFormat;
  /** Where the report goes; standard output if left out. */
  readonly output?: string;
  readonly resume: boolean;
  /** Default: the cores that are available, at most `MOST_JOBS`. */
  readonly jobs?: number;
  readonly failOn?: 'block' | 'warn';
  readonly listUnreadable: boolean;
  readonly rule?: readonly string[];
  readonly set?: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdin?: NodeJS.ReadableStream;
  /** For the lines of `jsonl` without `output`. */
  readonly stdout: NodeJS.WritableStream;
  readonly version: string;
  readonly isTerminal: boolean;
}

/** What V8 does by default suits a program with a few hot loops, and one that has the memory of the machine. */
const V8_FLAGS = [
  // It would let garbage grow to several times of what is in use before it looks for it.
  '--heap-growing-percent=30',
  // A hundred rules are a thousand lukewarm functions: to optimize each as soon as by default, and with all that it
  // calls, costs a third of the time of 10,000 mails.
  '--interrupt-budget=1000000',
  '--max-inlined-bytecode-size-cumulative=300',
];
/** More cores than one reader can feed only cost memory. */
const MOST_JOBS = 4;
/** Troubles that are kept to be listed; all are counted. */
const MOST_LISTED = 10_000;

/**
 * @returns 0 once everything is read; 1 with `failOn` and such a finding; 2 for what could not be read or checked
 * @throws UsageError for what cannot be begun at all
 */
async function audit(asked: AuditCommand, io: Io): Promise<0 | 1 | 2> {
  const archives = asked.archives.map((path) => (path === '-' ? path : resolve(asked.cwd, path)));
  archives.forEach((path, i) => {
    if (!isThere(path)) throw new UsageError(`no such archive: '${asked.archives[i]}'`);
  });
  const where = findRepository(asked.cwd);
  const { settings } = await loadSettings({
    rules: () => RULES,
    top: where?.top ?? null,
    commonDir: where?.commonDir ?? null,
    env: asked.env,
    cwd: asked.cwd,
    rule: asked.rule,
    set: asked.set,
  });
  const output = asked.output === undefined ? null : resolve(asked.cwd, asked.output);
  if (asked.resume && output === null) {
    throw new UsageError(
      '--resume needs --output',
      'the state of an interrupted run is kept next to its output file',
    );
  }
  const fingerprints = output === null ? [] : await Promise.all(archives.map(fingerprintOf));
  const key = keyOf([asked.version, archives, fingerprints, asked.format, settings]);
  const run = new Run(asked, output, key);
  if (run.isComplete) {
    io.err(`git-kvm: nothing to resume, ${asked.output} is complete\n`);
    return 0;
  }
  const jobs = asked.jobs ?? Math.min(availableParallelism(), MOST_JOBS);
  for (const flag of V8_FLAGS) setFlagsFromString(flag);
  const pool = openPool(jobs, { settings, wantsLines: asked.format === 'jsonl' });
  const progress = asked.isTerminal ? new Progress({ write: io.err }, await sizes(archives)) : null;
  try {
    const { tally, readErrors } = await auditArchives({
      archives,
      pool,
      stdin: asked.stdin as AsyncIterable<Buffer> | undefined,
      mark: run.mark,
      onResult: (result, mark) => run.add(result, mark),
      onProgress: progress ? (archive, done, mails) => progress.update(archive, done, mails) : undefined,
    });
    progress?.end();
    addTally(tally, run.tally);
    const { listUnreadable } = asked;
    run.end({ archives: asked.archives, tally, trouble: run.trouble, readErrors, listUnreadable }, io);
    if (readErrors.length > 0 || run.trouble.some(({ own }) => own)) return 2;
    const { block, warn } = tally.levels;
    return asked.failOn !== undefined && block + (asked.failOn === 'warn' ? warn : 0) > 0 ? 1 : 0;
  } finally {
    progress?.end();
    await pool.close();
  }
}

/** Which question an answer belongs to: a state is only good for the same one. */
function keyOf(question: unknown): string {
  return createHash('sha256').update(JSON.stringify(question)).digest('hex').slice(0, 32);
}

async function sizes(archives: readonly string[]): Promise<(number | null)[]> {
  return Promise.all(archives.map((path) => sizeOfArchive(path).catch(() => null)));
}

const START: Omit<Mark, 'tally'> = { next: 0, finished: [], held: [], recent: '' };

/** What was found so far, and where it is written. */
class Run {
  readonly tally: Tally = emptyTally();
  readonly trouble: Trouble[] = [];
  readonly mark: Mark | undefined;
  /** Asked to resume what has come to its end. */
  readonly isComplete: boolean;
  private readonly stateFile: string | null;
  private readonly out: Output;

  constructor(
    private readonly asked: AuditCommand,
    private readonly file: string | null,
    private readonly key: string,
  ) {
    this.stateFile = file === null ? null : stateFileOf(file);
    const state = asked.resume ? readState(this.stateFile!, key) : null;
    this.isComplete = asked.resume && state === null && existsSync(file!);
    if (state !== null) {
      this.mark = state.mark;
      addTally(this.tally, state.tally);
      this.trouble.push(...state.trouble);
    }
    const isFile = file !== null && !this.isComplete;
    // The state comes first: an output without one is complete.
    if (isFile && state === null) this.save({ ...START, tally: emptyTally() }, 0);
    this.out = isFile ? openOutput(file, state?.written ?? 0) : streamOutput(asked.stdout);
  }

  async add(result: BatchResult, mark: Mark | null): Promise<void> {
    addTally(this.tally, result.tally);
    for (const one of result.trouble) if (this.trouble.length < MOST_LISTED) this.trouble.push(one);
    if (result.lines !== '') await this.out.write(result.lines);
    if (mark !== null) this.save(mark, this.out.written());
  }

  end(summary: Summary, io: Io): void {
    const { asked } = this;
    const text = asked.format === 'json' ? summaryJson(summary) : summaryText(summary);
    if (asked.format !== 'jsonl' && this.file !== null) writeFileSync(this.file, text);
    // Lines on standard output are not to be mixed with a table.
    else if (asked.format === 'jsonl' && this.file === null) io.err(text);
    else io.out(text);
    this.out.written();
    this.out.close();
    if (this.stateFile !== null) removeState(this.stateFile);
  }

  private save(mark: Mark, written: number): void {
    if (this.stateFile === null) return;
    const { key, tally, trouble } = this;
    writeState(this.stateFile, { key, mark, tally, trouble, written });
  }
}
