/**
 * A fuzzing process, started by scripts/fuzz.mjs: GIT_KVM_FUZZ_SEED, GIT_KVM_FUZZ_FROM. The number of the input that is
 * being tried stands in the file GIT_KVM_FUZZ_AT, so that whoever watches knows which one hangs; each fault is sent as
 * it is found.
 */
import { mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { cpuMs } from './cpu';
import { inputOf, KINDS, type Kind } from './inputs';
import { corpusFolder, seedsOf } from './seeds';

/** CPU time. */
const SLOW_MS = 1000;
/** What an input is tried again for, to tell it from what others take on the machine. */
const TRIES = 3;
/** Memory is asked for at each large input, else after so many. */
const OFTEN = 100;
const LARGE = 100_000;

const { env } = process;
const seed = Number(env.GIT_KVM_FUZZ_SEED ?? 1);
const from = Number(env.GIT_KVM_FUZZ_FROM ?? 0);
const mostMb = Number(env.GIT_KVM_FUZZ_MB ?? 500);

async function main(): Promise<void> {
  const corpus = corpusFolder();
  const seeds = await seedsOf(corpus);
  const scratch = env.GIT_KVM_FUZZ_SCRATCH!;
  mkdirSync(scratch, { recursive: true });
  const places = { scratch, dist: env.GIT_KVM_FUZZ_DIST ?? null };
  process.send?.({
    seeds: seeds.mails.length + seeds.messages.length + seeds.replies.length,
    corpus: corpus !== null,
  });
  const at = openSync(env.GIT_KVM_FUZZ_AT!, 'r+');
  const number = new Float64Array(1);
  let counts = noCounts();
  let checked = from;
  for (let n = from; ; n += 1) {
    number[0] = n;
    writeSync(at, number, 0, 8, 0);
    const input = inputOf(seed, n, seeds, places);
    const tell = (what: { slow: number } | { fault: string | undefined }) => {
      process.send?.({ n, kind: input.kind, how: input.how, size: input.bytes.length, ...what });
      const { GIT_KVM_FUZZ_KEEP: folder } = env;
      if (folder !== undefined) writeFileSync(join(folder, `${seed}-${n}`), input.bytes);
    };
    try {
      let ms = await cpuMs(input.act);
      for (let again = 1; ms > SLOW_MS && again < TRIES; again += 1)
        ms = Math.min(ms, await cpuMs(input.act));
      if (ms > SLOW_MS) tell({ slow: ms });
    } catch (error) {
      tell({ fault: error instanceof Error ? error.stack : String(error) });
    }
    counts[input.kind] += 1;
    const isLarge = input.bytes.length > LARGE;
    if (!isLarge && n - checked < OFTEN) continue;
    const rss = Math.round(process.resourceUsage().maxRSS / 1024);
    process.send?.({ rss, n, first: checked, counts });
    counts = noCounts();
    // Let messages leave.
    await new Promise((resolve) => setImmediate(resolve));
    // What is held is of all inputs together; a new process tells whether these alone need as much.
    if (rss > mostMb) process.exit(0);
    checked = n + 1;
  }
}

const noCounts = () => Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;

void main();
