/** How well the order of labelled series is judged: right ones, violations as posted, and permutations made of labels. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSeries } from '../../../src/analysis/order/extract/facts';
import { judgeOrder, type Verdict } from '../../../src/analysis/order/order/verdict';
import { relate } from '../../../src/analysis/order/relations/relate';
import type { Signal } from '../../../src/analysis/order/relations/relations';
import type { Patch, Series } from '../../../src/model/patch';
import { readPaths } from '../../../src/patches/paths';

export interface Pair {
  readonly test: number;
  readonly kvm: number;
  readonly rel: 'covers-fix' | 'covers-feature' | 'adapts-to' | 'independent-but-related';
  readonly skips: boolean;
  readonly evidence: string;
}

interface Label {
  readonly root: string;
  readonly family: string;
  readonly version: string;
  readonly kinds: Readonly<Record<string, string>>;
  readonly pairs: readonly Pair[];
  readonly verdict: 'ok' | 'violation' | 'unclear';
  readonly violating_pairs: readonly (readonly [number, number])[];
  readonly msgs: Readonly<Record<string, string>>;
}

export interface Labelled {
  readonly label: Label;
  readonly series: Series;
}

/** The labelled series of a corpus, each put together by the Message-IDs of its labels. */
export async function readLabelled(corpus: string): Promise<Labelled[]> {
  const labels = JSON.parse(readFileSync(join(corpus, 'order.json'), 'utf8')) as Label[];
  const { series } = await readPaths([join(corpus, 'order.mbox.gz')], { whole: false });
  const patches = new Map<string, Patch>();
  const covers = new Map<string, NonNullable<Series['cover']>>();
  for (const one of series) {
    if (one.cover?.origin.messageId) covers.set(one.cover.origin.messageId, one.cover);
    for (const patch of one.patches) if (patch.origin.messageId) patches.set(patch.origin.messageId, patch);
  }
  return labels.map((label) => {
    const numbers = Object.keys(label.msgs)
      .map(Number)
      .sort((a, b) => a - b);
    const own = numbers.filter((n) => n > 0).map((n) => patches.get(label.msgs[n]!));
    const missing = own.filter((patch) => patch === undefined).length;
    if (missing > 0) throw new Error(`${label.root}: ${missing} patches were not read`);
    return {
      label,
      series: {
        cover: covers.get(label.msgs[0] ?? '') ?? null,
        patches: own as Patch[],
        version: Number(label.version),
        of: own.length,
        rfc: false,
        whole: true,
        mailed: true,
      },
    };
  });
}

export type Found = 'block' | 'warn' | 'no';

export interface Permutation {
  readonly of: Labelled;
  readonly pair: Pair;
  /** Whether the pair itself is found. */
  readonly pairFound: Found;
  /** Whether the order of the test that was moved is found wrong, be it by another patch it needs. */
  readonly found: Found;
  /** The uAPI names that the kernel patch defines and the test uses, by a plain search of lines. */
  readonly names: readonly string[];
  readonly verdict: Verdict;
  /** Of the suggested order: patches that it moves, and what it leaves wrong. */
  readonly moves: number;
  readonly left: number;
}

export interface Measured {
  readonly posted: readonly { readonly of: Labelled; readonly verdict: Verdict }[];
  readonly permutations: readonly Permutation[];
  /** Right orders made of right ones: each covering test moved to right behind the last patch that it needs. */
  readonly harmless: readonly { readonly of: Labelled; readonly test: number; readonly verdict: Verdict }[];
}

export const NONE: ReadonlySet<Signal> = new Set();

function judge(series: Series, without: ReadonlySet<Signal>): Verdict {
  return judgeOrder(relate(readSeries(series), without));
}

/** The series with the patch at `from` taken out and put in so that it stands at `to`. */
export function move(series: Series, from: number, to: number): Series {
  const patches = [...series.patches];
  const [patch] = patches.splice(from, 1);
  patches.splice(to, 0, patch!);
  return { ...series, patches };
}

export function numberOf(patch: Patch, index: number): number {
  return patch.subject.n ?? index + 1;
}

export function strongest(verdict: Verdict, takes: (first: number, second: number) => boolean): Found {
  let found: Found = 'no';
  for (const { relation, level } of verdict.wrong) {
    if (level === 'note' || !takes(relation.first, relation.second)) continue;
    if (level === 'block') return 'block';
    found = 'warn';
  }
  return found;
}

export function measure(labelled: readonly Labelled[], without: ReadonlySet<Signal> = NONE): Measured {
  const posted = labelled.map((of) => ({ of, verdict: judge(of.series, without) }));
  const permutations: Permutation[] = [];
  const harmless: { of: Labelled; test: number; verdict: Verdict }[] = [];
  for (const of of labelled) {
    const { label, series } = of;
    const at = new Map(series.patches.map((patch, index) => [numberOf(patch, index), index]));
    for (const pair of label.pairs) {
      if (pair.rel === 'independent-but-related') continue;
      // A pair that is labelled both ways has no right order to start from.
      if (
        label.pairs.some(
          (other) => other.test === pair.test && other.kvm === pair.kvm && other.rel !== pair.rel,
        )
      )
        continue;
      const test = at.get(pair.test)!;
      const kernel = at.get(pair.kvm)!;
      const covers = pair.rel !== 'adapts-to';
      let permuted = series;
      let testAt = test;
      let kernelAt = kernel;
      if (covers && test > kernel) {
        permuted = move(series, test, kernel);
        testAt = kernel;
        kernelAt = kernel + 1;
      } else if (!covers && test < kernel) {
        permuted = move(series, test, kernel);
        testAt = kernel;
        kernelAt = kernel - 1;
      }
      const verdict = judge(permuted, without);
      const both = (a: number, b: number) =>
        (a === testAt && b === kernelAt) || (a === kernelAt && b === testAt);
      const suggestion = verdict.suggestion;
      permutations.push({
        of,
        pair,
        pairFound: strongest(verdict, both),
        found: strongest(verdict, (a, b) => a === testAt || b === testAt),
        names: definedNames(series.patches[kernel]!, series.patches[test]!, series.patches),
        verdict,
        moves: suggestion?.moved.length ?? 0,
        left: suggestion === null ? 0 : leftWrong(permuted, suggestion.order, without),
      });
    }
    if (label.verdict === 'ok') harmless.push(...harmlessOf(of, at, without));
  }
  return { posted, permutations, harmless };
}

function leftWrong(series: Series, order: readonly number[], without: ReadonlySet<Signal>): number {
  const patches = order.map((index) => series.patches[index]!);
  return judge({ ...series, patches }, without).wrong.filter(({ level }) => level !== 'note').length;
}

function* harmlessOf(
  of: Labelled,
  at: ReadonlyMap<number, number>,
  without: ReadonlySet<Signal>,
): Iterable<{ of: Labelled; test: number; verdict: Verdict }> {
  const { label, series } = of;
  for (const test of new Set(label.pairs.map((pair) => pair.test))) {
    const pairs = label.pairs.filter((pair) => pair.test === test);
    if (pairs.some(({ rel }) => rel === 'adapts-to')) continue;
    const from = at.get(test)!;
    const needs = relate(readSeries(series), without).all.filter(
      ({ kind, second }) => kind === 'needs' && second === from,
    );
    const last = Math.max(...pairs.map((pair) => at.get(pair.kvm)!), ...needs.map(({ first }) => first));
    if (last + 1 < from) yield { of, test, verdict: judge(move(series, from, last + 1), without) };
  }
}

/** An independent search for what cannot build: `#define` and enumerators by line, not by this project's reader. */
function definedNames(kernel: Patch, test: Patch, all: readonly Patch[]): string[] {
  const added = (patch: Patch, takes: (path: string) => boolean) =>
    patch.diff.files
      .filter(({ newPath }) => takes(newPath))
      .flatMap(({ hunks }) =>
        hunks.flatMap(({ lines }) => lines.filter(({ kind }) => kind === '+').map(({ text }) => text)),
      );
  const DEFINE = /^\s*#define\s+([A-Z][A-Z0-9_]{4,})/;
  const isUapi = (path: string) => /include\/uapi\//.test(path) && !path.startsWith('tools/');
  const isTools = (path: string) => path.startsWith('tools/');
  const defined = new Set(added(kernel, isUapi).flatMap((line) => DEFINE.exec(line)?.[1] ?? []));
  const copied = new Set(
    all.flatMap((patch) => added(patch, isTools).flatMap((line) => DEFINE.exec(line)?.[1] ?? [])),
  );
  const used = added(test, (path) => path.startsWith('tools/testing/selftests/kvm/'))
    .join('\n')
    .replace(/"[^"\n]*"/g, '');
  return [...defined].filter((name) => !copied.has(name) && new RegExp(`\\b${name}\\b`).test(used));
}
