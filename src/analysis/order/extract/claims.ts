/** What contributors say themselves of tests and changes, in changelogs and under `---`. */
import { memoize } from '../../../model/memoize';
import { oneOf, pattern } from '../../../model/words';
import type { PatchFacts, SeriesFacts } from './facts';
import { description } from './kinds';
import { saidInCover, sentences } from './said';

/** Sentences that settle or hint at an order; patterns are linear, and tried on short pieces of text. */
export interface Claims {
  /** The test shows a bug that is fixed, or a feature that is there. */
  readonly coversWords: string | null;
  /** The test would fail, or the change breaks it, unless the test changes first. */
  readonly failsWords: string | null;
  /** What the test expects changes with the kernel, or will. */
  readonly updateWords: string | null;
  /** The test expects less than it did, or leaves open what it took for granted; the sentence in full. */
  readonly loosensWords: string | null;
  /** The test passes on whatever kernel, so that it covers nothing new. */
  readonly passesWords: string | null;
  /** Tied to nothing. */
  readonly freeWords: string | null;
}

const COVERS = [
  /\bregression test\b/i,
  /\breproducers?\b|\breproduces? the\b/i,
  /\bdemonstrat\w+ the (?:bug|issue|problem)\b/i,
  /\bfixed (?:in|by) (?:the |a )?(?:previous|earlier|preceding) (?:patch|commit)/i,
  /\bnewly[ -](?:introduced|added|implemented|supported)\b/i,
  /\bis now (?:implemented|supported|fixed|allowed|possible)\b/i,
  /\b(?:test|selftest) now passes\b/i,
  /\b(?:without|before|prior to) th(?:e|is) (?:fix|patch|change)\b.{0,40}\b(?:fail|hang|crash|assert)/i,
  /\bwithout (?:the|this|that|these) .{0,80}\b(?:fix|patch|change)(?:es)?\b.{0,60}\b(?:fails?|hangs?|crash(?:es)?)\b/i,
  /\bdepends? on (?:the )?previous patch/i,
  /\bunpatched (?:kernels?|kvm|hosts?)\b/i,
  /\b(?:fails?|hangs?|crash(?:es)?|oops(?:es)?|breaks?|times? out) (?:without|before) (?:the|this|that) (?:bug ?)?(?:fix|change|patch)/i,
  /\b(?:without|before|prior to) (?:the|this|that) (?:bug ?)?fix\b/i,
  /\bnow that (?:kvm|the kernel)\b/i,
  /\[(?:un)?patched\]/i,
];

const FAILS = [
  /\b(?:otherwise|or else),? .{0,40}\b(?:fail|break|hit|hang|assert|complain|time|trip)/i,
  /\b(?:will|would) (?:hit |start |begin |then |also |always |otherwise )?(?:a |an |the )?(?:fail|break|hang|assert)/i,
  pattern('i')`\b(?:the |this )?(?:it|test|selftest|\w+_test) (?:always |then |also |currently )?${oneOf`
    fails, breaks, hangs, complains, trips, times out, never (?:exits|ends|finishes)
  `}\b`,
  /\b(?:without|otherwise) (?:it|this|that)\b.{0,80}\b(?:fails?|breaks?|hangs?|asserts?|complains?|trips?|times? out)\b/i,
  /\bkeeps? (?:\S+ ){1,3}from (?:failing|breaking|hanging|asserting)\b/i,
  /\b(?:infinite|endless) loop\b/i,
  /\bTest Assertion Failure\b/,
  /\b(?:to|and) (?:avoid|prevent) (?:test |selftest |spurious |false )?(?:failures?|breakage)\b/i,
];

const UPDATES = [
  /\b(?:change|update|adjust|adapt|fix)\w* (?:the |its |their )?expect(?:ed|ation)/i,
  /\bto reflect (?:the|that|this|a|kvm|new)\b/i,
  /\b(?:upcoming|future|subsequent|following|next|later) (?:kvm |kernel )?(?:change|patch|commit|fix)/i,
  /\bto (?:match|follow) (?:kvm|the kernel)\b/i,
  /\b(?:once|after|when) (?:kvm|the kernel) (?:starts|stops|is (?:changed|fixed)|changes)\b/i,
  /\bpass(?:es)? (?:both )?(?:before and after|with (?:and|or) without)\b/i,
  /\b(?:kvm|the kernel) (?:will (?:soon |no longer |start |begin )|is (?:about|going) to )/i,
  /\b(?:once|as soon as|until) (?:kvm|the kernel) (?:\w+ly )?(?:starts?|stops?|no longer|\w{3,}(?:s|es))\b/i,
  /\b(?:future|upcoming|newer|next) (?:kernels?|kvms?|releases?|versions? of (?:kvm|the kernel))\b/i,
  /\b(?:until now|so far|up to now),? .{0,60}\b(?:assert|expect|assum|insist|check|pass)/i,
  /\b(?:is|are) (?:about|going) to be \w+(?:ed|en|ne|t)\b/i,
  /\bwill (?:soon |then )?(?:get|gain|become|be (?:used|allowed|valid|supported|accepted|defined|legal|permitted))\b/i,
  /\b(?:has|have|needs?) to (?:be (?:taught|updated|adapted|adjusted|changed|converted|prepared)|learn)\b/i,
  /\b(?:get|got|gets|getting) (?:by|away) with/i,
  /\b(?:works?|worked|pass(?:es|ed)?|succeeds?|succeeded|takes?) (?:it )?(?:only because|by (?:luck|accident|chance|coincidence))\b/i,
  /\b(?:only|just) (?:because|as long as) (?:kvm|the kernel|nothing|nobody)\b/i,
  /\bcontinues? to (?:work|pass|succeed)\b|\bkeeps? (?:working|passing)\b/i,
  /\bhappen(?:s|ed)? to (?:work|pass|succeed)\b/i,
  /\bin preparation (?:for|of|to)\b.{0,60}\bkvm\b/i,
  /\b(?:tolerat|accept|allow|handl|expect)(?:e|es|s|ing)? (?:both|either)\b/i,
  /\bregardless of whether (?:or not )?(?:kvm|the kernel)\b/i,
];

/** The verb that a shortlog or a sentence starts with, and what it is done to. */
const LOOSENS = [
  /^(?:relax|loosen|accept|tolerate|ignore|mask|treat|cope with|handle (?:either|both)|poll|derive)\b/i,
  /^(?:wait (?:for|until)|skip|ask|require) /i,
  pattern('i')`^${oneOf`widen, increase, raise, bump, lower, reduce, extend, loosen`} the (?:\w+ )?${oneOf`
    tolerance, margin, slack, timeout, limit, range, threshold, bounds?, minimum, maximum
  `}\b`,
  /^(?:look|check|test|compare|assert|expect|verify)\w* .{0,80}\bonly (?:if|when|where|on)\b/i,
  /^(?:stop|quit|avoid) (?:\w+ly )?(?:expect|assum|rely|toggl|check|assert|test|us|depend|requir|treat|count|hard-?cod|writ|read|sett)\w*ing\b/i,
  /^(?:don't|do not|never|no longer) (?:\w+ly )?(?:assume|expect|rely|treat|require|assert|hard-?code|depend|count|insist|care)\b/i,
  /\b(?:instead of|rather than|not) (?:from )?(?:the |a |an )?(?:hard-?cod|assum|expect|rely|insist|requir)\w*/i,
  /\b(?:set|enable|disable|turn|clear|opt|request)\w* .{0,60}\b(?:explicitly|manually|by hand)\b/i,
  /\bexplicitly (?:set|enable|disable|turn|clear|opt|request)/i,
  /\b(?:doesn't|does not|don't|shouldn't|no longer) (?:really )?(?:matters?|cares?)\b/i,
  /\bnot (?:part of the u?abi|guaranteed|well[- ]defined|architectural)/i,
];

const PASSES = [
  /\b(?:pass|work|succeed|run)(?:s|es|ed)? (?:fine |just fine )?(?:both )?(?:before and after|with (?:and|or) without)\b/i,
  pattern('i')`\b(?:pass|work|succeed|run|hold)(?:s|es|ed)? (?:fine |just fine )?(?:on|with) ${oneOf`
    any, all, every, older, old, current, today's, existing, unmodified
  `} (?:kernel|kvm)`,
  /\bdocuments? (?:the )?(?:current|existing|today's|present)\b/i,
  /\bkvm (?:has |does |gets |handles )?(?:\w+ ){0,3}(?:correctly|right|properly) (?:since|for years|already|today)\b/i,
  /\b(?:on|with) (?:any|every) kernels?\b/i,
  /\b(?:bug|race|leak|flake|problem|issue) is (?:only )?in the (?:self)?test\b/i,
];

const FREE = [
  /\bindependent (?:of|from) (?:the )?(?:rest|other|kernel|kvm|series|previous|patch)/i,
  /\bcan be (?:picked|applied|taken|merged) (?:up )?(?:independently|separately|alone|on (?:its|their) own)\b/i,
  /\bpicked (?:up )?independently\b/i,
  /\bunrelated to (?:the )?(?:rest|other|kernel|kvm|series|previous)/i,
];

function firstOf(list: readonly string[], patterns: readonly RegExp[]): string | null {
  return list.find((sentence) => patterns.some((pattern) => pattern.test(sentence))) ?? null;
}

function first(list: readonly string[], patterns: readonly RegExp[]): string | null {
  const found = firstOf(list, patterns);
  return found === null ? null : shorten(found);
}

/** A sentence as evidence quotes it. */
export function shorten(sentence: string): string {
  const text = sentence.trim();
  return text.length <= 90 ? text : `${text.slice(0, 87)}...`;
}

/** What the cover letter, the changelog and the notes of a patch say of order. */
export function claimsOf(test: PatchFacts, facts: SeriesFacts): Claims {
  const said = saidInCover(facts).get(test) ?? [];
  return said.length === 0 ? ownClaims(test) : claimsIn(test, said);
}

const ownClaims = memoize((test: PatchFacts): Claims => claimsIn(test, []));

function claimsIn({ patch }: PatchFacts, said: readonly string[]): Claims {
  // `Order:` lines are read for themselves, see declared.ts.
  const notes = patch.notes.value.replace(/^Order:.*$/gm, '');
  const list = [...sentences(patch.changelog.value), ...sentences(notes), ...said];
  return {
    coversWords: first([description(patch.shortlog.value), ...list], COVERS),
    failsWords: first(list, FAILS),
    updateWords: first(list, UPDATES),
    loosensWords: firstOf(
      [description(patch.shortlog.value), ...list.filter((one) => /^[A-Z]/.test(one))],
      LOOSENS,
    ),
    passesWords: first(list, PASSES),
    freeWords: first(list, FREE),
  };
}
