/** *Adapts to*: an existing test fails once the kernel changes; its update comes first. */

import { oneOf, pattern } from '../../../model/words';
import { list } from '../evidence/covers-signals';
import { testChangeOf } from '../evidence/direction';
import { sharedWords, type Tie } from '../evidence/ties';
import { shorten } from '../extract/claims';
import type { PatchFacts } from '../extract/facts';
import { description, hasFixes } from '../extract/kinds';
import { proseOf, wordsOf } from '../extract/words';
import type { Names } from './needs';
import type { Relation, Signal } from './relations';
import { isChange, type Setting } from './setting';
import { ADAPTS, confidenceOf, HINTED, RIVAL } from './thresholds';

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

/** What KVM no longer takes, or does in another way, than a test may have it. */
const TIGHTENS = pattern('i')`^(?:always )?${oneOf`
    reject, refuse, forbid, disallow, deny, require, insist, enforce, validate,
    check(?! (?:if|whether)\b), tighten, limit, restrict, ignore, drop, retire, remove, stop, don't,
    do not, never, disable, leave, defer, delay, skip, batch, return -E, use -E, fail, treat, bump,
    raise, lift
  `}\b`;

function tightens({ patch }: PatchFacts): boolean {
  return TIGHTENS.test(description(patch.shortlog.value));
}

/** Constants that the test gives up and the kernel patch deals with; an error code that both give up. */
function givenUp(test: PatchFacts, kernel: PatchFacts): string[] {
  return [...testChangeOf(test).loses].filter(
    (name) => kernel.drops.has(name) || (name.includes('_') && kernel.uses.has(name)),
  );
}

/** Constants that checks of the test take from now on as well, or in place of others, and the kernel patch brings in. */
function takenOn(test: PatchFacts, kernel: PatchFacts): string[] {
  const { removed, added, gains } = testChangeOf(test);
  if (removed === 0 || removed < added) return [];
  return [...gains].filter((name) => kernel.uses.has(name) && !kernel.before.has(name));
}

/** What shows, in plain words or in code, that the test comes first; the others hint at it, each by itself. */
const SHOWN: ReadonlySet<Signal> = new Set(['says-failure', 'says-update', 'given-up', 'taken-on']);

/** Whether a sentence has a word of the kernel patch's, besides the verb that starts it and the names of tests. */
function isAbout(sentence: string, test: PatchFacts, kernel: PatchFacts): boolean {
  let text = sentence.slice(Math.max(0, sentence.indexOf(' ')));
  for (const { path } of test.files) {
    const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.c$/, '');
    text = text.replaceAll(name, ' ');
  }
  // Which code it is, the sentence need not say.
  if (/\berrnos?\b|\berror codes?\b/i.test(text))
    return [...kernel.drops.keys()].some((name) => isError(name));
  const { title, message, code } = proseOf(kernel);
  return [...wordsOf(text)].some((word) => title.has(word) || message.has(word) || code.has(word));
}

function isError(name: string): boolean {
  return /^E[A-Z0-9]{3,}$/.test(name);
}

/** The relation of a tie, or null where it holds too little to speak of. */
export function adaptsOf(
  tie: Tie,
  names: Names,
  { claims: claimsOf, changes }: Setting,
  without: ReadonlySet<Signal>,
): Relation | null {
  const { test, kernel } = tie;
  // A new test cannot be what a change breaks, and what uses a change's own names cannot come before it.
  const change = testChangeOf(test);
  if (change.fresh || (test.kind === 'new test' && change.runsMore) || !isChange(kernel)) return null;
  if (tie.build.length > 0 || tie.buildBy.length > 0) return null;
  const claims = claimsOf(test);
  // That the two are alike says nothing of their order: the test has to say why it comes first.
  if (claims.passesWords !== null && claims.updateWords === null) return null;
  const lost = givenUp(test, kernel);
  const { loosensWords } = claims;
  const less = loosensWords !== null && isAbout(loosensWords, test, kernel) ? loosensWords : null;
  const fit = tightens(kernel) && !hasFixes(kernel.patch) && !change.grows && change.added <= change.removed;
  const otherwise = change.expectsElse && !hasFixes(kernel.patch);
  if ((claims.failsWords ?? claims.updateWords ?? less) === null && lost.length === 0 && !fit && !otherwise)
    return null;
  const { removed, added } = change;
  const taken = takenOn(test, kernel);
  const ownNews = tie.fresh.some((name) => names.bringer(name)?.[0]?.by === kernel);
  const signals: Partial<Record<Signal, number>> = {
    'says-failure': claims.failsWords !== null ? 1 : 0,
    'says-update': claims.updateWords !== null && test.kind === 'adapted test' ? 1 : 0,
    'says-less': less !== null ? 1 : 0,
    'made-fit': fit ? 1 : 0,
    'expects-else': otherwise ? 1 : 0,
    'given-up': lost.length > 0 ? 1 : 0,
    'taken-on': taken.length > 0 ? 1 : 0,
    'turns-on': turnsOn(kernel) ? 1 : 0,
    tightens: tightens(kernel) ? 1 : 0,
    'sole-change': changes === 1 ? 1 : 0,
    'mends-old': hasFixes(kernel.patch) ? 1 : 0,
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
  const shown = used.some((signal) => SHOWN.has(signal)) || (less !== null && otherwise);
  const confidence = Math.min(shown ? 1 : HINTED, confidenceOf(points));
  if (confidence < ADAPTS.least) return null;
  const evidence: string[] = [];
  if (claims.failsWords !== null) evidence.push(`the test's message says: "${claims.failsWords}"`);
  if (claims.updateWords !== null) evidence.push(`the test's message says: "${claims.updateWords}"`);
  if (less !== null && claims.updateWords === null)
    evidence.push(`the test expects less: "${shorten(less)}"`);
  if (lost.length > 0)
    evidence.push(`the test gives up ${list(lost)}, which patch ${kernel.number} deals with`);
  if (taken.length > 0)
    evidence.push(`the test takes ${list(taken)} now, which patch ${kernel.number} brings in`);
  if (turnsOn(kernel)) evidence.push(`patch ${kernel.number} turns on what the test skipped until then`);
  if (removed > 0 && removed >= added) evidence.push(`the test drops or changes ${removed} of its checks`);
  if (otherwise) evidence.push('the test asks for something else than it did');
  if (fit) evidence.push(`patch ${kernel.number} is stricter than before, and the test checks no more`);
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
export function twoWay(tie: Tie, { claims }: Setting): readonly string[] | null {
  const { test, kernel } = tie;
  if (test.kind !== 'adapted test' || !isChange(kernel) || tie.ofTest < RIVAL) return null;
  const { coversWords, updateWords, failsWords } = claims(test);
  const before = updateWords ?? failsWords;
  if (coversWords === null || before === null) return null;
  const { removed, added } = testChangeOf(test);
  if (removed === 0 || added === 0) return null;
  return [`the test changes ${removed} of its checks with the kernel: "${before}"`];
}
