/** Programs that the user configured to check patches: each gets a patch on standard input, several run at a time. */
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { AnswerCache, pruneAnswers } from './answer-cache';
import { withoutGitVariables } from './environment';

/** One run of a program. */
export interface CheckerJob {
  /** The program and its arguments; no shell sees them. */
  readonly command: readonly string[];
  readonly seconds: number;
  /** The same answer counts for the same input. */
  readonly isCached: boolean;
  readonly input: string;
}

interface CheckerOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

export type CheckerRun =
  | ({ readonly ok: true } & CheckerOutput)
  /** `isMissing`: it can't be started, whatever the patch. */
  | { readonly ok: false; readonly why: string; readonly isMissing: boolean };

interface RunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The git directory that all worktrees share; null outside a repository: nothing is cached then. */
  readonly commonDir: string | null;
  onDone?(done: number): void;
}

const MOST_PROCESSES = 4;
const MOST_BYTES = 4 * 1024 * 1024;

/** The runs, in the order of the jobs. */
export async function runCheckers(
  jobs: readonly CheckerJob[],
  { cwd, env, commonDir, onDone }: RunOptions,
): Promise<CheckerRun[]> {
  const folder = commonDir === null ? null : join(commonDir, 'git-kvm', 'checkers');
  const clean = withoutGitVariables(env);
  const runs: CheckerRun[] = new Array(jobs.length);
  const queue = jobs.entries();
  let done = 0;
  const work = async () => {
    for (const [i, job] of queue) {
      runs[i] = await cached(job, folder, { cwd, env: clean });
      done += 1;
      onDone?.(done);
    }
  };
  await Promise.all(Array.from({ length: processes() }, work));
  if (folder !== null) pruneAnswers(folder);
  return runs;
}

function processes(): number {
  return Math.max(2, Math.min(availableParallelism(), MOST_PROCESSES));
}

type Where = Pick<RunOptions, 'cwd' | 'env'>;

async function cached(job: CheckerJob, folder: string | null, where: Where): Promise<CheckerRun> {
  if (folder === null || !job.isCached) return start(job, where);
  const cache = new AnswerCache<CheckerOutput>(folder, versionOf(job.command, where.env));
  const known = cache.read(job.input);
  if (known !== null) return { ok: true, ...known };
  const run = await start(job, where);
  if (run.ok) cache.write(job.input, { stdout: run.stdout, stderr: run.stderr, status: run.status });
  return run;
}

/** The command, and when each file that it names was changed. */
function versionOf(command: readonly string[], env: NodeJS.ProcessEnv): string {
  const files = [programOf(command[0]!, env), ...command.slice(1).filter((word) => isAbsolute(word))];
  const changes = files.map((file) => {
    const stat = file === null ? undefined : statSync(file, { throwIfNoEntry: false });
    return stat?.isFile() ? `${stat.mtimeMs} ${stat.size}` : '';
  });
  return JSON.stringify([command, changes]);
}

/** The file of a program that is named as in `CheckerJob.command`; null where there is none. */
export function programOf(name: string, env: NodeJS.ProcessEnv): string | null {
  const home = env.HOME || homedir();
  const named = name.startsWith('~/') ? join(home, name.slice(2)) : name;
  const folders = (env.PATH ?? '').split(delimiter).filter(isAbsolute);
  const places = isAbsolute(named) ? [named] : folders.map((folder) => join(folder, named));
  return places.find(isProgram) ?? null;
}

function isProgram(file: string): boolean {
  try {
    const stat = statSync(file);
    return stat.isFile() && (stat.mode & 0o111) !== 0;
  } catch {
    return false;
  }
}

function start({ command, seconds, input }: CheckerJob, { cwd, env }: Where): Promise<CheckerRun> {
  const [name, ...args] = command as [string, ...string[]];
  const program = programOf(name, env);
  if (program === null)
    return Promise.resolve({ ok: false, why: `${name}: no such program`, isMissing: true });
  return new Promise((resolve) => {
    // Its own process group: what it started ends with it.
    const child = spawn(program, args, { cwd, env, stdio: 'pipe', detached: true });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let bytes = 0;
    let why: string | null = null;
    const end = (reason: string) => {
      why ??= reason;
      killGroup(child.pid);
    };
    const keep = (chunks: Buffer[]) => (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) end(`printed more than ${MOST_BYTES / 1024 / 1024} MB`);
      else chunks.push(chunk);
    };
    const timer = setTimeout(() => end(`no answer after ${seconds} s`), seconds * 1000);
    const stop = endWithUs(() => killGroup(child.pid));
    const settle = (run: CheckerRun) => {
      clearTimeout(timer);
      stop();
      resolve(run);
    };
    child.on('error', (error) => settle({ ok: false, why: `${name}: ${error.message}`, isMissing: true }));
    child.on('close', (status, signal) => {
      const text = (chunks: Buffer[]) => Buffer.concat(chunks).toString('utf8');
      if (status === null) settle({ ok: false, why: why ?? `ended by ${signal}`, isMissing: false });
      else settle({ ok: true, stdout: text(stdout), stderr: text(stderr), status });
    });
    child.stdout.on('data', keep(stdout));
    child.stderr.on('data', keep(stderr));
    // It need not read all of it.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Call `kill` before a signal ends this process. @returns what takes that back */
function endWithUs(kill: () => void): () => void {
  const onSignal = (signal: NodeJS.Signals) => {
    stop();
    kill();
    process.kill(process.pid, signal);
  };
  const stop = () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return stop;
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
