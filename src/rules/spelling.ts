import { addedWords } from '../analysis/c/added-words';
import { commentsOf, lineAt } from '../analysis/c/comments';
import { codeIn } from '../analysis/c/scan';
import { isWritten } from '../analysis/c/written';
import { blocksOf, isProse } from '../analysis/english';
import { slipFinder, slipsOf } from '../analysis/english/slips';
import { type Misspelling, misspellingsOf, type SpellingOptions } from '../analysis/english/spelling';
import { scopeOf } from '../analysis/kvm/scope';
import { type Context, patchRule, type RulePage } from '../lint/rule';
import type { Fix, RuleFinding } from '../model/finding';
import { lineSpan } from '../model/line-span';
import { matchesOf } from '../model/matches';
import type { Patch } from '../model/patch';
import type { Text } from '../model/text';

/** Number of words of a patch that are checked; the rest is ignored. */
const MOST_WORDS = 300;
/** Number of misspelled names that the diff is searched for. */
const MOST_NAMES = 20;
/** The correction of a word of this length with a single candidate is certain. */
const SURE = 8;
/** The kernel's own list, a line each: `wrong||right`. */
const LIST_OF_CLONE = 'scripts/spelling.txt';

export default patchRule({
  id: 'spelling',
  section: 'changelog',
  level: 'warn',
  scope: 'selftests',
  requires: ['message'],
  summary: 'Fix misspellings, and write abbreviations in their usual case',
  fixes: true,
  *check(patch, context) {
    const options = optionsOf(context);
    // A fix of a typo mentions it.
    const isTypoFix = /\b(?:typos?|misspell|spelling|spello)/i.test(patch.message.value);
    // How KVM x86 writes abbreviations is not asked of other architectures.
    const isOfOther = scopeOf(patch, context.domain) === 'selftests';
    const known = new Map<string, boolean>();
    const isKnown = ({ word, kind }: Misspelling) => {
      // mutant: only bounds the time
      if (!known.has(word) && known.size < MOST_WORDS)
        known.set(
          word,
          (isTypoFix && removes(patch, word)) ||
            (kind === 'slip' && isNameHere(patch, word)) ||
            (kind === 'case' && isOfOther),
        );
      return known.get(word) ?? true;
    };
    const told = new Set<string>();
    for (const text of [
      patch.shortlog,
      ...blocksOf(patch.changelog)
        .filter(isProse)
        .map((block) => block.text),
    ]) {
      const all = misspellingsOf(text.value, options);
      for (const found of all) {
        const isCaseOfShortlog = text === patch.shortlog && found.kind === 'case';
        if (!isCaseOfShortlog && !isKnown(found) && !isTold(found, told)) yield inMessage(text, found);
      }
      // mutant: only saves time
      if (patch.hasDiff) yield* misnamed(patch, text, all);
    }
    for (const { at, found } of inDiff(patch, options)) {
      if (!isKnown(found) && !isTold(found, told)) yield { ...findingOf(found), at };
    }
  },
});

function optionsOf({ clone, stage }: Context): SpellingOptions {
  // Asking git for the clone's list takes longer than the rest of a commit's check.
  if (stage === 'commit') return { slipsOf: slipFinder() };
  const list = clone?.file(LIST_OF_CLONE);
  return { slipsOf: slipFinder(), ...(typeof list === 'string' && { more: parsed(list) }) };
}

let last: { list: string; words: ReadonlyMap<string, string> } | undefined;

/** The clone's list, read once for all patches of a run. */
function parsed(list: string): ReadonlyMap<string, string> {
  if (last?.list !== list) {
    const words = new Map<string, string>();
    for (const line of list.split('\n')) {
      const [wrong, right] = line.split('||');
      if (right !== undefined) words.set(wrong!.toLowerCase(), right.trim());
    }
    last = { list, words };
  }
  return last.words;
}

/** Wrong case, and words in a diff, are reported once; in a message each place is reported, so that each can be fixed. */
function isTold({ word, kind }: Misspelling, told: Set<string>): boolean {
  if (kind !== 'case') return false;
  if (told.has(word)) return true;
  told.add(word);
  return false;
}

function removes(patch: Patch, word: string): boolean {
  return (
    !patch.hasDiff ||
    patch.diff.files.some((file) =>
      file.hunks.some((hunk) => hunk.lines.some((line) => line.kind === '-' && line.text.includes(word))),
    )
  );
}

/** A word in no dictionary is the name of something in the code, or of a person. */
function isNameHere(patch: Patch, word: string): boolean {
  const low = word.toLowerCase();
  return (
    patch.trailers.some(({ value }) => value.toLowerCase().includes(low)) ||
    patch.diff.files.some(
      (file) =>
        file.newPath.toLowerCase().includes(low) ||
        file.hunks.some((hunk) =>
          [hunk.heading, ...(isDocument(file.newPath) ? [] : codeIn(file, hunk))].some((line) =>
            line.toLowerCase().includes(low),
          ),
        ),
    )
  );
}

function isDocument(path: string): boolean {
  return /\.(?:rst|txt)$/.test(path);
}

function inMessage(text: Text, found: Misspelling): RuleFinding {
  const { at, word, right, kind } = found;
  // A longer word may be a form that no list has: `initializer`.
  const isSlip = kind === 'slip' && word.length >= SURE && !word.startsWith(right[0]!.replace(/e$/, ''));
  const isWhole = !/[\w'’]/.test((text.value[at - 1] ?? '') + (text.value[at + word.length] ?? ''));
  const isCertain = isWhole && (kind === 'list' || kind === 'twice' || isSlip);
  return {
    ...findingOf(found),
    at: text.span(at, at + word.length),
    ...(right.length === 1 && { fix: replacement(text, at, word, right[0]!, isCertain) }),
  };
}

function replacement(text: Text, at: number, word: string, by: string, certain: boolean): Fix {
  const start = text.start + at;
  return { title: `Write ${by}`, edits: [{ start, end: start + word.length, text: by }], certain };
}

/** A name with a misspelled word in it, which the code has without the mistake: `msr->availble` of `msr->available`. */
function* misnamed(patch: Patch, text: Text, known: readonly Misspelling[]): Iterable<RuleFinding> {
  let asked = 0;
  const told = new Set(known.flatMap(({ at, word }) => Array.from(word, (_, i) => at + i)));
  for (const match of matchesOf(/[A-Za-z]{5,40}(?![A-Za-z]|['’][A-Za-z])/g, text.value)) {
    const [word] = match;
    const at = match.index;
    const [right, ...others] = slipsOf(word);
    if (right === undefined || others.length > 0) continue;
    if (told.has(at)) continue;
    const has = (name: string) =>
      patch.diff.files.some(({ hunks }) =>
        hunks.some(
          ({ heading, lines }) => heading.includes(name) || lines.some((line) => line.text.includes(name)),
        ),
      );
    asked += 1;
    // mutant: only bounds the time
    if (asked > MOST_NAMES) return;
    if (has(word) || !has(right)) continue;
    yield {
      message: `\`${word}\` is misspelled: the code has \`${right}\``,
      hint: `Write \`${right}\``,
      at: text.span(at, at + word.length),
      fix: replacement(text, at, word, right, true),
    };
  }
}

/** In added comments, in what added code prints, and in documents. */
function* inDiff(patch: Patch, options: SpellingOptions) {
  for (const comment of commentsOf(patch.diff)) {
    for (const found of misspellingsOf(comment.text.value, options)) {
      const line = lineAt(comment, found.at);
      if (line === undefined || /\bcopyright\b|\bauthor/i.test(line.text)) continue;
      if (!isWritten(patch.diff, comment, found.at, found.at + found.word.length)) continue;
      yield { found, at: comment.text.span(found.at, found.at + found.word.length) };
    }
  }
  for (const { line, from, value } of addedWords(patch.diff)) {
    for (const found of misspellingsOf(value, options)) {
      if (found.kind === 'case' && !/[- ](?:space|calls?)$/i.test(found.word)) continue;
      yield { found, at: lineSpan(line, from + found.at, from + found.at + found.word.length) };
    }
  }
}

function findingOf({ word, right, kind }: Misspelling): Omit<RuleFinding, 'at'> {
  const hint = `Write ${right.map((one) => `\`${one}\``).join(' or ')}`;
  switch (kind) {
    case 'case':
      return { message: `\`${word}\` is written \`${right[0]}\``, hint, level: 'note' };
    case 'twice':
      return { message: `Repeated word: \`${word.replace(/\s+/g, ' ')}\``, hint };
    case 'slip':
      return {
        message: `\`${word}\` looks like a typo`,
        hint: `Did you mean ${right.map((one) => `\`${one}\``).join(' or ')}?`,
      };
    case 'form':
      return { message: `\`${word.replace(/\s+/g, ' ')}\` is ungrammatical`, hint };
    default:
      return { message: `\`${word}\` is misspelled`, hint };
  }
}

const HEAD = `diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
`;
const IN = (text: string) => `KVM: x86: Check the state of a vCPU\n\n${text}\n`;

export const page = (): RulePage => ({
  guide: 'submitting-patches: Style-check your changes',
  why: `A typo in a shortlog can't be corrected later, and hides the commit from searches. A word is reported if neither the dictionary
nor the kernel's vocabulary has it and it is one letter away from a common word (two letters in a long one), or if the clone's
scripts/spelling.txt lists it. So are repeated short words and wrong forms (\`can be use\`, \`will called\`). The message, comments,
documentation and strings that code prints are checked. Identifiers, names in tags and quotations are not, unless the code has
the same name without the typo. The usual case of CPU, MSR, vCPU and of instructions is a note.`,
  valid: [
    { name: 'well written', message: IN('Check the definition before it is available.') },
    {
      name: 'an identifier',
      message: IN('Check definitons_avail() and the_availble field of foo.defintion.'),
    },
    { name: 'a quotation', message: IN('Print "definitons" no more, nor \'availble\'.') },
    {
      name: 'a typo that is fixed',
      message: 'KVM: x86: Fix a typo\n\nReplace definitons with definitions.\n',
      diff: `${HEAD}@@ -1 +1 @@\n-/* definitons */\n+/* definitions */\n`,
    },
    { name: 'a substitution', message: IN('Check it, i.e. s/definitons/definitions/.') },
    {
      name: 'usual case',
      message: IN('Check the MSR of each vCPU of an SEV-SNP guest, per-cpu or not, in /dev/cpu.'),
    },
    { name: 'a link', message: IN('Check it, see https://example.org/definitons.') },
    { name: 'jargon', message: IN('Check the memslots of untrapped hypercalls, and the compat ioctls.') },
    {
      name: 'a name that the code has',
      message: IN('Check varialble as well.'),
      diff: `${HEAD}@@ -1 +1 @@\n-\tint varialble;\n+\tint varialble = 0;\n`,
    },
    {
      name: 'printed text is between the two',
      message: IN('Check the state of each vCPU.'),
      diff: `${HEAD}@@ -1 +1,2 @@\n a();\n+\tpr_info("from %d to %d to %d", a, b, c);\n`,
    },
  ],
  invalid: [
    {
      name: 'in the changelog',
      message: IN('Check the definitons.'),
      quotes: ['definitons'],
      fixed: IN('Check the definitions.'),
    },
    {
      name: 'in the shortlog',
      message: 'KVM: x86: Check availble state\n\nCheck it.\n',
      quotes: ['availble'],
      fixed: 'KVM: x86: Check available state\n\nCheck it.\n',
    },
    {
      name: 'with a capital, in a list',
      message: IN('Check these:\n - Definitons\n - state'),
      quotes: ['Definitons'],
      fixed: IN('Check these:\n - Definitions\n - state'),
    },
    {
      name: 'case',
      message: IN('Check the msr of each vcpu.'),
      quotes: ['msr', 'vcpu'],
      levels: ['note', 'note'],
      fixed: IN('Check the MSR of each vCPU.'),
    },
    {
      name: 'a letter too many, and two slips in one word',
      message: IN('Check the accesibillity of the varialble.'),
      quotes: ['accesibillity', 'varialble'],
      fixed: IN('Check the accessibility of the variable.'),
    },
    {
      name: 'words elsewhere, and short ones',
      message: IN('Check the exta state of the gust, and teh largeer bitmap.'),
      quotes: ['exta', 'gust', 'teh', 'largeer'],
      fixed: IN('Check the extra state of the guest, and the larger bitmap.'),
    },
    {
      name: 'a word too many',
      message: IN('Check the state before the\nthe exit.'),
      quotes: ['the\nthe'],
      fixed: IN('Check the state before the exit.'),
    },
    {
      name: 'wrong forms',
      message: IN('Check the field that can be use by an guest, large than what is expect to fit.'),
      quotes: ['be use', 'an guest', 'large than', 'is expect'],
      fixed: IN('Check the field that can be used by a guest, larger than what is expected to fit.'),
    },
    {
      name: 'the list of the clone',
      message: IN('Check the flubber.'),
      clone: { files: { 'scripts/spelling.txt': '# comment\nflubber||blubber\n' } },
      quotes: ['flubber'],
      fixed: IN('Check the blubber.'),
    },
    {
      name: 'a name that the code writes without the mistake',
      message: IN("Check 'state->availble' of the vCPU."),
      diff: `${HEAD}@@ -1 +1 @@\n-\tstate->available;\n+\tstate->available = 1;\n`,
      quotes: ['availble'],
      fixed: IN("Check 'state->available' of the vCPU."),
    },
    {
      name: 'in what code prints',
      message: IN('Check the state of each vCPU.'),
      diff: `${HEAD}@@ -1 +1,2 @@\n a();\n+\tpr_info("%d definitons\\n", n);\n`,
      quotes: ['definitons'],
    },
    {
      name: 'in a document',
      message: IN('Check the state of each vCPU.'),
      diff: `diff --git a/Documentation/virt/kvm/api.rst b/Documentation/virt/kvm/api.rst
--- a/Documentation/virt/kvm/api.rst
+++ b/Documentation/virt/kvm/api.rst
@@ -1 +1,2 @@
 State
+All definitons are here.
`,
      quotes: ['definitons'],
    },
    {
      name: 'in an added comment',
      message: IN('Check the state.'),
      diff: `${HEAD}@@ -1 +1,2 @@\n a();\n+/* All definitons are here. */\n`,
      quotes: ['definitons'],
    },
  ],
});
