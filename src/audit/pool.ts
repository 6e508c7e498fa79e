/** The cores that check: this thread alone, or workers beside it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DOMAIN } from '../analysis/kvm/data';
import type { Effective } from '../lint/config/merge';
import { domainOf, resolve } from '../lint/config/resolve';
import { RULES } from '../rules/registry';
import { type Batch, type BatchResult, type Linter, lintBatch } from './batch';

/** What a worker is told at its start; plain data. */
export interface Setup {
  readonly settings: Effective['settings'];
  readonly wantsLines: boolean;
}

export type Answer = { readonly result: BatchResult } | { readonly error: string };

export interface Pool {
  /** How many batches may be on their way at the same time. */
  readonly room: number;
  linter(batch: Batch): Promise<BatchResult>;
  close(): Promise<void>;
}

export function linterOf({ settings, wantsLines }: Setup): Linter {
  const effective: Effective = { settings, origins: new Map() };
  const rules = resolve(RULES, effective).filter(({ level }) => level !== 'off');
  return { rules, domain: domainOf(settings, DOMAIN), wantsLines };
}

export function openPool(jobs: number, setup: Setup): Pool {
  if (jobs > 1) return new Workers(jobs, setup);
  const linter = linterOf(setup);
  return { room: 1, linter: (batch) => lintBatch(batch, linter), close: async () => {} };
}

/**
 * V8 lets a heap grow as far as the machine has memory before it cleans up; what a batch needs is far less.
 */
const LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 6 };

/** Beside the bundle that runs, or as transpiled for the tests. */
function workerFile(): string {
  const bundled = join(__dirname, 'audit-worker.cjs');
  return existsSync(bundled) ? bundled : join(__dirname, 'audit-worker.js');
}

interface Job {
  readonly batch: Batch;
  done(result: BatchResult): void;
  fail(error: Error): void;
}

class Workers implements Pool {
  readonly room: number;
  private readonly workers: Worker[] = [];
  private readonly idle: Worker[] = [];
  private readonly busy = new Map<Worker, Job>();
  private readonly waiting: Job[] = [];

  constructor(jobs: number, setup: Setup) {
    this.room = jobs + 2;
    for (let i = 0; i < jobs; i += 1) {
      const worker = new Worker(workerFile(), { workerData: setup, resourceLimits: LIMITS });
      worker.on('message', (answer: Answer) => this.answered(worker, answer));
      worker.on('error', (error) => this.answered(worker, { error: error.message }));
      this.workers.push(worker);
      this.idle.push(worker);
    }
  }

  linter(batch: Batch): Promise<BatchResult> {
    return new Promise((done, fail) => {
      this.waiting.push({ batch, done, fail });
      this.next();
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private next(): void {
    while (this.idle.length > 0 && this.waiting.length > 0) {
      const worker = this.idle.pop()!;
      const job = this.waiting.shift()!;
      this.busy.set(worker, job);
      worker.postMessage(job.batch, [job.batch.bytes.buffer]);
    }
  }

  private answered(worker: Worker, answer: Answer): void {
    const job = this.busy.get(worker);
    this.busy.delete(worker);
    if ('result' in answer) job?.done(answer.result);
    else job?.fail(new Error(answer.error));
    this.idle.push(worker);
    this.next();
  }
}
