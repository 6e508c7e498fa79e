/** Longest that is multiplied with stays a time that a timer can take. */
const MOST = 100;

/**
 * How many times as long as on a machine of today everything may take: `GIT_KVM_PATIENCE`, a number from 1 to 100, for a
 * machine or a disk that is slow. 1 where it is not set.
 */
export function patience(): number {
  const factor = Number(process.env.GIT_KVM_PATIENCE);
  return factor > 1 ? Math.min(factor, MOST) : 1;
}
