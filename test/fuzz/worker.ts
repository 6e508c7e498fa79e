/**
 * A fuzzing process, started by scripts/fuzz.mjs: GIT_KVM_FUZZ_SEED, GIT_KVM_FUZZ_FROM. Before each input it tells its
 * number (so that whoever watches knows which one hangs), and each fault as it is found.
 */
import { mutated } from './mutate';
import { Random } from './random';
import { corpusFolder, corpusMails, exampleBoxes, exampleMails } from './seeds';
import { tryMails } from './try-input';

const MOST_BYTES = Number(process.env.GIT_KVM_FUZZ_BYTES ?? 400_000);
const SLOW_MS = 1000;
const seed = Number(process.env.GIT_KVM_FUZZ_SEED ?? 1);

async function main(): Promise<void> {
  const folder = corpusFolder();
  const seeds = [...exampleMails(), ...exampleBoxes(), ...(folder === null ? [] : await corpusMails(folder))];
  process.send?.({ seeds: seeds.length, corpus: folder !== null });
  for (let n = Number(process.env.GIT_KVM_FUZZ_FROM ?? 0); ; n += 1) {
    const random = new Random(seed * 1_000_003 + n);
    // Nearly all inputs are small, so that many are tried; some are as large as a patch mail gets, and larger.
    const most = n % 100 === 0 ? MOST_BYTES * 10 : n % 10 === 0 ? MOST_BYTES : 4_000;
    const { bytes, how } = mutated(seeds, random, most);
    process.send?.({ n, size: bytes.length });
    try {
      let { cpuMs } = await tryMails(bytes, n);
      // What was compiled or collected meanwhile is not the input's fault.
      if (cpuMs > SLOW_MS) cpuMs = Math.min(cpuMs, (await tryMails(bytes, n)).cpuMs);
      const allowed = Math.max(SLOW_MS, bytes.length / 200);
      if (cpuMs > allowed) process.send?.({ n, how, size: bytes.length, slow: cpuMs });
    } catch (error) {
      process.send?.({
        n,
        how,
        size: bytes.length,
        fault: error instanceof Error ? error.stack : String(error),
      });
    }
    // Let messages leave.
    if (n % 50 === 0) {
      process.send?.({ rss: Math.round(process.memoryUsage().rss / 1e6) });
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

void main();
