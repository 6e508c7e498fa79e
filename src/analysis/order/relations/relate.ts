/** All relations of a series, each pair of patches checked once. */
import type { Severity } from '../../../model/finding';
import { memoize } from '../../../model/memoize';
import type { Series } from '../../../model/patch';
import { type Tie, tiesOf } from '../evidence/ties';
import { type Claims, claimsOf, shorten } from '../extract/claims';
import { declaredIn, pairKey } from '../extract/declared';
import { builderOf, revertsIn, testsOldCommit } from '../extract/excuses';
import { isKernel, isTest, type PatchFacts, readSeries, type SeriesFacts } from '../extract/facts';
import { type Gate, gateOf } from '../extract/gates';
import { type SaidPair, saidPairs } from '../extract/said';
import { adaptsOf, type TwoWay, twoWay } from './adapts';
import { coversOf } from './covers';
import { Names, needsOf } from './needs';
import type { Relation, Signal } from './relations';
import { isChange, type Setting } from './setting';
import { BLOCK, SAID, WARN } from './thresholds';

interface Mutual extends TwoWay {
  /** Indices of the two patches. */
  readonly test: number;
  readonly kernel: number;
}

export interface Relations {
  readonly facts: SeriesFacts;
  /** Without those that a contributor has settled. */
  readonly all: readonly Relation[];
  /** Pairs where the new test may fail before the change, and the old test after it: no order bisects. */
  readonly mutual: readonly Mutual[];
}

const NO_SIGNALS: ReadonlySet<Signal> = new Set();
/** The relations of a series. Pure: the same patches in another order have the same. */
export const relationsOf = memoize((series: Series): Relations => {
  const facts = readSeries(series);
  // mutant: a patch alone is tied to nothing, and need not be read to know that
  return facts.patches.length < 2 ? { facts, all: [], mutual: [] } : relate(facts);
});

/**
 * @param without signals to skip, for the benchmark's ablation
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
  const mutual: Mutual[] = [];
  const covered = new Set<string>();
  const byPair = placesOf(needs);
  const reverts = revertsIn(facts);
  for (const tie of tiesOf(facts, names, needs)) {
    const { test, kernel } = tie;
    if (declared.free.has(pairKey(test.index, kernel.index)) || isApart(tie, facts)) continue;
    const [reverted, revert] = [reverts.get(test), reverts.get(kernel)];
    if ((reverted === undefined) !== (revert === undefined)) continue;
    const covers = coversOf(
      { tie, claims: setting.claims(test), change: isChange(kernel) },
      builderOf(test, facts),
      setting.gate(test),
      without,
    );
    const adapts = adaptsOf(tie, names, setting, without);
    const both = twoWay(tie, setting);
    if (both !== null) {
      mutual.push({ test: test.index, kernel: kernel.index, ...both });
      if (both.level === 'warn') continue;
    }
    const stronger = (covers?.confidence ?? 0) >= (adapts?.confidence ?? 0) ? covers : adapts;
    if (stronger === null) continue;
    const need = byPair.get(`${stronger.first} ${stronger.second}`);
    all.push(need === undefined ? stronger : { ...stronger, at: need.at, other: need.other });
    covered.add(`${stronger.first} ${stronger.second}`);
  }
  all.push(...revertRelations(all, reverts));
  for (const need of needs) {
    if (declared.free.has(pairKey(need.first, need.second)) || covered.has(`${need.first} ${need.second}`))
      continue;
    all.push(need);
  }
  for (const { first, second } of declared.ordered) all.push(declaredRelation(first, second));
  for (const pair of saidPairs(facts))
    if (!declared.free.has(pairKey(pair.first.index, pair.second.index))) all.push(saidRelation(pair));
  return { facts, all, mutual };
}

/** Returns true if nothing can tie the two: other architectures, or a test of what an older commit did. */
function isApart({ test, kernel, build, quoted }: Tie, facts: SeriesFacts): boolean {
  if (build.length > 0 || quoted) return false;
  const [of, other] = [archsOf(test), archsOf(kernel)];
  const isElsewhere = of.size > 0 && other.size > 0 && ![...of].some((arch) => other.has(arch));
  return isElsewhere || testsOldCommit(test, facts);
}

/** The architectures of a patch's code; none where some of it is common to all. */
function archsOf({ files }: PatchFacts): ReadonlySet<string> {
  const code = files.filter(({ area }) => area === 'kernel' || area === 'test');
  return code.some(({ arch }) => arch === '') ? new Set() : new Set(code.map(({ arch }) => arch));
}

/** A test that came after a change is reverted before it. */
function* revertRelations(
  all: readonly Relation[],
  reverts: ReadonlyMap<PatchFacts, PatchFacts>,
): Iterable<Relation> {
  for (const [one, change] of reverts) {
    for (const [other, test] of reverts) {
      const was = all.find(
        ({ kind, first, second }) => kind === 'covers' && first === change.index && second === test.index,
      );
      if (was === undefined) continue;
      const evidence = [
        `it reverts patch ${change.number}, which patch ${test.number} tests`,
        ...was.evidence,
      ];
      yield {
        ...was,
        kind: 'adapts-to',
        first: other.index,
        second: one.index,
        build: false,
        skips: false,
        name: '',
        evidence,
      };
    }
  }
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

/** What the cover letter says in so many words. */
function saidRelation({ first, second, sentence }: SaidPair): Relation {
  const kind =
    isTest(second) && isKernel(first) ? 'covers' : isTest(first) && isKernel(second) ? 'adapts-to' : 'needs';
  const evidence = [`the cover letter says: "${shorten(sentence)}"`];
  const said = declaredRelation(first.index, second.index);
  return { ...said, kind, confidence: SAID, evidence };
}

/** At which level the wrong order of a relation is reported; null if there is none. */
export function levelOf({ confidence, build, skips }: Relation): Severity | null {
  if (skips === true && !build) return confidence >= WARN ? 'note' : null;
  if (confidence >= BLOCK) return 'block';
  return confidence >= WARN ? 'warn' : null;
}

/** Returns true if the series has the two in the wrong order. */
export function isViolated({ first, second }: Relation): boolean {
  return first > second;
}
