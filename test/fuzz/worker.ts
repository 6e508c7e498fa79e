/**
 * A fuzzing process, started by scripts/fuzz.mjs: GIT_KVM_FUZZ_SEED, GIT_KVM_FUZZ_FROM. The number of the input that is
 * being tried stands in the file GIT_KVM_FUZZ_AT, so that whoever watches knows which one hangs; each fault is sent as
 * it is found.
 */
import { openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { mutated } from './mutate';
import { Random } from './random';
import { corpusFolder, corpusMails, exampleBoxes, exampleMails, exampleMessages } from './seeds';
import { cpuMs, tryMails, tryMessage } from './try-input';

const SLOW_MS = 1000;
const MOST_MB = 500;
const seed = Number(process.env.GIT_KVM_FUZZ_SEED ?? 1);

async function main(): Promise<void> {
  const folder = corpusFolder();
  const mails = [...exampleMails(), ...exampleBoxes(), ...(folder === null ? [] : await corpusMails(folder))];
  const messages = exampleMessages().map((text) => Buffer.from(text));
  process.send?.({ seeds: mails.length + messages.length, corpus: folder !== null });
  const at = process.env.GIT_KVM_FUZZ_AT === undefined ? null : openSync(process.env.GIT_KVM_FUZZ_AT, 'r+');
  const number = new Float64Array(1);
  for (let n = Number(process.env.GIT_KVM_FUZZ_FROM ?? 0); ; n += 1) {
    number[0] = n;
    if (at !== null) writeSync(at, number, 0, 8, 0);
    const isMessage = n % 5 === 4;
    const random = new Random(seed * 1_000_003 + n);
    const { bytes, how } = mutated(isMessage ? messages : mails, random, mostBytes(n));
    const act = () => (isMessage ? tryMessage(bytes, n) : tryMails(bytes, n));
    const tell = (what: { slow: number } | { fault: string | undefined }) => {
      process.send?.({ n, how, size: bytes.length, ...what });
      const { GIT_KVM_FUZZ_KEEP: folder } = process.env;
      if (folder !== undefined) writeFileSync(join(folder, `${seed}-${n}`), bytes);
    };
    try {
      const { ms } = await act();
      if (ms > SLOW_MS) {
        const slow = await cpuMs(act);
        if (slow > SLOW_MS) tell({ slow });
      }
    } catch (error) {
      tell({ fault: error instanceof Error ? error.stack : String(error) });
    }
    if (n % 50 === 0) {
      const rss = Math.round(process.resourceUsage().maxRSS / 1024);
      process.send?.({ rss, n });
      // Let messages leave.
      await new Promise((resolve) => setImmediate(resolve));
      // What is held is of all inputs together; a new process tells whether one alone needs as much.
      if (rss > MOST_MB) process.exit(0);
    }
  }
}

/** What one mutation may add: nearly all inputs are small, so that many are tried; some are larger than mails get. */
function mostBytes(n: number): number {
  if (n % 1000 === 0) return 4_000_000;
  return n % 50 === 0 ? 400_000 : 4_000;
}

void main();
