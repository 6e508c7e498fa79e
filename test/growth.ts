/** Whether what something costs grows with its input and no faster: a ratio, which is the same on a slow machine. */
import assert from 'node:assert/strict';

/** Below this, noise is all there is to measure. */
const SHORT_MS = 60;
/** For four times as much. Linear is 4, with noise; a square is 16. */
const MOST_GROWTH = 9;
/** Each on four times as much as the one before: what was cold then is warm now; a square goes on growing. */
const SCALES = [1, 4, 16];

/** What the processor took, in milliseconds, whatever others had it do meanwhile. */
export async function cpuMs(act: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await act();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/**
 * @param act on a whole number of times the smallest input, which is so large that a square of it takes seconds
 * @returns null, or in words what grew faster than its input at every step
 */
export async function growth(act: (scale: number) => unknown, cost = cpuMs): Promise<string | null> {
  const steps: string[] = [];
  for (const scale of SCALES.slice(1)) {
    let large = await cost(() => act(scale));
    let small = 0;
    if (large >= SHORT_MS) {
      small = Math.min(await cost(() => act(scale / 4)), await cost(() => act(scale / 4)));
      large = Math.min(large, await cost(() => act(scale)));
    }
    if (large < SHORT_MS || large / Math.max(small, 4) < MOST_GROWTH) return null;
    steps.push(`${Math.round(small)} ms, and ${Math.round(large)} ms for four times as much`);
  }
  return steps.join('; ');
}

/** @throws AssertionError where `act` is not linear */
export async function assertLinear(act: (scale: number) => unknown): Promise<void> {
  assert.equal(await growth(act), null);
}
