/** One core of `git kvm audit`: batches in, results out. Started as a worker thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Batch, lintBatch } from './batch';
import { type Answer, linterOf, type Setup } from './pool';

const linter = linterOf(workerData as Setup);

parentPort?.on('message', async (batch: Batch) => {
  let answer: Answer;
  try {
    answer = { result: await lintBatch(batch, linter) };
  } catch (error) {
    answer = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  parentPort?.postMessage(answer);
});
