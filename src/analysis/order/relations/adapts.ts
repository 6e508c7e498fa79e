/** *Adapts to*: an existing test fails once the kernel changes; its update comes first. */
import {
  ADAPTS_BASE,
  ADAPTS_SIGNALS,
  type AdaptsEvidence,
  givenUp,
  goneNames,
  isAbout,
  isLess,
  leavesOut,
  takenOn,
  tightens,
} from '../evidence/adapts-signals';
import { testChangeOf } from '../evidence/direction';
import { weigh } from '../evidence/signal';
import type { Tie } from '../evidence/ties';
import { renamedText } from '../evidence/visible-names';
import { hasFixes } from '../extract/kinds';
import type { Names } from './needs';
import type { Relation, Signal } from './relations';
import { isChange, type Setting } from './setting';
import { HINTED, LEAST, RIVAL } from './thresholds';

/** What a tie says for *adapts to*; null where the test can't be made ready for the change. */
function adaptsEvidence(
  tie: Tie,
  names: Names,
  { claims: claimsOf, changes }: Setting,
): AdaptsEvidence | null {
  const { test, kernel } = tie;
  const change = testChangeOf(test);
  const gone = goneNames(test, kernel);
  // A new test cannot be what a change breaks, and what uses a change's own names cannot come before it.
  if (test.kind === 'new test' && change.runsMore) return null;
  if ((!isChange(kernel) && gone.length === 0) || tie.build.length + tie.buildBy.length > 0) return null;
  const claims = claimsOf(test);
  const { loosensWords } = claims;
  return {
    tie,
    claims,
    change,
    sole: changes === 1,
    less: loosensWords !== null && isAbout(loosensWords, test, kernel) ? loosensWords : null,
    lost: givenUp(test, kernel),
    taken: takenOn(test, kernel),
    gone,
    ownNews: tie.fresh.some((name) => names.bringer(name)?.[0]?.by === kernel),
  };
}

/** Returns true if there is a reason for the test to come first: that the two are alike says nothing of their order. */
function hasReason({ tie, claims, change, less, lost, gone }: AdaptsEvidence): boolean {
  if (claims.passesWords !== null && claims.updateWords === null) return false;
  if ((claims.failsWords ?? claims.updateWords ?? less) !== null || lost.length + gone.length > 0)
    return true;
  if ((tightens(tie.kernel) && isLess(change)) || leavesOut(change, tie.kernel)) return true;
  return change.expectsElse && !hasFixes(tie.kernel.patch);
}

/** The relation of a tie, or null where it holds too little to mention. */
export function adaptsOf(
  tie: Tie,
  names: Names,
  setting: Setting,
  without: ReadonlySet<Signal>,
): Relation | null {
  const evidence = adaptsEvidence(tie, names, setting);
  if (evidence === null || !hasReason(evidence)) return null;
  const { confidence, shown, used, says } = weigh(evidence, ADAPTS_BASE, ADAPTS_SIGNALS, without);
  const isShown = shown || (evidence.less !== null && evidence.change.expectsElse);
  const sure = Math.min(isShown ? 1 : HINTED, confidence);
  if (sure < LEAST) return null;
  return {
    kind: 'adapts-to',
    first: tie.test.index,
    second: tie.kernel.index,
    confidence: sure,
    build: false,
    name: '',
    evidence: says,
    at: null,
    other: null,
    signals: used,
  };
}

/** No order of two patches bisects: shown by the code, or only said. */
export interface TwoWay {
  readonly level: 'warn' | 'note';
  readonly evidence: readonly string[];
}

/**
 * Evidence that no order of the two bisects; null if there is none. What the test expects changes together with what
 * the kernel does: as it was it fails after the change, and as it will be before it.
 */
export function twoWay(tie: Tie, { claims }: Setting): TwoWay | null {
  const { test, kernel } = tie;
  if (test.kind !== 'adapted test' || tie.ofTest < RIVAL) return null;
  const renamed = renamedText(test, kernel);
  if (renamed !== null) {
    const { was, now } = renamed;
    const evidence = [
      `patch ${kernel.number} replaces ${was} with ${now}, and the test uses only one of them at a time`,
    ];
    return { level: 'warn', evidence };
  }
  if (!isChange(kernel)) return null;
  const { removed, added, flips } = testChangeOf(test);
  if (flips !== null && Math.max(tie.ofHeard, tie.explained) >= TIED) {
    const evidence = [`the test expects ${flips.now} instead of ${flips.was}, and accepts only one of them`];
    return { level: 'warn', evidence };
  }
  const { coversWords, updateWords, failsWords } = claims(test);
  const before = updateWords ?? failsWords;
  if (coversWords === null || before === null || removed === 0 || added === 0) return null;
  return {
    level: 'note',
    evidence: [`the test changes ${removed} of its checks with the kernel: "${before}"`],
  };
}

/** So much of the words of a change a test that flips with it has. */
const TIED = 0.25;
