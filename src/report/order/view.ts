/** What every picture of a series shows: rows and arrows, already chosen and in order. */

import type { Verdict } from '../../analysis/order/order/verdict';
import { isViolated, levelOf } from '../../analysis/order/relations/relate';
import type { Relation } from '../../analysis/order/relations/relations';
import type { Severity } from '../../model/finding';

export interface Row {
  readonly number: number;
  readonly kind: string;
  readonly shortlog: string;
}

export interface Arrow {
  /** Row of the patch that must come first, from 0. */
  readonly from: number;
  /** Row of the patch that must come behind it. */
  readonly to: number;
  readonly kind: Relation['kind'];
  readonly wrong: boolean;
  /** What is said of it where it is wrong. */
  readonly level: Severity;
  readonly confidence: number;
  readonly skips: boolean;
  readonly evidence: readonly string[];
}

export interface View {
  readonly rows: readonly Row[];
  /** One for each pair of patches; those that follow from others are left out, unless they are wrong. */
  readonly arrows: readonly Arrow[];
  readonly mutual: Verdict['relations']['mutual'];
  readonly suggestion: Verdict['suggestion'];
}

export function viewOf(verdict: Verdict): View {
  const { facts, all, mutual } = verdict.relations;
  const pairs = new Map<string, Arrow>();
  for (const relation of all) {
    const level = levelOf(relation);
    if (level === null) continue;
    const key = `${relation.first} ${relation.second}`;
    const known = pairs.get(key);
    if (known !== undefined && known.confidence >= relation.confidence) {
      pairs.set(key, { ...known, evidence: [...new Set([...known.evidence, ...relation.evidence])] });
      continue;
    }
    const { first: from, second: to, kind, confidence } = relation;
    const evidence = [...new Set([...relation.evidence, ...(known?.evidence ?? [])])];
    const skips = relation.skips === true && !relation.build;
    pairs.set(key, {
      from,
      to,
      kind,
      wrong: isViolated(relation) && level !== 'note',
      level,
      confidence,
      skips,
      evidence,
    });
  }
  const rows = facts.patches.map(({ number, kind, patch }) => ({
    number,
    kind,
    shortlog: patch.shortlog.value,
  }));
  return {
    rows,
    arrows: withoutImplied([...pairs.values()], rows.length),
    mutual,
    suggestion: verdict.suggestion,
  };
}

/** Leave out an arrow where a way of two or more others says the same. */
function withoutImplied(arrows: readonly Arrow[], count: number): Arrow[] {
  const next: Set<number>[] = Array.from({ length: count }, () => new Set());
  for (const { from, to, wrong } of arrows) if (!wrong) next[from]!.add(to);
  // Right arrows all point down, so one pass from the end knows all that can be reached.
  const reach: Set<number>[] = Array.from({ length: count }, () => new Set());
  for (let row = count - 1; row >= 0; row -= 1) {
    for (const to of next[row]!) {
      reach[row]!.add(to);
      for (const further of reach[to]!) reach[row]!.add(further);
    }
  }
  return arrows
    .filter(({ from, to, wrong }) => wrong || ![...next[from]!].some((by) => by !== to && reach[by]!.has(to)))
    .sort((a, b) => Number(b.wrong) - Number(a.wrong) || a.from - b.from || a.to - b.to);
}
