/**
 * What is worked out of an object once and kept as long as the object is: several rules ask for the same.
 *
 * A WeakMap would say the same. But V8's quick collections take what an old one holds for alive, and most of what is
 * worked out leads back to its object: whole series would outlive their turn, and be copied at each collection.
 */
const KEPT = Symbol('kept');

interface Keeper {
  readonly [KEPT]?: Map<unknown, unknown>;
}

/** `work`, done once for each object. A copy that is made by spreading an object has nothing of it. */
export function memoize<O extends object, T>(work: (of: O) => T): (of: O) => T {
  return (of) => {
    let all = (of as Keeper)[KEPT];
    if (all === undefined) {
      all = new Map();
      Object.defineProperty(of, KEPT, { value: all });
    }
    let result = all.get(work) as T | undefined;
    if (result === undefined && !all.has(work)) {
      result = work(of);
      all.set(work, result);
    }
    return result as T;
  };
}
