/** What contributors say themselves of tests and changes, in changelogs and under `---`. */
import { kept } from '../model/kept';
import type { PatchFacts } from './facts';

/** Sentences that settle or hint at an order; patterns are linear, and tried on short pieces of text. */
export interface Claims {
  /** The test shows a bug that is fixed, or a feature that is there. */
  readonly coversWords: string | null;
  /** The test would fail, or the change breaks it, unless the test changes first. */
  readonly failsWords: string | null;
  /** What the test expects changes with the kernel, or will. */
  readonly updateWords: string | null;
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
  /\[(?:un)?patched\]/i,
];

const FAILS = [
  /\b(?:otherwise|or else),? .{0,40}\b(?:fail|break|hit|hang|assert)/i,
  /\b(?:will|would) (?:hit |start |begin |then |also |always |otherwise )?(?:a |an |the )?(?:fail|break|hang|assert)/i,
  /\b(?:the |this )?(?:it|test|selftest|\w+_test) (?:always |then |also |currently )?(?:fails|breaks|hangs|never (?:exits|ends|finishes))\b/i,
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
  /\bin preparation (?:for|of|to)\b.{0,60}\bkvm\b/i,
  /\b(?:tolerate|accept|allow|handle|expect)s? (?:both|either)\b/i,
  /\bregardless of whether (?:or not )?(?:kvm|the kernel)\b/i,
];

const FREE = [
  /\bindependent (?:of|from) (?:the )?(?:rest|other|kernel|kvm|series|previous|patch)/i,
  /\bcan be (?:picked|applied|taken|merged) (?:up )?(?:independently|separately|alone|on (?:its|their) own)\b/i,
  /\bpicked (?:up )?independently\b/i,
  /\bunrelated to (?:the )?(?:rest|other|kernel|kvm|series|previous)/i,
];

/** Each sentence once: a piece of text up to a full stop with white space behind it, line breaks undone. */
function sentences(text: string): string[] {
  return text
    .slice(0, 20_000)
    .replace(/\s+/g, ' ')
    .split(/(?<=[.:!?]) /)
    .map((sentence) => sentence.slice(0, 400));
}

function first(list: readonly string[], patterns: readonly RegExp[]): string | null {
  for (const sentence of list) {
    if (patterns.some((pattern) => pattern.test(sentence))) return shorten(sentence);
  }
  return null;
}

function shorten(sentence: string): string {
  const text = sentence.trim();
  return text.length <= 90 ? text : `${text.slice(0, 87)}...`;
}

/** What the changelog and the notes of a patch say of order. */
export const claimsOf = kept(({ patch }: PatchFacts): Claims => {
  const list = [...sentences(patch.changelog.value), ...sentences(patch.notes.value)];
  return {
    coversWords: first(list, COVERS),
    failsWords: first(list, FAILS),
    updateWords: first(list, UPDATES),
    freeWords: first(list, FREE),
  };
});
