/** *Covers*: a test fails, or has nothing to test, without a change of the kernel; it comes after it. */

import { coversMore, testChangeOf } from '../evidence/direction';
import { sharedWords, type Tie } from '../evidence/ties';
import type { Claims } from '../extract/claims';
import type { PatchFacts } from '../extract/facts';
import type { Gate } from '../extract/gates';
import type { Relation, Signal } from './relations';
import { COVERS, confidenceOf, RIVAL, UNDIRECTED } from './thresholds';

/** Whether a patch changes what KVM does, as opposed to how it is written. */
export function isChange({ kind }: PatchFacts): boolean {
  return kind === 'fix' || kind === 'feature' || kind === 'behaviour';
}

export interface Setting {
  /** How many patches of the series change what KVM does. */
  readonly changes: number;
  gate(test: PatchFacts): Gate | null;
  claims(test: PatchFacts): Claims;
}

/** What a tie says for *covers*, signal by signal. */
export function coversSignals(
  tie: Tie,
  { changes }: Setting,
  claims: Claims,
): Partial<Record<Signal, number>> {
  const { test, kernel } = tie;
  const change = isChange(kernel);
  const regression = claims.coversWords !== null && tie.ofTest > RIVAL;
  return {
    'uapi-name': tie.build.length > 0 ? 1 : 0,
    'uapi-name-by-library': tie.buildBy.length > 0 ? 1 : 0,
    'fresh-name': Math.min(2, tie.fresh.length),
    constant: Math.min(2, tie.constants.length),
    'asserted-name': Math.min(2, tie.asserted.length),
    'named-in-prose': Math.min(2, tie.named.length),
    'title-words': tie.ofTitle,
    'heard-words': tie.ofHeard,
    'message-words': tie.ofWords,
    'nearest-change': tie.ofTest,
    'rival-test': tie.ofKernel < RIVAL && tie.asserted.length === 0 ? 1 : 0,
    'settled-elsewhere': tie.elsewhere ? 1 : 0,
    'change-kind': change ? 1 : 0,
    'only-change': change && changes === 1 ? 1 : 0,
    'new-test': test.kind === 'new test' ? 1 : 0,
    'test-library': test.kind === 'test library' ? 1 : 0,
    benchmark: isBenchmark(test) ? 1 : 0,
    'says-regression': regression ? 1 : 0,
    'says-failure': claims.failsWords !== null && test.kind !== 'new test' ? 1 : 0,
    'says-independent': claims.freeWords !== null ? 1 : 0,
  };
}

/** A benchmark measures whatever kernel it runs on: it has nothing to fail. */
function isBenchmark({ files }: PatchFacts): boolean {
  const tests = files.filter(({ area }) => area === 'test');
  return tests.length > 0 && tests.every(({ path }) => /perf|stress/.test(path.slice(path.lastIndexOf('/'))));
}

/** The relation of a tie, or null where it holds too little to speak of. */
export function coversOf(tie: Tie, setting: Setting, without: ReadonlySet<Signal>): Relation | null {
  const claims = setting.claims(tie.test);
  const signals = coversSignals(tie, setting, claims);
  const used: Signal[] = [];
  let points = COVERS.base;
  for (const [signal, strength] of Object.entries(signals) as [Signal, number][]) {
    if (strength === 0 || without.has(signal)) continue;
    points += strength * COVERS.weights[signal]!;
    used.push(signal);
  }
  const build = tie.build.length > 0 && !without.has('uapi-name');
  const confidence = build
    ? 1
    : hasDirection(tie, claims)
      ? confidenceOf(points)
      : Math.min(UNDIRECTED, confidenceOf(points));
  if (confidence < COVERS.least) return null;
  // A gate that opens before the change does not keep the test from failing without it.
  const found = setting.gate(tie.test);
  const gate = found !== null && found.opens >= tie.kernel.index ? found.name : null;
  return {
    kind: 'covers',
    first: tie.kernel.index,
    second: tie.test.index,
    confidence,
    build,
    skips: gate !== null,
    name: tie.build[0] ?? '',
    evidence: evidenceOf(tie, claims, gate, setting),
    at: null,
    other: null,
    signals: used,
  };
}

/**
 * Whether it is clear which of the two comes first. A new test can only come behind what it tests; an existing one that
 * changes may as well be made ready for the change. A test whose names another change answers needs no more.
 */
function hasDirection(
  { test, kernel, build, buildBy, fresh, asserted, answered }: Tie,
  { coversWords, failsWords, updateWords, loosensWords, passesWords }: Claims,
): boolean {
  if (answered) return false;
  if (coversWords !== null || build.length + buildBy.length + fresh.length > 0) return true;
  const { fresh: isNew, added, removed } = testChangeOf(test);
  // A check that takes another constant may as well be made ready for it.
  if (asserted.length > 0 && (isNew || added > removed)) return true;
  if (passesWords !== null) return false;
  if (test.kind === 'new test' && testChangeOf(test).runsMore) return true;
  return (failsWords ?? updateWords ?? loosensWords) === null && coversMore(test, kernel);
}

function evidenceOf(tie: Tie, { coversWords }: Claims, gate: string | null, { changes }: Setting): string[] {
  const { test, kernel } = tie;
  const evidence: string[] = [];
  const patch = `patch ${kernel.number}`;
  if (tie.build.length > 0)
    evidence.push(`the test uses ${list(tie.build)}, which ${patch} adds to the uAPI`);
  if (tie.buildBy.length > 0) {
    evidence.push(
      `a library patch that the test needs uses ${list(tie.buildBy)}, which ${patch} adds to the uAPI`,
    );
  }
  const fresh = tie.fresh.filter((name) => !tie.build.includes(name));
  if (fresh.length > 0) evidence.push(`${list(fresh)}, new in this series, stands in the code of both`);
  if (tie.asserted.length > 0)
    evidence.push(`the test checks ${list(tie.asserted)}, which ${patch} brings into play`);
  if (tie.named.length > 0)
    evidence.push(`the test's message names ${list(tie.named)}, which ${patch} touches`);
  if (tie.constants.length > 0) evidence.push(`both use ${list(tie.constants)}`);
  if (coversWords !== null && tie.ofTest > RIVAL) evidence.push(`the test says: "${coversWords}"`);
  const words = sharedWords(tie);
  if (words.length > 0) evidence.push(`both speak of ${list(words, 5)}`);
  if (isChange(kernel) && changes === 1)
    evidence.push(`${patch} is the only patch that changes what KVM does`);
  if (test.kind === 'new test' && isChange(kernel)) evidence.push(`a new test, and a ${kernel.kind}`);
  if (gate !== null) evidence.push(`the test skips without ${gate}`);
  return evidence;
}

export function list(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
