/** What `git kvm verify --order` found of these very patches: better evidence than any words. */
import { type Evidence, type PairProof, parsePair, patchIdOf } from '../../../model/evidence';
import type { Series } from '../../../model/patch';
import { Coverage } from '../../testplan/coverage';
import { isTest, type SeriesFacts } from '../extract/facts';
import type { Relation } from './relations';
import { UNSHOWN } from './thresholds';

/** Of a pair of indices, `first second`: whether the second was found to need the first; null where nothing showed. */
type Proofs = ReadonlyMap<string, boolean | null>;

/** The proofs that were recorded for exactly this series, the last of each pair. */
export function proofsOf(series: Series, evidence: readonly Evidence[]): Proofs {
  // mutant: it saves time alone
  if (!evidence.some(({ id }) => id === 'order-pair')) return new Map();
  const index = new Map(series.patches.map(({ diff }, i) => [patchIdOf(diff), i]));
  const found = new Coverage(series, evidence)
    .ofAll('order-pair')
    .map(({ on }) => parsePair(on))
    .filter((one): one is PairProof => one !== null)
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  const proofs = new Map<string, boolean | null>();
  for (const { first, second, holds } of found) {
    const [a, b] = [index.get(first), index.get(second)];
    if (a !== undefined && b !== undefined) proofs.set(`${a} ${b}`, holds);
  }
  return proofs;
}

/** Let proofs decide: what is proved holds at any level, what is refuted is dropped, what did not show warns at most. */
export function withProofs(all: readonly Relation[], proofs: Proofs, facts: SeriesFacts): Relation[] {
  const kept: Relation[] = [];
  for (const relation of all) {
    const key = `${relation.first} ${relation.second}`;
    const opposite = proofs.get(`${relation.second} ${relation.first}`);
    const holds = proofs.get(key);
    // Names decide what builds; a guess gives way to what was run.
    if (relation.build || relation.kind === 'needs') kept.push(relation);
    else if (holds === null) kept.push({ ...relation, confidence: Math.min(UNSHOWN, relation.confidence) });
    else if (holds === undefined && opposite !== true) kept.push(relation);
  }
  for (const [key, holds] of proofs) {
    if (holds !== true) continue;
    const [first, second] = key.split(' ').map(Number) as [number, number];
    const guess = all.find((one) => one.first === first && one.second === second && !one.build);
    kept.push(proved(first, second, guess, facts));
  }
  return kept;
}

function proved(
  first: number,
  second: number,
  guess: Relation | undefined,
  { patches }: SeriesFacts,
): Relation {
  const kind = isTest(patches[second]!) ? 'covers' : 'adapts-to';
  const evidence = ['git kvm verify --order proved it', ...(guess?.evidence ?? [])];
  const base = { name: '', at: null, other: null, signals: [], ...guess };
  return { ...base, kind, first, second, confidence: 1, build: false, skips: false, evidence };
}
