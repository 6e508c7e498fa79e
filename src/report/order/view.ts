/** What every picture of a series shows: rows and arrows, already chosen and in order. */

import type { SeriesFacts } from '../../analysis/order/extract/facts';
import type { Verdict } from '../../analysis/order/order/verdict';
import { isViolated, levelOf } from '../../analysis/order/relations/relate';
import type { Relation } from '../../analysis/order/relations/relations';
import type { Severity } from '../../model/finding';

interface Row {
  readonly number: number;
  readonly kind: string;
  readonly shortlog: string;
}

export interface Arrow {
  /** Row of the patch that must come first, from 0. */
  readonly from: number;
  /** Row of the patch that must come after it. */
  readonly to: number;
  readonly kind: Relation['kind'];
  readonly wrong: boolean;
  /** What is said of it where it is wrong. */
  readonly level: Severity;
  /** 0 to 1. */
  readonly confidence: number;
  /** The other order doesn't build. */
  readonly build: boolean;
  readonly skips: boolean;
  /** `FILE:LINE` in each of the two patches that ties them; '' where no single line does. */
  readonly fromPlace: string;
  readonly toPlace: string;
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
      build: relation.build,
      skips,
      fromPlace: placeText(relation, from, facts),
      toPlace: placeText(relation, to, facts),
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

/** Where a patch shows the relation: in the file as it is after the patch. */
function placeText({ at, other }: Relation, patch: number, { patches }: SeriesFacts): string {
  const place = [at, other].find((one) => one?.patch === patch);
  const file = patches[patch]!.patch.diff.files.find(({ hunks }) =>
    hunks.some(({ lines }) => lines.some((line) => line === place?.line)),
  );
  if (!place || file === undefined) return '';
  return place.line.kind === '-'
    ? `${file.oldPath}:${place.line.oldLine}`
    : `${file.newPath}:${place.line.newLine}`;
}

/** Rows at which the series does not build, or a test fails: from the patch that comes too early to the one before the other. */
export function brokenRows({ arrows }: Pick<View, 'arrows'>): number[] {
  const broken = new Set<number>();
  for (const { from, to, wrong } of arrows) for (let row = to; wrong && row < from; row += 1) broken.add(row);
  return [...broken].sort((a, b) => a - b);
}

/** `2-4, 6`: the numbers of patches, runs of them drawn together. */
export function runsOf(numbers: readonly number[]): string {
  const runs: string[] = [];
  for (let i = 0; i < numbers.length; ) {
    let end = i;
    while (numbers[end + 1] === numbers[end]! + 1) end += 1;
    runs.push(end === i ? `${numbers[i]}` : `${numbers[i]}-${numbers[end]}`);
    i = end + 1;
  }
  return runs.join(', ');
}

/** How sure a relation is, in words. */
export function sureness({ build, confidence }: Pick<Arrow, 'build' | 'confidence'>): string {
  return build ? 'certain: it does not build' : `${Math.round(confidence * 100)}% sure`;
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
