import type { RulePage } from '../lint/rule';
import { proseRule } from '../lint/text-rules';
import type { Severity } from '../model/finding';
import { matchesOf } from '../model/matches';
import { oneOf, pattern } from '../model/words';

interface Phrase {
  readonly pattern: RegExp;
  /** What is wrong, given the words that were found. */
  readonly message: (words: string) => string;
  readonly hint: string;
  readonly level?: Severity;
}

const STATE = 'Say what changes: `Add …`, `Fix …`';
const NAME = 'Say what it does instead, or cite the commit if it already has an id';

const AVOID = (words: string) => `Avoid "${words}"; use the imperative`;
const UNRECORDED = (words: string) => `"${words}" means nothing once applied: git doesn't record the series`;
const PROMISE = (words: string) => `Avoid promises about "${words}"`;

/** The first phrase that matches at a place wins. */
const PHRASES: readonly Phrase[] = [
  {
    pattern: pattern('gi')`\b(?:in\s+)?(?:this|the\s+present|the\s+current)\s+(?:${oneOf`
        very, simple, small, little, tiny, short, trivial, minor, single, quick, preparatory, rfc,
        one-line, clean-?up, mechanical
      `}\s+)?${oneOf`
        patch[\s-]?series, patch[\s-]?set, patches, series(?!\s+of\b), patch, commit
      `}\b(?!\s+(?:levels?|points?|panels?|records?)\b)`,
    message: AVOID,
    hint: STATE,
  },
  {
    pattern: /\bthese\s+(?:patches|commits|series)\b/gi,
    message: AVOID,
    hint: STATE,
  },
  {
    pattern: pattern(
      'gi',
    )`\b(?:the\s+${oneOf`later, upcoming, first, second, third, last, final`}|(?:the|my|our)\s+
        ${oneOf`
        previous, next, following, preceding, prior, subsequent, earlier
      `})\s+(?:\w+\s+)?patch(?:es)?\b`,
    message: UNRECORDED,
    hint: NAME,
  },
  {
    // At the start of a sentence, with what it does: `The patch makes KVM …`.
    pattern:
      /(?<=^|[.!?]\s{1,4})the\s+(?:patch(?:[\s-]?(?:set|series))?|series)(?=\s+(?:also\s+|only\s+)?[a-z]+(?:es|[^s\s]s)\s)/gi,
    message: AVOID,
    hint: STATE,
  },
  {
    // `a subsequent patch will …` refers to no patch in particular: of little use, but not wrong.
    pattern:
      /\b(?:a|some)\s+(?:previous|next|following|preceding|prior|subsequent|earlier)\s+(?:\w+\s+)?patch(?:es)?\b|\b(?:following|subsequent)\s+patches\b/gi,
    message: UNRECORDED,
    hint: NAME,
    level: 'warn',
  },
  {
    pattern: /\b(?:previous|next|following|preceding|subsequent)\s+patch(?:es)?\b/gi,
    message: UNRECORDED,
    hint: NAME,
  },
  {
    pattern: /\bpatch(?:es)?\s+#?\d{1,3}(?:\s*\/\s*\d{1,3})?\b(?!\.\d)/gi,
    message: UNRECORDED,
    hint: NAME,
  },
  {
    pattern:
      /\b(?:the|a)\s+(?:previous|next|following|preceding|subsequent)\s+commits?\b(?!\s*(?::|[0-9a-f]{7}))/gi,
    message: UNRECORDED,
    hint: NAME,
    level: 'warn',
  },
  {
    pattern: /\bthis\s+(?:change|implementation|fix|work|refactoring|modification|rework)\b/gi,
    message: AVOID,
    hint: STATE,
    level: 'warn',
  },
  {
    pattern:
      /\b(?:a|in)\s+(?:later|future|follow-?up|separate|upcoming)\s+(?:patch(?:es)?|commits?)\b|\b(?:later|future|upcoming)\s+patches\b/gi,
    message: PROMISE,
    hint: 'Say what the change is for, without mentioning the patch that will use it',
    level: 'note',
  },
];

/** None of the patterns finds anything in a text without one of these. */
const ANY =
  /patch|series|commit|\bthis\s+(?:change|implementation|fix|work|refactoring|modification|rework)/i;

export default proseRule({
  id: 'changelog-this-patch',
  section: 'changelog',
  level: 'block',
  scope: 'selftests',
  summary: 'Avoid `this patch`, `the next patch` and the like',
  *check(prose, words) {
    // mutant: only saves time
    if (!ANY.test(words)) return;
    // One mark a character: whether phrases overlap is checked without going through them all.
    const taken = new Uint8Array(words.length);
    for (const { pattern, message, hint, level } of PHRASES) {
      for (const match of matchesOf(pattern, words)) {
        const from = match.index;
        const to = from + match[0].length;
        if (taken.subarray(from, to).includes(1)) continue;
        taken.fill(1, from, to);
        // "Commit 0123456789ab did X. This commit …" may be about that one.
        const isOfOther = /\bcommit$/i.test(match[0]) && namesCommit(prose.value.slice(0, from));
        yield {
          message: message(match[0].replace(/\s+/g, ' ')),
          hint,
          at: prose.span(from, to),
          level: isOfOther ? 'warn' : level,
        };
      }
    }
  },
});

/** A commit is named shortly before. */
function namesCommit(before: string): boolean {
  return /\b[0-9a-f]{8,40}\b/.test(before.slice(-300));
}

const IN = (text: string) => `KVM: x86: Fix a leak\n\n${text}\n`;

export const page = (): RulePage => ({
  guide: 'submitting-patches: Describe your changes',
  why: `"This patch adds …" is longer than "Add …" and says less; the guide wants the imperative. And git
doesn't record the series: \`the previous patch\` or \`patch 3\` means nothing to a reader who finds the commit by git
blame years later. "This change" and \`a subsequent patch\` warn; what a later patch will do is a note.`,
  valid: [
    { name: 'a command', message: IN('Free the root when its vCPU goes.') },
    {
      name: 'a commit by its id',
      message: IN('Commit 0123456789ab ("KVM: x86: Add a root") leaks the root.'),
    },
    { name: 'a quotation', message: IN('Drop the comment that says "this patch is a hack", it is not.') },
    { name: 'quoted mail', message: IN('Free the root, as asked:\n\n> please split this patch\n> in two') },
    {
      name: 'a patch level is not a patch of a series',
      message: IN('Follow the microcode, whose patch level is 3.'),
    },
    {
      name: 'the level of a patch, a point at which something is committed',
      message: IN('Ask for microcode with this patch level.  Behind this commit point, free the root.'),
    },
    { name: 'a series of something', message: IN('Bound the exits, as this series of them never ends.') },
    { name: 'patch as a verb', message: IN('Let the guest patch the hypercall in place.') },
  ],
  invalid: [
    {
      name: 'the patch, and what it does',
      message: IN('The patch makes KVM free the root.'),
      quotes: ['The patch'],
    },
    { name: 'this patch', message: IN('This patch frees the root.'), quotes: ['This patch'] },
    { name: 'this commit', message: IN('This commit frees the root.'), quotes: ['This commit'] },
    {
      name: 'this simple patch',
      message: IN('This simple patch frees the root.'),
      quotes: ['This simple patch'],
    },
    { name: 'this very patch', message: IN('It is this very patch.'), quotes: ['this very patch'] },
    { name: 'in this series', message: IN('In this series, roots are freed.'), quotes: ['In this series'] },
    {
      name: 'over a line break',
      message: IN('Roots are leaked, and this\npatch frees them.'),
      quotes: ['this\npatch'],
    },
    {
      name: 'the previous patch',
      message: IN('Free the root that the previous patch leaks.'),
      quotes: ['the previous patch'],
    },
    { name: 'a patch by its number', message: IN('Free the root, see patch 3.'), quotes: ['patch 3'] },
    {
      name: 'this change',
      message: IN('This change frees the root.'),
      quotes: ['This change'],
      levels: ['warn'],
    },
    {
      name: 'a subsequent patch, whichever it is',
      message: IN('Free the root, so that a subsequent patch can reuse it.'),
      quotes: ['a subsequent patch'],
      levels: ['warn'],
    },
    {
      name: 'subsequent patches',
      message: IN('Free the root; subsequent patches reuse it.'),
      quotes: ['subsequent patches'],
      levels: ['warn'],
    },
    {
      name: 'what comes later',
      message: IN('Free the root; a later patch will need it.'),
      quotes: ['a later patch'],
      levels: ['note'],
    },
    {
      name: 'the next commit',
      message: IN('Add a helper, which the next commit will use.'),
      quotes: ['the next commit'],
      levels: ['warn'],
    },
  ],
});
