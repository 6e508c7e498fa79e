/** A shortlog taken apart: `KVM: x86/mmu: Do something` into the words of its prefix and the description. */

import { memoizeTextOf } from '../../model/memoize-text';
import { VERBS } from '../english/verbs';
import type { Domain } from './domain';
import { namedTopic } from './topics';

/** One word of the prefix, without its colon; offsets count from the start of the shortlog. */
export interface Segment {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export interface Shortlog {
  readonly value: string;
  readonly segments: readonly Segment[];
  /** Where the description starts; the length of the shortlog where there is none. */
  readonly descriptionAt: number;
  readonly description: string;
  /** `Revert "…"`, as git writes it: what is quoted has a prefix, the shortlog has none. */
  readonly isRevert: boolean;
  /** A colon without a space after it, or with one before it, somewhere in the prefix. */
  readonly isTight: boolean;
}

const REVERT = /^(?:Revert|Reapply|Revert \^\d+) "/;
const AUTOSQUASH = /^(?:(?:fixup|squash|amend)! )+/;
/** Words that are in prefixes: `x86/mmu`, `vmx.c`, `x86, vmx`, `selftests / xen`, `[test]`. */
const WORD = /^[\w./+*{}\u005b\u005d-]+$/;

/** What someone commits for this clone alone, to be squashed or dropped before anything is sent: its words, or null. */
export function localMark(shortlog: string, domain: Domain): string | null {
  const autosquash = AUTOSQUASH.exec(shortlog);
  if (autosquash) return autosquash[0].trim();
  const upper = shortlog.toUpperCase();
  for (const prefix of domain.localPrefixes) {
    const bare = prefix.replace(/(?<![:\s])[:\s]+$/, '').toUpperCase();
    if (bare === '') continue;
    for (const form of [bare, `[${bare}]`]) {
      if (upper === form || (upper.startsWith(form) && /^[\s:!,-]/.test(shortlog.slice(form.length)))) {
        const colon = shortlog[form.length] === ':' ? 1 : 0;
        return shortlog.slice(0, form.length + colon);
      }
    }
  }
  return null;
}

export function isLocal(shortlog: string, domain: Domain): boolean {
  return localMark(shortlog, domain) !== null;
}

/** Returns true if a word in a prefix mentions KVM at all: `kvm`, `x86/kvm`, `KVM/x86`, `arch/x86/kvm`. */
export function namesKvm(segment: string): boolean {
  return /(?:^|[^a-z])kvm(?![a-z])/i.test(segment);
}

export const parseShortlog = memoizeTextOf((value: string, domain: Domain): Shortlog => {
  const isRevert = REVERT.test(value);
  const segments: Segment[] = [];
  let at = 0;
  let isTight = false;
  while (!isRevert && segments.length < 8) {
    const colon = value.indexOf(':', at);
    if (colon === -1) break;
    const raw = value.slice(at, colon);
    const word = raw.trim();
    const spaced = /^(?:\s|$)/.test(value.slice(colon + 1));
    if (!isSegment(word, segments, spaced, value[colon + 1] ?? '', domain)) break;
    const start = at + (raw.length - raw.trimStart().length);
    segments.push({ value: word, start, end: start + word.length });
    if (!spaced || raw !== raw.trimEnd()) isTight = true;
    at = colon + 1;
    while (value[at] === ' ' || value[at] === '\t') at += 1;
  }
  return { value, segments, descriptionAt: at, description: value.slice(at), isRevert, isTight };
}, 256);

function isSegment(
  word: string,
  before: readonly Segment[],
  spaced: boolean,
  next: string,
  domain: Domain,
): boolean {
  if (word === '' || word.length > 60 || next === ':') return false;
  const isKnown = word.toLowerCase() === 'kvm' || namedTopic(word, domain) !== null;
  // Without a space after it, only what is surely a prefix is one: `std::x`, `10:30` are not.
  if (!spaced) return (isKnown || namesKvm(word)) && /[\w]/.test(next);
  if (isKnown) return true;
  const parts = word.split(/\s*[,/&|+]\s*|\s+(?:and)\s+/);
  if (parts.length > 1 && parts.every((part) => namedTopic(part, domain) !== null || /^kvm$/i.test(part))) {
    return true;
  }
  if (WORD.test(word))
    return before.length < 2 ? !isVerb(word) || before.length === 0 : !/^[A-Z][a-z]+$/.test(word);
  // Several words are a prefix only where one is looked for, and where they do not start a sentence.
  const words = word.split(/\s+/);
  return before.length < 2 && words.length <= 4 && !words.some((one) => isVerb(one)) && /^[\w]/.test(word)
    ? before.length === 0 || words.length <= 2
    : false;
}

function isVerb(word: string): boolean {
  return VERBS.has(word.toLowerCase());
}
