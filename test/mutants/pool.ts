/** Processes that run tests, as many as processors. */
import { type ChildProcess, fork, type StdioOptions } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Failure } from './stand-in';

/** Tests of a file, by their places in it; the mutant in force, or -1. */
export interface Request {
  readonly path: string;
  readonly tests: readonly number[];
  readonly mutant: number;
}

export interface Answer {
  readonly failed: Failure | null;
  readonly ms: number;
  /** The mutants that ran, where none is in force. */
  readonly reached: readonly number[];
  /** For each test of the file the first one of its suite. */
  readonly firsts: readonly number[];
}

/** Takes longer than it may; or the process ended by itself. */
export type NoAnswer = 'endless' | 'gone';

export class Worker {
  private child: ChildProcess | null = null;

  /** @param scratch the folder for temporary files of its tests: it is emptied before each run */
  constructor(private readonly scratch: string) {}

  ask(request: Request, mostMs: number): Promise<Answer | NoAnswer> {
    // It may have ended since.
    if (this.child?.connected !== true) this.child = started(this.scratch);
    const { child } = this;
    return new Promise((resolve) => {
      const done = (answer: Answer | NoAnswer) => {
        clearTimeout(timer);
        child.removeAllListeners();
        if (answer === 'endless' || answer === 'gone') this.end();
        resolve(answer);
      };
      const timer = setTimeout(done, mostMs, 'endless');
      child.on('message', done);
      child.on('exit', () => done('gone'));
      child.send(request, (error) => error !== null && done('gone'));
    });
  }

  /** With all that its tests have started. */
  end(): void {
    const { child } = this;
    this.child = null;
    try {
      if (child !== null) process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // It is gone.
    }
  }
}

function started(scratch: string): ChildProcess {
  const env = { ...process.env, TMPDIR: scratch };
  const stdio: StdioOptions = ['ignore', 'ignore', 'ignore', 'ipc'];
  return fork(join(__dirname, 'worker.js'), { env, stdio, detached: true });
}

export class Pool {
  private readonly workers: readonly Worker[];

  constructor(scratch: string) {
    const each = Array.from({ length: Math.max(2, availableParallelism()) });
    this.workers = each.map((_, i) => new Worker(join(scratch, String(i))));
  }

  /** What `work` makes of each, in their order, as many at once as there are workers. */
  async map<T, R>(all: readonly T[], work: (one: T, worker: Worker) => Promise<R>): Promise<R[]> {
    const results: R[] = [];
    let next = 0;
    const lane = async (worker: Worker) => {
      for (let i = next++; i < all.length; i = next++) results[i] = await work(all[i]!, worker);
    };
    await Promise.all(this.workers.map(lane));
    return results;
  }

  end(): void {
    for (const worker of this.workers) worker.end();
  }
}
