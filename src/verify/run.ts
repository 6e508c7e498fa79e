/** Run the makefile of a matrix: progress, what was left of a run that was killed, and an end at any time. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { isAlive, processKey } from '../git/process';
import { UsageError } from '../model/errors';
import type { Places } from './places';
import { cannotWrite } from './results';

/** What a cell says while it runs. */
export interface Event {
  /** `lost`: it did not say how it ended, which says nothing about what it builds or tests. */
  readonly kind: 'start' | 'pass' | 'skip' | 'fail' | 'lost';
  readonly cell: string;
  readonly seconds: number;
}

interface RunOptions {
  readonly places: Places;
  readonly jobs: number;
  readonly env: NodeJS.ProcessEnv;
  onEvent(event: Event): void;
}

interface Ended {
  readonly ok: boolean;
  /** The user or a signal ended it. */
  readonly interrupted: boolean;
  /** The last words on standard error. */
  readonly words: string;
}

const MOST_WORDS = 8192;
/** What would make the builds those of another place, or git look elsewhere. */
const STRANGE =
  /^(?:GIT_\w+|MAKEFLAGS|MFLAGS|MAKELEVEL|MAKEOVERRIDES|KBUILD_OUTPUT|O|ARCH|SUBARCH|OUTPUT|KHDR_INCLUDES)$/;

/** @throws UsageError where make cannot be started, or written down as the one that runs; then it has ended */
export async function runMake(options: RunOptions): Promise<Ended> {
  const { places, jobs } = options;
  await endLeftover(places);
  const make = ['make', '-f', places.makefile, '-C', places.dir, '--no-print-directory', `-j${jobs}`];
  // Without -k, which the makes inside would inherit: a build would go on after its error, and show the last one.
  const child = spawn('nice', ['-n', '10', ...make], {
    cwd: places.dir,
    // The sources lie below a git directory, which is not their repository.
    env: { ...cleanEnvironment(options.env), GIT_CEILING_DIRECTORIES: places.dir },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own process group: one signal ends all compilers.
    detached: true,
  });
  const end = endOn(child);
  const ended = watch(child, options, end);
  try {
    if (child.pid !== undefined) writeFileSync(places.running, processKey(child.pid));
    return await ended;
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    // No later run would know of this make, and end it.
    killGroup(child.pid);
    await ended;
    throw cannotWrite(places, cause);
  } finally {
    end.stop();
    rmSync(places.running, { force: true });
  }
}

function cleanEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !STRANGE.test(name)));
}

/** A run that was killed with -9 leaves its make running in the same folders. */
async function endLeftover(places: Places): Promise<void> {
  let key: string;
  try {
    key = readFileSync(places.running, 'utf8');
  } catch {
    return;
  }
  for (let tries = 0; isAlive(key) && tries < 100; tries += 1) {
    killGroup(Number.parseInt(key, 10), tries < 50 ? 'SIGTERM' : 'SIGKILL');
    await setTimeout(100);
  }
  rmSync(places.running, { force: true });
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals = 'SIGTERM'): void {
  if (pid === undefined || !(pid > 1)) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}

function endOn(child: ChildProcess): { asked(): boolean; stop(): void } {
  let asked = false;
  const onSignal = () => {
    asked = true;
    killGroup(child.pid);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    asked: () => asked,
    stop() {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

async function watch(
  child: ChildProcess,
  { onEvent }: RunOptions,
  end: { asked(): boolean },
): Promise<Ended> {
  let words = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-MOST_WORDS);
  });
  let rest = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!.slice(-MOST_WORDS);
    for (const line of lines) {
      const event = /^(start|pass|skip|fail|lost) (\S+)(?: (\d+))?/.exec(line);
      if (event)
        onEvent({ kind: event[1] as Event['kind'], cell: event[2]!, seconds: Number(event[3] ?? 0) });
    }
  });
  const { code, signal } = await new Promise<{ code: number | null; signal: string | null }>(
    (resolve, reject) => {
      child.on('error', (cause) =>
        reject(new UsageError(`cannot run make: ${cause.message}`, 'install it', { cause })),
      );
      child.on('close', (code, signal) => resolve({ code, signal }));
    },
  );
  return { ok: code === 0, interrupted: end.asked() || signal !== null, words };
}
