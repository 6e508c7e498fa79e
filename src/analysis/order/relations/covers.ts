/** *Covers*: a test fails, or has nothing to test, without a change of the kernel; it comes after it. */
import { COVERS_BASE, COVERS_SIGNALS, type CoversEvidence } from '../evidence/covers-signals';
import { coversMore, testChangeOf } from '../evidence/direction';
import { weigh } from '../evidence/signal';
import { expectsFailure, isExcused } from '../extract/excuses';
import type { PatchFacts } from '../extract/facts';
import type { Gate } from '../extract/gates';
import type { Relation, Signal } from './relations';
import { EXPLAINED, LEAST, UNDIRECTED, UNSHOWN } from './thresholds';

/**
 * The relation of a tie, or null where it holds too little to mention.
 *
 * @param builder the patch from which on the test is built
 */
export function coversOf(
  evidence: CoversEvidence,
  builder: PatchFacts,
  gate: Gate | null,
  without: ReadonlySet<Signal>,
): Relation | null {
  const { tie } = evidence;
  const build = tie.build.length > 0 && !without.has('uapi-name');
  const { confidence, shown, used, says } = weigh(evidence, COVERS_BASE, COVERS_SIGNALS, without);
  const isClear = hasDirection(evidence) && isBacked(evidence, shown);
  const most = isClear ? (shown ? 1 : UNSHOWN) : UNDIRECTED;
  const sure = build ? 1 : Math.min(most, confidence);
  if (sure < LEAST) return null;
  // A gate that opens before the change does not keep the test from failing without it.
  const skips = gate !== null && gate.opens >= tie.kernel.index;
  return {
    kind: 'covers',
    first: tie.kernel.index,
    second: Math.max(tie.test.index, builder.index),
    confidence: sure,
    build,
    skips,
    name: tie.build[0] ?? '',
    evidence: skips ? [...says, `the test skips without ${gate.name}`] : says,
    at: null,
    other: null,
    signals: used,
  };
}

/**
 * Returns true if more than an area in common ties the two. What a test has in common with some other change of the same
 * area is the area; what the title of the change says beyond that, only its own test knows.
 */
function isBacked({ tie }: CoversEvidence, shown: boolean): boolean {
  return shown || tie.explained >= EXPLAINED || (tie.topic.length > 0 && tie.kernel.kind === 'feature');
}

/**
 * Returns true if it is clear which of the two comes first. A new test can only come after what it tests; an existing one
 * that changes may as well be made ready for the change. A test whose names another change answers needs no more.
 */
export function hasDirection({ tie, claims }: CoversEvidence): boolean {
  const { test, kernel, build, buildBy, fresh, asserted, answered, quoted } = tie;
  const { coversWords, failsWords, updateWords, loosensWords, passesWords } = claims;
  if (answered || isExcused(test)) return false;
  if (expectsFailure(test).loses) return true;
  if (quoted || coversWords !== null || build.length + buildBy.length + fresh.length > 0) return true;
  const { fresh: isNew, added, removed, runsMore } = testChangeOf(test);
  // A check that takes another constant may as well be made ready for it.
  if (asserted.length > 0 && (isNew || added > removed)) return true;
  if (passesWords !== null) return false;
  if (test.kind === 'new test' && runsMore) return true;
  return (failsWords ?? updateWords ?? loosensWords) === null && coversMore(test, kernel);
}
