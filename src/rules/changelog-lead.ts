import {
  blocksOf,
  formOf,
  isProse,
  type Lead,
  leadOf,
  type Mood,
  type Sentence,
  sentencesOf,
} from '../analysis/english';
import { NOUN_VERBS } from '../analysis/english/verbs';
import type { Domain } from '../analysis/kvm/domain';
import { partElsewhere } from '../analysis/kvm/intent';
import { namesKvm, parseShortlog, type Shortlog } from '../analysis/kvm/shortlog';
import { patchRule, type RulePage } from '../lint/rule';
import type { RuleFinding } from '../model/finding';
import type { Patch } from '../model/patch';
import type { Text } from '../model/text';
import { oneOf, pattern } from '../model/words';

/** Up to this length a changelog may say what is wrong first. */
const SHORT = 240;
/** Two lines of background are short as well; three are not, whatever comes after them. */
const SHORT_BACKGROUND = 160;

const MESSAGES: Partial<Record<Mood, string>> = {
  statement: 'Lead with what the patch changes, then give the background',
  'third person': 'Use the imperative in the first sentence, not the third person',
  past: 'Use the imperative in the first sentence, not the past tense',
  gerund: 'Use the imperative in the first sentence, not the -ing form',
  noun: 'No imperative verb in the first sentence',
};

export default patchRule({
  id: 'changelog-lead',
  section: 'changelog',
  level: 'warn',
  requires: ['message'],
  summary: 'Lead with what changes, in the imperative',
  *check(patch, { domain }) {
    const shortlog = parseShortlog(patch.shortlog.value, domain);
    // Outside of KVM, and in KVM's guest code, the tip tree's order holds: context first.
    const isOfKvm = shortlog.segments.some((segment) => isKvm(segment.value));
    if (shortlog.isRevert || !(isOfKvm || isBare(shortlog, patch, domain))) return;
    const blocks = blocksOf(patch.changelog);
    const first = blocks.find((block) => block.kind !== 'note');
    if (first === undefined || first.kind !== 'prose') return;
    const sentences = sentencesOf(first.text.value);
    const head = sentences[0];
    if (head === undefined || /^This (?:partially )?reverts commit\b/.test(head.value)) return;
    const lead = leadOf(head.value);
    const message = MESSAGES[lead.mood];
    const prose = blocks.filter(isProse).map((block) => block.text);
    if (message === undefined) {
      yield* furtherOn(blocks.filter(({ kind }) => kind === 'prose').map(({ text }) => text));
      return;
    }
    if (isShort(prose) && commandsSoon(prose)) return;
    yield finding(message, lead, first.text, head, commandIn(prose));
  },
});

/** No prefix at all, and only KVM's files: it is a KVM patch, even with a wrong prefix. */
function isBare({ segments }: Shortlog, patch: Patch, domain: Domain): boolean {
  return segments.length === 0 && partElsewhere(patch, domain) === 'none';
}

/** `A new helper is added to free roots`: the change in the passive voice. */
const TOLD = pattern('i')`^(?:${oneOf`
    also, and, then, additionally, similarly, instead, so, thus, furthermore
  `},?\s+)?(?:${oneOf`the, an?, some, these, all, both, new, two, three, several`}\s+)?(?:(?!${oneOf`
    that, which, if, when, once, where, who, while, after, before, until, not, can, will, would, should,
    must, to, being, otherwise, ensures?, called, named
  `}\s)[^\s.,;:()]{1,60}(?:\(\))?\s+){1,7}(?:is|are)\s+${oneOf`also\s+, now\s+, thus\s+, therefore\s+, simply\s+`}?(${oneOf`
    added, introduced, renamed, removed, dropped, moved, replaced, taken, copied, converted, refactored,
    extended, modified, factored, adjusted
  `})\s(?!by\s)`;
/** With one of these the sentence says when something happens, which is not a change of the code. */
const WHENEVER = /\b(?:if|when|once|while|until|before|after|since|every|whenever|already|as|during)\b/i;

/** After a good first sentence: the first one that describes the change in the third person or the passive voice. */
function* furtherOn(prose: readonly Text[]): Iterable<RuleFinding> {
  for (const text of prose) {
    for (const sentence of sentencesOf(text.value)) {
      const { mood, verb, word } = leadOf(sentence.value);
      const isThird = mood === 'third person' && /^[A-Z]/.test(word) && isVerb(sentence.value, verb);
      const told = WHENEVER.test(sentence.value) ? null : TOLD.exec(sentence.value.slice(0, 400));
      if (!isThird && told === null) continue;
      const base = isThird ? verb : formOf(told![1]!.toLowerCase())?.verb;
      const to = isThird ? word.length : told![0].trimEnd().length;
      yield {
        message: 'Use the imperative to describe the change',
        hint: `Write \`${base ? capital(base) : 'Add'} …\``,
        at: text.span(sentence.start, sentence.start + to),
      };
      return;
    }
  }
}

/** `Adds X` is a verb; `Tests the X` as well, but `Tests` or `Values` alone may be a plural. */
function isVerb(sentence: string, verb: string | null): boolean {
  return (
    verb !== null &&
    (!NOUN_VERBS.has(verb) ||
      /^\S+\s+(?:the|an?|that|whether|all|each|both|this|these|its|any|new|support)\b/i.test(sentence))
  );
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function isKvm(segment: string): boolean {
  return namesKvm(segment) && !/^x86\/kvm/i.test(segment);
}

function finding(message: string, lead: Lead, text: Text, head: Sentence, later: string | null): RuleFinding {
  const opening = /^\S+(?:\s+\S+){0,3}/.exec(head.value)![0];
  const isVerb = lead.verb !== null && lead.mood !== 'statement';
  // `This adds`: the place is both words.
  const from = head.start;
  const to = head.start + (isVerb ? lead.at + lead.word.length : opening.length);
  const verb = capital(lead.verb ?? '');
  return {
    message,
    hint: isVerb
      ? `Write \`${verb} …\``
      : later === null
        ? 'Start with the change, in the imperative (`Fix …`, `Add …`), then say why'
        : `Move the change to the start: \`${later} …\``,
    at: text.span(from, to),
  };
}

function isShort(prose: readonly Text[]): boolean {
  return prose.reduce((sum, text) => sum + text.length, 0) <= SHORT;
}

/** Returns true if an imperative follows no more background than that. */
function commandsSoon(prose: readonly Text[]): boolean {
  let before = 0;
  for (const text of prose) {
    for (const sentence of sentencesOf(text.value)) {
      if (hasCommand(sentence)) return true;
      before += sentence.value.length;
      if (before > SHORT_BACKGROUND) return false;
    }
  }
  return false;
}

/** A command with a pronoun, which another rule reports. */
const COMMAND_OF_US =
  /\b(?:let['’]?s|we (?:should|must|need to|have to))\s+(?:(?:just|also|simply|only|instead)\s+)?[a-z]+/i;

/** Returns true if a sentence, or what follows a semicolon or "so" in it, is imperative. */
function hasCommand(sentence: Sentence): boolean {
  return sentence.value
    .split(/[;,:]\s+(?:so\s+|and\s+|then\s+|thus\s+|therefore,?\s+)?|(?<!\s)\s+[-–—]\s+/)
    .some((clause) => leadOf(clause).mood === 'imperative' || COMMAND_OF_US.test(clause));
}

/** The first words of a sentence that says what changes and could be the first one, if there is one further on. */
function commandIn(prose: readonly Text[]): string | null {
  for (const text of prose) {
    for (const { value } of sentencesOf(text.value)) {
      const { mood, at, verb } = leadOf(value);
      const stands = STANDS.test(value) && verb !== null && CHANGES.has(verb);
      if (mood === 'imperative' && at === 0 && stands)
        return /^\S+(?:\s+\S+){0,3}/.exec(value)![0].replace(/\s+/g, ' ');
    }
  }
  return null;
}

/** Excludes references to an earlier sentence: `Fix that by …`. */
const STANDS =
  /^\S+\s+(?!(?:it|this|that|these|those|them|so|is|are|was|its|their)\b)(?!\S+\s+(?:is|are|was|were)\b)/i;
/** Verbs that say what a patch does; others may be nouns, or address the reader. */
const CHANGES = new Set(
  `add, allow, apply, assert, avoid, bail, block, bound, bury, cache, call, capture, change, check, clean, clear,
    collapse, combine, compute, configure, convert, copy, correct, count, create, decouple, defer, define, delete, detect,
    disable, disallow, do, document, don't, drop, emulate, enable, enforce, ensure, expand, explicitly, export, expose,
    extend, extract, factor, fail, fix, flush, fold, force, free, generate, handle, hide, honor, ignore, implement, increase,
    init, initialize, inject, inline, intercept, introduce, invalidate, invoke, kill, limit, load, lock, make, mark, merge,
    migrate, modify, move, open, optimize, parse, pass, perform, preserve, prevent, process, protect, provide, query, read,
    rearrange, reduce, refactor, refresh, register, reject, relax, release, reload, remove, rename, reorder, replace, report,
    reset, restore, restrict, return, revert, rework, save, separate, serialize, set, sanitize, simplify, skip, split, stop,
    store, support, swap, switch, synthesize, take, teach, tell, test, track, treat, turn, unify, unload, update, use,
    validate, verify, wait, warn, wrap, write, zap, zero`.split(/,\s+/),
);

const IN = (text: string, prefix = 'KVM: x86/mmu') => `${prefix}: Free roots with their vCPU\n\n${text}\n`;
const WHY = `  Nothing else holds the root by then, and leaving it to the VM's destruction keeps
memory that the guest cannot use.  That is how it was before roots were shared, and no one has
missed it since then.`;

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Changelog',
  why: `Readers of the log first want to know what a commit changes, then why. So the first sentence says what changes, in
the imperative: "Free the root …". A condition may precede it ("When destroying a vCPU, free …"), the background may not.
The tip tree asks for the reverse, for x86 code outside of KVM. In a changelog of a line or two the order does not
matter.`,
  valid: [
    {
      name: 'short: the bug, then what to do about it',
      message: IN('When L2 runs, the root of L1 may be stale, so we should free it.'),
    },
    { name: 'a command', message: IN(`Free the root when its vCPU is destroyed.${WHY}`) },
    { name: 'a negative one', message: IN(`Don't keep the root when its vCPU is destroyed.${WHY}`) },
    { name: 'an adverb before it', message: IN(`Explicitly free the root of a vCPU.${WHY}`) },
    { name: 'a condition before it', message: IN(`When destroying a vCPU, free its root.${WHY}`) },
    {
      name: 'a condition with commas',
      message: IN(
        `Now that roots have owners, e.g. vCPUs (or VMs, rarely), free them with their owner.${WHY}`,
      ),
    },
    { name: 'a purpose before it', message: IN(`To keep memory low, free the root of a vCPU early.${WHY}`) },
    { name: 'a verb that is a noun as well', message: IN(`Export the helper that frees a root.${WHY}`) },
    {
      name: 'short: the bug, then the fix',
      message: IN('The root of a dead vCPU is never freed.  Free it.'),
    },
    {
      name: 'a revert',
      message:
        'Revert "KVM: x86: Keep roots"\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.\n',
    },
    {
      name: 'further on, what happens in the machine',
      message: IN(
        'Free the root of a vCPU.  The root is removed by its owner otherwise.  Writes to it are lost.',
      ),
    },
    {
      name: 'further on, what follows from the change',
      message: IN('Free the root of a vCPU.  This lowers what a VM takes, and is moved out of the way.'),
    },
    {
      name: 'x86 outside of KVM: context first',
      message: IN(`The root of a dead vCPU is never freed.${WHY}`, 'x86/fpu'),
      files: ['arch/x86/include/asm/kvm_host.h'],
    },
  ],
  invalid: [
    {
      name: 'the sentence that says what changes refers to another',
      message: IN(
        `Roots of dead vCPUs are never freed, and pile up in memory.${WHY}\n\nFix that by freeing the root.`,
      ),
      quotes: ['Roots of dead vCPUs'],
      says: ['Start with the change'],
    },
    {
      name: 'a definition, and a sentence to the reader, are not imperative',
      message: IN(
        `Roots of dead vCPUs are never freed, and pile up in memory.${WHY}\n\nDefinition A is that a root has no users.  Note that roots are shared.`,
      ),
      quotes: ['Roots of dead vCPUs'],
      says: ['Start with the change'],
    },
    {
      name: 'the bug first',
      message: IN(`There is a leak of roots.${WHY}`),
      quotes: ['There is a leak'],
      says: ['Start with the change, in the imperative'],
    },
    {
      name: 'currently',
      message: IN(`Currently, KVM keeps the root.${WHY}`),
      quotes: ['Currently, KVM keeps the'],
    },
    {
      name: 'background first',
      message: IN(`KVM does not free roots.${WHY}`),
      quotes: ['KVM does not free'],
    },
    {
      name: 'third person',
      message: IN(`Frees the root of a vCPU.${WHY}`),
      quotes: ['Frees'],
      says: ['Write `Free …`'],
    },
    { name: 'this …', message: IN(`This frees the root of a vCPU.${WHY}`), quotes: ['This frees'] },
    {
      name: 'past',
      message: IN(`Freed the root of a vCPU.${WHY}`),
      quotes: ['Freed'],
      says: ['not the past tense'],
    },
    { name: 'gerund', message: IN(`Freeing the root of a vCPU.${WHY}`), quotes: ['Freeing'] },
    {
      name: 'no verb',
      message: IN(`Support for freeing the root of a vCPU.${WHY}`),
      quotes: ['Support for freeing the'],
      says: ['Start with the change, in the imperative'],
    },
    {
      name: 'a condition that describes',
      message: IN(`When a vCPU is destroyed, its root is not freed.${WHY}`),
      quotes: ['When a vCPU is'],
    },
    {
      name: 'a name in quotes, and what it does',
      message: IN(`"Freeing a root" tests what happens to it.${WHY}`),
      quotes: ['"Freeing a root" tests'],
    },
    {
      name: 'a number of things',
      message: IN(`Two roots per vCPU kept for the guest.${WHY}`),
      quotes: ['Two roots per vCPU'],
    },
    {
      name: 'further on, in the third person',
      message: IN('Free the root of a vCPU.  Adds a helper for it.'),
      quotes: ['Adds'],
    },
    {
      name: 'in the passive voice, further on',
      message: IN('Free the root of a vCPU.\n\nA new helper is added to free it.'),
      quotes: ['A new helper is added'],
    },
    {
      name: 'no prefix, but KVM files only',
      message: `Free roots with their vCPU\n\nFrees the root of a vCPU.${WHY}\n`,
      files: ['arch/x86/kvm/mmu/mmu.c'],
      quotes: ['Frees'],
    },
    {
      name: 'selftests as well',
      message: IN(`The test doesn't free the root.${WHY}`, 'KVM: selftests'),
      quotes: ["The test doesn't free"],
    },
  ],
});
