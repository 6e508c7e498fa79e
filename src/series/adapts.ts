/** *Adapts to*: an existing test fails once the kernel changes; its update comes first. */
import { claimsOf } from './claims';
import { isChange, list } from './covers';
import type { PatchFacts } from './facts';
import { description } from './kinds';
import type { Names } from './needs';
import type { Relation, Signal } from './relations';
import { ADAPTS, confidenceOf, RIVAL } from './thresholds';
import { CHECKS, sharedWords, type Tie } from './ties';

/** A change that lets an existing test run further than it did: it un-skips what was switched off. */
const TURNS_ON = /^(?:enable|turn on|expose|advertise|advertize|allow|select|opt in|support|add support)\b/i;

/** Whether a kernel patch turns on, for one more architecture, what others have had before. */
function turnsOn({ patch, files, adds }: PatchFacts): boolean {
  if (adds.capabilities.length > 0) return false;
  const selects = files.some(
    ({ path, uses }) =>
      /Kconfig/.test(path) && [...uses.keys()].some((name) => /^CONFIG_(?:HAVE_)?KVM/.test(name)),
  );
  return TURNS_ON.test(description(patch.shortlog.value)) || selects;
}

/** Removed and added checks of a test, by the macro that makes them. */
function checksOf({ files }: PatchFacts): { removed: number; added: number } {
  let removed = 0;
  let added = 0;
  for (const file of files) {
    for (const use of file.drops.values()) if (CHECKS.test(use.name)) removed += use.count;
    for (const use of file.uses.values()) if (CHECKS.test(use.name)) added += use.count;
  }
  return { removed, added };
}

/** The relation of a tie, or null where it holds too little to speak of. */
export function adaptsOf(tie: Tie, names: Names, without: ReadonlySet<Signal>): Relation | null {
  const { test, kernel } = tie;
  // A new test cannot be what a change breaks, and what uses a change's own names cannot come before it.
  if (test.kind === 'new test' || !isChange(kernel)) return null;
  if (tie.build.length > 0 || tie.buildBy.length > 0) return null;
  const claims = claimsOf(test);
  // That the two are alike says nothing of their order: the test has to say why it comes first.
  if (claims.failsWords === null && claims.updateWords === null) return null;
  const { removed, added } = checksOf(test);
  const ownNews = tie.fresh.some((name) => names.bringer(name)?.[0]?.by === kernel);
  const signals: Partial<Record<Signal, number>> = {
    'says-failure': claims.failsWords !== null ? 1 : 0,
    'says-update': claims.updateWords !== null && test.kind === 'adapted test' ? 1 : 0,
    'turns-on': turnsOn(kernel) ? 1 : 0,
    'checks-changed': removed > 0 && removed >= added ? 1 : 0,
    'title-words': tie.ofTitle,
    'heard-words': tie.ofHeard,
    'message-words': tie.ofWords,
    'nearest-change': tie.ofTest > RIVAL ? 1 : 0,
    'says-regression': claims.coversWords !== null ? 1 : 0,
    'fresh-name': ownNews ? 1 : 0,
    'says-independent': claims.freeWords !== null ? 1 : 0,
  };
  const used: Signal[] = [];
  let points = ADAPTS.base;
  for (const [signal, strength] of Object.entries(signals) as [Signal, number][]) {
    if (strength === 0 || without.has(signal)) continue;
    points += strength * ADAPTS.weights[signal]!;
    used.push(signal);
  }
  const confidence = confidenceOf(points);
  if (confidence < ADAPTS.least) return null;
  const evidence: string[] = [];
  if (claims.failsWords !== null) evidence.push(`the test's message says: "${claims.failsWords}"`);
  if (claims.updateWords !== null) evidence.push(`the test's message says: "${claims.updateWords}"`);
  if (turnsOn(kernel)) evidence.push(`patch ${kernel.number} turns on what the test skipped until then`);
  if (removed > 0 && removed >= added) evidence.push(`the test drops or changes ${removed} of its checks`);
  const words = sharedWords(tie);
  if (words.length > 0) evidence.push(`both speak of ${list(words, 5)}`);
  return {
    kind: 'adapts-to',
    first: test.index,
    second: kernel.index,
    confidence,
    build: false,
    name: '',
    evidence,
    at: null,
    other: null,
    signals: used,
  };
}

/**
 * Whether no order of the two is clean: what the test expects changes together with what the kernel does, so that the
 * test as it was fails behind the change, and as it will be in front of it. Evidence in words, or null.
 */
export function twoWay(tie: Tie): readonly string[] | null {
  const { test, kernel } = tie;
  if (test.kind !== 'adapted test' || !isChange(kernel) || tie.ofTest < RIVAL) return null;
  const { coversWords, updateWords, failsWords } = claimsOf(test);
  const before = updateWords ?? failsWords;
  if (coversWords === null || before === null) return null;
  const { removed, added } = checksOf(test);
  if (removed === 0 || added === 0) return null;
  return [`the test changes ${removed} of its checks with the kernel: "${before}"`];
}
