/** One core of `git kvm audit`: batches in, results out. Started as a worker thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Batch, judgeBatch } from './batch';
import { type Answer, judgeOf, type Setup } from './pool';

const judge = judgeOf(workerData as Setup);

parentPort?.on('message', async (batch: Batch) => {
  let answer: Answer;
  try {
    answer = { result: await judgeBatch(batch, judge) };
  } catch (error) {
    answer = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  parentPort?.postMessage(answer);
});
