/**
 * `npm run bench:order -- --fit`: the weights of *covers* fitted anew, on real and written series together, each family
 * judged by the others alone; and weights of one half of the families tried on the other.
 */
import {
  COVERS_BASE,
  COVERS_SIGNALS,
  type CoversEvidence,
} from '../../../src/analysis/order/evidence/covers-signals';
import { tiesOf } from '../../../src/analysis/order/evidence/ties';
import { claimsOf } from '../../../src/analysis/order/extract/claims';
import { readSeries } from '../../../src/analysis/order/extract/facts';
import { hasDirection } from '../../../src/analysis/order/relations/covers';
import { Names, needsOf } from '../../../src/analysis/order/relations/needs';
import { isChange } from '../../../src/analysis/order/relations/setting';
import type { Series } from '../../../src/model/patch';
import { type Labelled, numberOf } from './measure';
import type { Written } from './written';

/** A pair of a test and a kernel patch that words and names decide: what is measured of it, and what is right. */
interface Sample {
  readonly family: string;
  readonly x: readonly number[];
  readonly y: 0 | 1;
  /** The test stands before the change. */
  readonly early: boolean;
  readonly where: string;
  /** Each family counts the same, and its pairs share that. */
  weight: number;
}

/** Strengths of all signals, for the pairs that are not settled without them. */
function* evidenceOf(series: Series): Iterable<CoversEvidence> {
  const facts = readSeries(series);
  const names = new Names(facts);
  for (const tie of tiesOf(facts, names, needsOf(facts, names))) {
    const evidence = { tie, claims: claimsOf(tie.test, facts), change: isChange(tie.kernel) };
    if (tie.build.length === 0 && hasDirection(evidence)) yield evidence;
  }
}

function sampleOf(evidence: CoversEvidence): Pick<Sample, 'x' | 'early' | 'where'> {
  const { test, kernel } = evidence.tie;
  return {
    x: COVERS_SIGNALS.map(({ strength }) => strength(evidence)),
    early: test.index < kernel.index,
    where: `"${test.patch.shortlog.value}" of "${kernel.patch.shortlog.value}"`,
  };
}

/** A pair that is not tied and whose test comes last does no harm, whatever is made of it. */
const LATE = 0.3;

export function samplesOf(labelled: readonly Labelled[], written: readonly Written[]): Sample[] {
  const samples: Sample[] = [];
  for (const { label, series } of labelled) {
    for (const evidence of evidenceOf(series)) {
      const { test, kernel } = evidence.tie;
      const [t, k] = [numberOf(test.patch, test.index), numberOf(kernel.patch, kernel.index)];
      const rels = label.pairs.filter((pair) => pair.test === t && pair.kvm === k).map(({ rel }) => rel);
      if (rels.includes('adapts-to')) continue;
      const y = rels.some((rel) => rel.startsWith('covers')) ? 1 : 0;
      samples.push({ family: label.family, ...sampleOf(evidence), y, weight: 1 });
    }
  }
  for (const { label, series } of written) {
    for (const evidence of evidenceOf(series)) {
      const { test, kernel } = evidence.tie;
      // Which of two that stand right belong together, the written labels do not say.
      if (test.index > kernel.index) continue;
      const y = label.pairs.some(([a, b]) => a - 1 === test.index && b - 1 === kernel.index) ? 1 : 0;
      samples.push({ family: label.family, ...sampleOf(evidence), y, weight: 1 });
    }
  }
  const sizes = new Map<string, number>();
  for (const { family, y } of samples) sizes.set(`${family} ${y}`, (sizes.get(`${family} ${y}`) ?? 0) + 1);
  for (const one of samples)
    one.weight = (one.y === 1 || one.early ? 1 : LATE) / Math.sqrt(sizes.get(`${one.family} ${one.y}`)!);
  return samples;
}

/** Pulls every weight towards nothing: a weight wants more than one family behind it. */
const RIDGE = 0.3;
const STEPS = 25;

/** A logistic regression by Newton's method; the first weight is the base. */
function fit(samples: readonly Sample[]): number[] {
  const n = COVERS_SIGNALS.length + 1;
  let w = new Array<number>(n).fill(0);
  for (let step = 0; step < STEPS; step += 1) {
    const slope = w.map((one, i) => (i === 0 ? 0 : -RIDGE * one));
    const bend = w.map((_, i) => w.map((__, j) => (i === j ? (i === 0 ? 1e-6 : RIDGE) : 0)));
    for (const { x, y, weight } of samples) {
      const p = predict(w, x);
      const all = [1, ...x];
      for (let i = 0; i < n; i += 1) {
        if (all[i] === 0) continue;
        slope[i]! += weight * (y - p) * all[i]!;
        for (let j = 0; j < n; j += 1) bend[i]![j]! += weight * p * (1 - p) * all[i]! * all[j]!;
      }
    }
    const by = solve(bend, slope);
    w = w.map((one, i) => one + by[i]!);
  }
  return w;
}

/** Gauss, with the largest pivot first; the matrix is symmetric and has an inverse. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const a = matrix.map((row, i) => [...row, right[i]!]);
  const n = a.length;
  for (let i = 0; i < n; i += 1) {
    let top = i;
    for (let k = i + 1; k < n; k += 1) if (Math.abs(a[k]![i]!) > Math.abs(a[top]![i]!)) top = k;
    [a[i], a[top]] = [a[top]!, a[i]!];
    for (let k = 0; k < n; k += 1) {
      const by = k === i ? 0 : a[k]![i]! / a[i]![i]!;
      if (by !== 0) for (let j = i; j <= n; j += 1) a[k]![j]! -= by * a[i]![j]!;
    }
  }
  return a.map((row, i) => row[n]! / row[i]!);
}

function predict(w: readonly number[], x: readonly number[]): number {
  let points = w[0]!;
  for (let i = 0; i < x.length; i += 1) points += w[i + 1]! * x[i]!;
  return 1 / (1 + Math.exp(-points));
}

/** How many of each kind are on the right side, each family counted once. */
function score(
  samples: readonly Sample[],
  weights: (family: string) => readonly number[],
  at: number,
): string {
  const families = new Map<string, { y: [number, number]; ok: [number, number] }>();
  for (const { family, x, y, early } of samples) {
    if (y === 0 && !early) continue;
    const one = families.get(family) ?? { y: [0, 0], ok: [0, 0] };
    one.y[y] += 1;
    if (predict(weights(family), x) >= at === (y === 1)) one.ok[y] += 1;
    families.set(family, one);
  }
  const mean = (y: 0 | 1) => {
    const all = [...families.values()].filter((one) => one.y[y] > 0);
    return `${((100 * all.reduce((sum, one) => sum + one.ok[y] / one.y[y], 0)) / all.length).toFixed(1)}%`;
  };
  return `tied pairs found ${mean(1)}, others left alone ${mean(0)}`;
}

export function* fitReport(labelled: readonly Labelled[], written: readonly Written[]): Iterable<string> {
  const samples = samplesOf(labelled, written);
  const families = [...new Set(samples.map(({ family }) => family))].sort();
  yield `${samples.length} pairs of ${families.length} families, ${samples.filter(({ y }) => y === 1).length} of them tied.`;
  const now = [COVERS_BASE, ...COVERS_SIGNALS.map(({ weight }) => weight)];
  const all = fit(samples);
  yield `weights as they are:    ${score(samples, () => now, 0.5)}`;
  yield `fitted on all:          ${score(samples, () => all, 0.5)}`;
  const without = new Map(
    families.map((family) => [family, fit(samples.filter((one) => one.family !== family))]),
  );
  yield `each family by others:  ${score(samples, (family) => without.get(family)!, 0.5)}`;
  for (const { family, x, y, where, early } of samples) {
    const p = predict(without.get(family)!, x);
    if (p >= 0.5 !== (y === 1) && (y === 1 || early))
      yield `  ${y === 1 ? 'missed' : 'alarm '} ${p.toFixed(2)} ${where}`;
  }
  const half = (odd: number) => samples.filter(({ family }) => families.indexOf(family) % 2 === odd);
  for (const odd of [0, 1]) {
    const w = fit(half(odd));
    yield `half ${odd + 1} by the other:    ${score(half(1 - odd), () => w, 0.5)}`;
  }
  yield `${'base'.padEnd(22)} ${COVERS_BASE.toFixed(2).padStart(6)} ${all[0]!.toFixed(2).padStart(6)}`;
  for (const [i, { id, weight }] of COVERS_SIGNALS.entries()) {
    const folds = [...without.values()].map((w) => w[i + 1]!);
    yield `${id.padEnd(22)} ${weight.toFixed(2).padStart(6)} ${all[i + 1]!.toFixed(2).padStart(6)}   ${Math.min(...folds).toFixed(2)} to ${Math.max(...folds).toFixed(2)}`;
  }
}
