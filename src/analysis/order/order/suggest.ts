/** The nearest right order: no relation violated, and as few patches moved as can be. */
import type { Relation } from '../relations/relations';

export interface Suggestion {
  /** Indices of the patches in their new order. */
  readonly order: readonly number[];
  /** Indices of the patches that move past others; the rest keep their order among themselves. */
  readonly moved: readonly number[];
  /** Relations that contradict each other: these were given up, the weakest first. */
  readonly dropped: readonly Relation[];
}

/**
 * A topological sort that moves the fewest patches.
 *
 * Two patches contradict each other where the order asked for (with all that follows from it) is the reverse of theirs. That
 * is a partial order itself, so the largest set of patches that can all stay is its largest antichain, and
 * by Dilworth's theorem a matching finds it. What must move goes to the nearest place that holds.
 *
 * @param count how many patches there are
 * @param relations each requires `first` to come before `second`
 * @param wishes relations that ask for no move, but say where what moves had better go
 * @param movesFirst of two patches that could move, whether this one should: tests are moved rather than what they test
 */
export function suggestOrder(
  count: number,
  relations: readonly Relation[],
  wishes: readonly Relation[],
  movesFirst: (index: number) => boolean,
): Suggestion {
  const { edges, dropped } = acyclic(count, relations);
  const reach = closure(count, edges);
  const against: number[][] = Array.from({ length: count }, () => []);
  for (let a = 0; a < count; a += 1) {
    for (let b = a + 1; b < count; b += 1) if (reach[b]!.has(a)) against[a]!.push(b);
  }
  const stays = largestAntichain(count, against, movesFirst);
  const moved = [...Array(count).keys()].filter((index) => !stays.has(index));
  const chain = [...stays].sort((a, b) => a - b);
  const all = edges.map((to) => new Set(to));
  chain.forEach((index, i) => {
    if (i > 0) all[chain[i - 1]!]!.add(index);
  });
  for (const { first, second } of wishes) if (!reachable(all, second, first)) all[first]!.add(second);
  return { order: topological(count, all) ?? [...Array(count).keys()], moved, dropped };
}

/** The edges of as many relations as go together, the surest first. */
function acyclic(
  count: number,
  relations: readonly Relation[],
): { edges: Set<number>[]; dropped: Relation[] } {
  const edges: Set<number>[] = Array.from({ length: count }, () => new Set());
  for (const { first, second } of relations) edges[first]!.add(second);
  const dropped: Relation[] = [];
  if (topological(count, edges) !== null) return { edges, dropped };
  // Rare: contradicting evidence. Then one relation at a time, as long as it closes no circle.
  for (const to of edges) to.clear();
  for (const relation of [...relations].sort((a, b) => b.confidence - a.confidence)) {
    const { first, second } = relation;
    if (edges[first]!.has(second)) continue;
    if (first === second || reachable(edges, second, first)) dropped.push(relation);
    else edges[first]!.add(second);
  }
  return { edges, dropped };
}

function reachable(edges: readonly ReadonlySet<number>[], from: number, to: number): boolean {
  const seen = new Set([from]);
  const open = [from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === to) return true;
    for (const next of edges[node]!) {
      if (!seen.has(next)) {
        seen.add(next);
        open.push(next);
      }
    }
  }
  return false;
}

/** Kahn's sort, the lowest index first; null for a circle. */
function topological(count: number, edges: readonly ReadonlySet<number>[]): number[] | null {
  const waits = new Array<number>(count).fill(0);
  for (const to of edges) for (const second of to) waits[second]! += 1;
  const ready: number[] = [];
  const offer = (index: number) => {
    let at = ready.length;
    while (at > 0 && ready[at - 1]! < index) at -= 1;
    ready.splice(at, 0, index);
  };
  for (let index = 0; index < count; index += 1) if (waits[index] === 0) offer(index);
  const order: number[] = [];
  for (let index = ready.pop(); index !== undefined; index = ready.pop()) {
    order.push(index);
    for (const second of edges[index]!) {
      waits[second]! -= 1;
      if (waits[second] === 0) offer(second);
    }
  }
  return order.length === count ? order : null;
}

/** For each patch all that must come after it. */
function closure(count: number, edges: readonly ReadonlySet<number>[]): Set<number>[] {
  const reach: Set<number>[] = Array.from({ length: count }, () => new Set());
  const sorted = topological(count, edges) ?? [];
  for (const index of sorted.reverse()) {
    for (const second of edges[index]!) {
      reach[index]!.add(second);
      for (const further of reach[second]!) reach[index]!.add(further);
    }
  }
  return reach;
}

/** The largest set without two that contradict each other; of several, one that keeps what should not move. */
function largestAntichain(
  count: number,
  against: readonly (readonly number[])[],
  movesFirst: (index: number) => boolean,
): Set<number> {
  const foes: Set<number>[] = Array.from({ length: count }, () => new Set());
  against.forEach((list, a) => {
    for (const b of list) {
      foes[a]!.add(b);
      foes[b]!.add(a);
    }
  });
  const stays = new Set<number>();
  const alive = new Set<number>();
  for (let index = 0; index < count; index += 1) {
    if (foes[index]!.size === 0) stays.add(index);
    else alive.add(index);
  }
  let most = antichainSize(alive, against);
  const wish = [...alive].sort((a, b) => Number(movesFirst(a)) - Number(movesFirst(b)) || a - b);
  for (const index of wish) {
    if (!alive.has(index)) continue;
    const rest = new Set([...alive].filter((other) => other !== index && !foes[index]!.has(other)));
    alive.delete(index);
    if (antichainSize(rest, against) + 1 < most) {
      continue;
    }
    stays.add(index);
    most -= 1;
    alive.clear();
    for (const other of rest) alive.add(other);
  }
  return stays;
}

/** Dilworth: patches minus the largest matching between those that contradict a later one and those later ones. */
function antichainSize(alive: ReadonlySet<number>, against: readonly (readonly number[])[]): number {
  const partner = new Map<number, number>();
  const tryMatch = (index: number, seen: Set<number>): boolean => {
    for (const other of against[index]!) {
      if (!alive.has(other) || seen.has(other)) continue;
      seen.add(other);
      const taken = partner.get(other);
      if (taken === undefined || tryMatch(taken, seen)) {
        partner.set(other, index);
        return true;
      }
    }
    return false;
  };
  let matched = 0;
  for (const index of alive) if (tryMatch(index, new Set())) matched += 1;
  return alive.size - matched;
}
