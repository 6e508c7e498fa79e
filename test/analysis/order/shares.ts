/** Shares: of a whole, and as a mean of families. */
import type { Permutation } from './measure';

export function percent(some: number, all: number): string {
  return all === 0 ? '-' : `${((100 * some) / all).toFixed(1)}%`;
}

/** The mean over families of the share that holds, each family counted once. */
export function byFamily(all: readonly Permutation[], holds: (one: Permutation) => boolean): string {
  const families = new Map<string, { some: number; all: number }>();
  for (const one of all) {
    const counts = families.get(one.of.label.family) ?? { some: 0, all: 0 };
    counts.all += 1;
    if (holds(one)) counts.some += 1;
    families.set(one.of.label.family, counts);
  }
  let sum = 0;
  for (const { some, all: of } of families.values()) sum += some / of;
  return percent(sum, families.size);
}
