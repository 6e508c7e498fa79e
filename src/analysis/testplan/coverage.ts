/** What of a series was recorded: for exactly these patches, in this order, one on top of the other. */

import { type Evidence, type EvidenceId, patchIdOf } from '../../model/evidence';
import type { Series } from '../../model/patch';

export class Coverage {
  private readonly patches: readonly (string | null)[];
  /** Trees that the whole series, as it is, has led to. */
  private readonly tips: ReadonlySet<string>;

  constructor(
    series: Series,
    private readonly all: readonly Evidence[],
  ) {
    this.patches = series.patches.map(({ diff }) => patchIdOf(diff));
    this.tips = this.walk(all);
  }

  /** What was recorded of something that is run for each patch; empty if one is missing. */
  ofEach(id: EvidenceId): Evidence[] {
    const chosen = this.all.filter((one) => one.id === id);
    const tips = this.walk(chosen);
    return chosen.filter((one) => tips.has(one.tree) && one.patch === this.patches.at(-1));
  }

  /** What was recorded of something that is run for the series as a whole: for these patches, no more and no fewer. */
  ofAll(id: EvidenceId): Evidence[] {
    return this.all.filter(
      (one) =>
        one.id === id &&
        this.tips.has(one.tree) &&
        one.patch === this.patches.at(-1) &&
        this.isSeries(one.series),
    );
  }

  /** What was recorded of one patch alone, on top of those before it. @param at its place, from 0 */
  ofPatch(at: number, id: EvidenceId): Evidence[] {
    const trees = at === 0 ? null : this.walk(this.all, at);
    return this.all.filter(
      (one) => one.id === id && one.patch === this.patches[at] && (trees === null || trees.has(one.parent)),
    );
  }

  private isSeries(ids: readonly string[] | undefined): boolean {
    if (ids === undefined) return true;
    return ids.length === this.patches.length && ids.every((id, i) => id === this.patches[i]);
  }

  /** The trees that the first patches led to. */
  private walk(all: readonly Evidence[], count = this.patches.length): Set<string> {
    let trees: Set<string> | null = null;
    for (const patch of this.patches.slice(0, count)) {
      const steps = all.filter((one) => one.patch === patch && (trees === null || trees.has(one.parent)));
      trees = new Set(steps.map(({ tree }) => tree));
    }
    return trees ?? new Set();
  }
}
