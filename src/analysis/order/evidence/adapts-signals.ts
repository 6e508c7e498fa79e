/** Signals for *adapts to*: an existing test that fails once the kernel changes, so that its update comes first. */
import { type Claims, shorten } from '../extract/claims';
import type { PatchFacts } from '../extract/facts';
import { description, hasFixes } from '../extract/kinds';
import { proseOf, wordsOf } from '../extract/words';
import { RIVAL } from '../relations/thresholds';
import { list } from './covers-signals';
import { type TestChange, testChangeOf } from './direction';
import { gainedNames, lostNames } from './sharp-names';
import type { SignalOf } from './signal';
import { sharedWords, type Tie } from './ties';
import { lostTexts, textsOf } from './visible-names';

/** A tie, what the patches say themselves, and what the test's own change is. */
export interface AdaptsEvidence {
  readonly tie: Tie;
  readonly claims: Claims;
  readonly change: TestChange;
  /** The series has one patch that changes what KVM does, and this is it. */
  readonly sole: boolean;
  /** A sentence of the test that expects less of what the change is about. */
  readonly less: string | null;
  /** Constants and fields that the test gives up, and the change deals with. */
  readonly lost: readonly string[];
  /** Constants that the test takes on, and the change brings in. */
  readonly taken: readonly string[];
  /** Statistics, parameters and files that the change takes away and the test mentions. */
  readonly gone: readonly string[];
  /** The test uses names that the change itself brings. */
  readonly ownNews: boolean;
}

type Adapts = SignalOf<AdaptsEvidence>;

export const ADAPTS_BASE = -6;

export const ADAPTS_SIGNALS: readonly Adapts[] = [
  {
    id: 'says-failure',
    example: '"Otherwise, the test will fail on hosts with 64KiB pages"',
    weight: 2.5,
    shows: true,
    strength: ({ claims }) => (claims.failsWords !== null ? 1 : 0),
    says: ({ claims }) => `the test's message says: "${claims.failsWords}"`,
  },
  {
    id: 'says-update',
    example: '"in preparation for KVM rejecting …"',
    weight: 3,
    shows: true,
    strength: ({ tie, claims }) => (claims.updateWords !== null && tie.test.kind === 'adapted test' ? 1 : 0),
    says: ({ claims }) => `the test's message says: "${claims.updateWords}"`,
  },
  {
    id: 'says-less',
    example: '"Don\'t rely on LVTERR vectors below 16", and the change is about LVTERR vectors',
    weight: 2,
    strength: ({ less }) => (less !== null ? 1 : 0),
    says: ({ less }) => `the test expects less: "${shorten(less!)}"`,
  },
  {
    id: 'gone-name',
    example: 'the change drops a module parameter, and a .sh test stops to read it',
    weight: 4.5,
    shows: true,
    strength: ({ gone }) => (gone.length > 0 ? 1 : 0),
    says: ({ gone, tie }) =>
      `the test changes its use of ${list(gone)}, which patch ${tie.kernel.number} removes`,
  },
  {
    id: 'given-up',
    example: 'the test no longer writes MSR_X, and the change deals with MSR_X',
    weight: 1.5,
    shows: true,
    strength: ({ lost, tie, change }) => {
      if (lost.length === 0) return 0;
      // What a stricter change deals with, and a test stops to use, is what it no longer takes.
      return tightens(tie.kernel) && isLess(change) ? 1.5 : 1;
    },
    says: ({ lost, tie }) => `the test drops ${list(lost)}, which patch ${tie.kernel.number} handles`,
  },
  {
    id: 'taken-on',
    example: 'a check takes ENXIO as well as EINVAL, and the change returns -ENXIO',
    weight: 1.5,
    shows: true,
    strength: ({ taken }) => (taken.length > 0 ? 1 : 0),
    says: ({ taken, tie }) => `the test now accepts ${list(taken)}, which patch ${tie.kernel.number} adds`,
  },
  {
    id: 'stricter-subject',
    example: '"Reject writes to MSR_X", and the test stops to write MSR_X',
    weight: 2,
    strength: ({ tie, change }) =>
      tightens(tie.kernel) && isLess(change) && sameSubject(tie).length > 0 ? 1 : 0,
    says: ({ tie }) =>
      `patch ${tie.kernel.number} is stricter about ${list(sameSubject(tie))}, and the test changes its use`,
  },
  {
    id: 'made-fit',
    example: 'the change is stricter than before, and the test checks no more than it did',
    weight: 0.7,
    strength: ({ tie, change }) =>
      tightens(tie.kernel) && !hasFixes(tie.kernel.patch) && isLess(change) ? 1 : 0,
    says: ({ tie, change }) =>
      change.swaps
        ? null
        : `patch ${tie.kernel.number} is stricter than before, and the test checks nothing new`,
  },
  {
    id: 'other-value',
    example: '"Reject vectors below 0x20", and the test uses 0x30 where it used 0x10',
    weight: 2,
    strength: ({ tie: { kernel, named }, change }) => {
      if (!leavesOut(change, kernel)) return tightens(kernel) && change.swaps ? 1 : 0;
      return kernel.adds.uapi.some(({ name }) => named.includes(name)) ? 2 : 1;
    },
    says: ({ tie: { kernel }, change }) =>
      leavesOut(change, kernel)
        ? `patch ${kernel.number} adds to the uAPI, and a loop of the test takes other values`
        : `patch ${kernel.number} is stricter than before, and the test uses another value`,
  },
  {
    id: 'expects-else',
    example: 'nent == 10 becomes nent >= 10',
    weight: 1.5,
    strength: ({ tie, change }) => (change.expectsElse && !hasFixes(tie.kernel.patch) ? 1 : 0),
    says: () => 'a check of the test changes what it expects',
  },
  {
    id: 'turns-on',
    example: 'arm64 selects what x86 has had, and an existing test is no longer skipped',
    weight: 2.3,
    strength: ({ tie }) => (turnsOn(tie.kernel) ? 1 : 0),
    says: ({ tie }) => `patch ${tie.kernel.number} enables what the test skipped before`,
  },
  {
    id: 'tightens',
    example: '"Reject …", "Drop …", "Require …"',
    weight: 1,
    strength: ({ tie }) => (tightens(tie.kernel) ? 1 : 0),
  },
  {
    id: 'sole-change',
    example: 'no other patch of the series changes what KVM does',
    weight: 0.8,
    strength: ({ sole }) => (sole ? 1 : 0),
  },
  {
    id: 'mends-old',
    example: 'the change has a Fixes: tag: what a test has more of more likely follows',
    weight: -1.5,
    strength: ({ tie, change }) => (hasFixes(tie.kernel.patch) && !change.swaps ? 1 : 0),
  },
  {
    id: 'checks-changed',
    example: 'the test drops a check, or puts another in its place',
    weight: 0.5,
    strength: ({ change: { removed, added } }) => (removed > 0 && removed >= added ? 1 : 0),
    says: ({ change: { removed } }) => `the test drops or changes ${removed} of its checks`,
  },
  {
    id: 'title-words',
    example: 'half of the words of the title of the test are in the kernel patch',
    weight: 1.5,
    strength: ({ tie }) => tie.ofTitle,
    says: ({ tie }) => {
      const words = sharedWords(tie);
      return words.length === 0 ? null : `both mention ${list(words, 5)}`;
    },
  },
  {
    id: 'heard-words',
    example: 'half of the words of the change are in the message of the test',
    weight: 1.5,
    strength: ({ tie }) => tie.ofHeard,
  },
  {
    id: 'message-words',
    example: 'both messages are about the same things',
    weight: 2,
    strength: ({ tie }) => tie.ofWords,
  },
  {
    id: 'nearest-change',
    example: 'of all kernel patches, this one is nearest to the test in words',
    weight: 0.75,
    strength: ({ tie }) => (tie.ofTest > RIVAL ? 1 : 0),
  },
  {
    id: 'says-regression',
    example: '"Without the fix, the test fails": it follows the fix',
    weight: -3,
    strength: ({ claims }) => (claims.coversWords !== null ? 1 : 0),
  },
  {
    id: 'fresh-name',
    example: 'the test uses a constant that the change brings: it follows the change',
    weight: -1,
    strength: ({ ownNews }) => (ownNews ? 1 : 0),
  },
  {
    id: 'says-independent',
    example: '"can be applied independently of the rest"',
    weight: -3,
    strength: ({ claims }) => (claims.freeWords !== null ? 1 : 0),
  },
];

/** The test checks no more than it did, and does not grow. */
export function isLess({ grows, added, removed }: TestChange): boolean {
  return !grows && added <= removed;
}

/** Returns true if a loop over what KVM does not know may leave out what the kernel patch adds: `for (bit = 1; …)`. */
export function leavesOut({ loops }: TestChange, { adds }: PatchFacts): boolean {
  return loops && adds.uapi.length + adds.capabilities.length > 0;
}

/** A change that lets an existing test run further than it did: it un-skips what was switched off. */
const TURNS_ON = /^(?:enable|turn on|expose|advertise|advertize|allow|select|opt in|support|add support)\b/i;

/** Returns true if a kernel patch turns on, for one more architecture, what others have had before. */
function turnsOn({ patch, files, adds }: PatchFacts): boolean {
  if (adds.capabilities.length > 0) return false;
  const selects = files.some(
    ({ path, uses }) =>
      /Kconfig/.test(path) && [...uses.keys()].some((name) => /^CONFIG_(?:HAVE_)?KVM/.test(name)),
  );
  return TURNS_ON.test(description(patch.shortlog.value)) || selects;
}

/** Verbs of a change after which KVM no longer takes, or does otherwise, what a test may have it do. */
const TIGHTENS = new Set(
  (
    'reject refuse forbid disallow deny require insist enforce validate check tighten limit restrict ignore drop retire ' +
    "remove stop don't never disable leave defer delay skip batch return use fail treat bump raise lift inject revert hide prevent block"
  ).split(' '),
);

/** Returns true if a kernel patch makes KVM stricter, by the verb of its title. */
export function tightens({ patch }: PatchFacts): boolean {
  const words = description(patch.shortlog.value).toLowerCase().split(' ');
  const [first, second] = words[0] === 'always' ? words.slice(1) : words;
  if (first === 'do') return second === 'not';
  if (first === 'return' || first === 'use') return second?.startsWith('-e') === true;
  if (first === 'check') return second !== 'if' && second !== 'whether';
  if (first === 'inject') return second?.startsWith('#') === true;
  return TIGHTENS.has(first ?? '');
}

/** Constants that the kernel patch's title names, and the test's title or the lines that it changes or that are around. */
function sameSubject({ test, kernel }: Tie): string[] {
  const own = new Set([...test.before, ...gainedNames(test).keys()].map((name) => name.toLowerCase()));
  const title = test.patch.shortlog.value;
  return namesOf(kernel).filter(
    (name) =>
      title.includes(name) ||
      [...own].some((one) => one === name.toLowerCase() || one.endsWith(`_${name.toLowerCase()}`)),
  );
}

function namesOf({ patch }: PatchFacts): string[] {
  return patch.shortlog.value.match(/\b[A-Z][A-Z0-9]*(?:_[A-Za-z0-9]+)+\b/g) ?? [];
}

/** Constants and fields that the test gives up and the kernel patch deals with; an error code that both give up. */
export function givenUp(test: PatchFacts, kernel: PatchFacts): string[] {
  const [lost, now] = [lostNames(kernel), gainedNames(kernel)];
  const sharp = [...lostNames(test)]
    .filter(([key, { whole }]) => whole && (lost.has(key) || now.has(key)))
    .map(([, { spelling }]) => spelling);
  const constants = [...testChangeOf(test).loses].filter(
    (name) => kernel.drops.has(name) || (name.includes('_') && kernel.uses.has(name)),
  );
  return [...new Set([...constants, ...sharp])];
}

/** Constants that checks of the test take from now on as well, or in place of others, and the kernel patch brings in. */
export function takenOn(test: PatchFacts, kernel: PatchFacts): string[] {
  const { removed, added, gains } = testChangeOf(test);
  if (removed === 0 || removed < added) return [];
  return [...gains].filter((name) => kernel.uses.has(name) && !kernel.before.has(name));
}

/** Names that user space sees which the kernel patch takes away, in the lines that the test changes. */
export function goneNames(test: PatchFacts, kernel: PatchFacts): string[] {
  const lost = lostTexts(kernel);
  return lost.size === 0 ? [] : [...textsOf(test)].filter((name) => lost.has(name));
}

/** Returns true if a sentence has a word of the kernel patch, besides its verb and the names of tests. */
export function isAbout(sentence: string, test: PatchFacts, kernel: PatchFacts): boolean {
  let text = sentence.slice(Math.max(0, sentence.indexOf(' ')));
  for (const { path } of test.files) {
    const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.c$/, '');
    text = text.replaceAll(name, ' ');
  }
  // Which code it is, the sentence need not say.
  if (/\berrnos?\b|\berror codes?\b/i.test(text))
    return [...kernel.drops.keys()].some((name) => /^E[A-Z0-9]{3,}$/.test(name));
  const { title, message, code } = proseOf(kernel);
  return [...wordsOf(text)].some((word) => title.has(word) || message.has(word) || code.has(word));
}
