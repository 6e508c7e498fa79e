/** Where the arrows of a picture run: each in its own lane beside the rows, short ones near to them. */
import type { Arrow } from './view';

interface Laned {
  readonly arrow: Arrow;
  /** 0 is next to the rows. */
  readonly lane: number;
  readonly top: number;
  readonly bottom: number;
}

/** Give each arrow the lane nearest to the rows that is free where it runs; those beyond `most` lanes are left out. */
export function lanesOf(arrows: readonly Arrow[], most: number): { laned: Laned[]; left: number } {
  const taken: [number, number][][] = [];
  const laned: Laned[] = [];
  let left = 0;
  const length = ({ from, to }: Arrow) => Math.abs(to - from);
  const sorted = [...arrows].sort(
    (a, b) => Number(b.wrong) - Number(a.wrong) || length(a) - length(b) || a.from - b.from,
  );
  for (const arrow of sorted) {
    const top = Math.min(arrow.from, arrow.to);
    const bottom = Math.max(arrow.from, arrow.to);
    let lane = taken.findIndex((spans) => spans.every(([from, to]) => bottom < from || top > to));
    if (lane === -1) {
      if (taken.length >= most) {
        left += 1;
        continue;
      }
      lane = taken.length;
      taken.push([]);
    }
    taken[lane]!.push([top, bottom]);
    laned.push({ arrow, lane, top, bottom });
  }
  return { laned, left };
}
