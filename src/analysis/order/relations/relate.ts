/** All relations of a series, each pair of patches judged once. */
import type { Severity } from '../../../model/finding';
import { kept } from '../../../model/kept';
import type { Series } from '../../../model/patch';
import { tiesOf } from '../evidence/ties';
import { type Claims, claimsOf } from '../extract/claims';
import { declaredIn, pairKey } from '../extract/declared';
import { type PatchFacts, readSeries, type SeriesFacts } from '../extract/facts';
import { type Gate, gateOf } from '../extract/gates';
import { adaptsOf, twoWay } from './adapts';
import { coversOf, isChange, type Setting } from './covers';
import { Names, needsOf } from './needs';
import type { Relation, Signal } from './relations';
import { BLOCK, WARN } from './thresholds';

export interface Relations {
  readonly facts: SeriesFacts;
  /** Without those that a contributor has settled. */
  readonly all: readonly Relation[];
  /** Pairs where the test may fail before the change as it will be, and after it as it was: no order is clean. */
  readonly mutual: readonly {
    readonly test: number;
    readonly kernel: number;
    readonly evidence: readonly string[];
  }[];
}

const NO_SIGNALS: ReadonlySet<Signal> = new Set();
/** The relations of a series. Pure: the same patches in another order have the same. */
export const relationsOf = kept((series: Series): Relations => {
  const facts = readSeries(series);
  // A patch alone is tied to nothing, and need not be read to know that.
  return facts.patches.length < 2 ? { facts, all: [], mutual: [] } : relate(facts);
});

/**
 * @param without signals to do without, for the benchmark's ablation
 * @param older names that the clone knows to be older than the series
 */
export function relate(
  facts: SeriesFacts,
  without: ReadonlySet<Signal> = NO_SIGNALS,
  older: Iterable<string> = [],
): Relations {
  const names = new Names(facts, older);
  const needs = needsOf(facts, names).filter(({ signals }) => !signals.some((signal) => without.has(signal)));
  const declared = declaredIn(facts);
  const claims = new Map<PatchFacts, Claims>();
  const gates = new Map<PatchFacts, Gate | null>();
  const setting: Setting = {
    changes: facts.patches.filter(isChange).length,
    claims(test) {
      let known = claims.get(test);
      if (known === undefined) {
        known = claimsOf(test, facts);
        claims.set(test, known);
      }
      return known;
    },
    gate(test) {
      let gate = gates.get(test);
      if (gate === undefined) {
        gate = gateOf(test, facts, names);
        gates.set(test, gate);
      }
      return gate;
    },
  };
  const all: Relation[] = [];
  const mutual: { test: number; kernel: number; evidence: readonly string[] }[] = [];
  const covered = new Set<string>();
  const byPair = placesOf(needs);
  for (const tie of tiesOf(facts, names, needs)) {
    const key = pairKey(tie.test.index, tie.kernel.index);
    if (declared.free.has(key)) continue;
    const covers = coversOf(tie, setting, without);
    const adapts = adaptsOf(tie, names, setting, without);
    const both = twoWay(tie, setting);
    if (both !== null) mutual.push({ test: tie.test.index, kernel: tie.kernel.index, evidence: both });
    const stronger = (covers?.confidence ?? 0) >= (adapts?.confidence ?? 0) ? covers : adapts;
    if (stronger === null) continue;
    const need = byPair.get(`${stronger.first} ${stronger.second}`);
    all.push(need === undefined ? stronger : { ...stronger, at: need.at, other: need.other });
    if (stronger.build) covered.add(`${stronger.first} ${stronger.second}`);
  }
  for (const need of needs) {
    if (declared.free.has(pairKey(need.first, need.second)) || covered.has(`${need.first} ${need.second}`))
      continue;
    all.push(need);
  }
  for (const { first, second } of declared.ordered) all.push(declaredRelation(first, second));
  return { facts, all, mutual };
}

function placesOf(needs: readonly Relation[]): Map<string, Relation> {
  const places = new Map<string, Relation>();
  for (const need of needs) {
    const key = `${need.first} ${need.second}`;
    if (!places.has(key)) places.set(key, need);
  }
  return places;
}

function declaredRelation(first: number, second: number): Relation {
  return {
    kind: 'needs',
    first,
    second,
    confidence: 1,
    build: false,
    name: '',
    evidence: ['an "Order:" line under --- says so'],
    at: null,
    other: null,
    signals: [],
  };
}

/** At which level the wrong order of a relation is reported; null for none. */
export function levelOf({ confidence, build, skips }: Relation): Severity | null {
  if (skips === true && !build) return confidence >= WARN ? 'note' : null;
  if (confidence >= BLOCK) return 'block';
  return confidence >= WARN ? 'warn' : null;
}

/** Whether the series, as it stands, has the two the wrong way round. */
export function isViolated({ first, second }: Relation): boolean {
  return first > second;
}
