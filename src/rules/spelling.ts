import { patchRule, type RulePage } from '../core/rule';
import { blocksOf, isProse } from '../english';
import { type Misspelling, misspellingsOf } from '../english/spelling';
import { bare, commentsOf, removedLines } from '../model/comments';
import type { Patch } from '../model/patch';

export default patchRule({
  id: 'spelling',
  section: 'changelog',
  level: 'warn',
  sees: ['message'],
  summary: 'No known misspellings, and abbreviations in their usual case',
  fixes: true,
  *check(patch) {
    // Who fixes a typo names it.
    const isTypoFix = /\b(?:typos?|misspell|spelling|spello)/i.test(patch.message.value);
    const isNamed = (word: string) => isTypoFix && removes(patch, word);
    const told = new Set<string>();
    for (const text of [
      patch.shortlog,
      ...blocksOf(patch.changelog)
        .filter(isProse)
        .map((block) => block.text),
    ]) {
      for (const found of misspellingsOf(text.value)) {
        if (isNamed(found.word) || (text === patch.shortlog && found.isCase) || isTold(found, told)) continue;
        const { at, word, right } = found;
        const start = text.start + at;
        yield {
          ...problemOf(found),
          at: text.span(at, at + word.length),
          fix: {
            title: `Write ${right}`,
            edits: [{ start, end: start + word.length, text: right }],
            certain: !found.isCase,
          },
        };
      }
    }
    yield* inComments(patch, told);
  },
});

/** Of a matter of case once is enough; a misspelt word is told at each place, so that each can be fixed. */
function isTold({ word, isCase }: Misspelling, told: Set<string>): boolean {
  if (!isCase) return false;
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

function* inComments(patch: Patch, told: Set<string>) {
  const moved = removedLines(patch.diff);
  for (const comment of commentsOf(patch.diff)) {
    const lines = comment.text.lines();
    for (const found of misspellingsOf(comment.text.value)) {
      const line = comment.lines[lines.findIndex((one) => found.at < one.end - comment.text.start + 1)];
      if (line?.kind !== '+' || moved.has(bare(line.text)) || isTold(found, told)) continue;
      yield { ...problemOf(found), at: comment.text.span(found.at, found.at + found.word.length) };
    }
  }
}

function problemOf({ word, right, isCase }: Misspelling) {
  return {
    message: isCase ? `\`${word}\` is written \`${right}\`` : `\`${word}\` is misspelt`,
    hint: `Write \`${right}\``,
    ...(isCase && { level: 'note' as const }),
  };
}

const HEAD = `diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
`;
const IN = (text: string) => `KVM: x86: Check the state of a vCPU\n\n${text}\n`;

export const page: RulePage = {
  guide: 'submitting-patches: Style-check your changes',
  why: `A misspelt word in a shortlog stays there for good, and hides the commit from who searches for the right one. The
list is the one of codespell and of the kernel: words that are surely wrong. Identifiers and quotations are no words. That CPU, MSR and
vCPU have their usual case is advice.`,
  passes: [
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
    { name: 'British English', message: IN('Check the behaviour, and initialise the colour.') },
    {
      name: 'usual case',
      message: IN('Check the MSR of each vCPU of an SEV-SNP guest, per-cpu or not, in /dev/cpu.'),
    },
    { name: 'a link', message: IN('Check it, see https://example.org/definitons.') },
  ],
  fails: [
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
      name: 'twice',
      message: IN('Check the accidently wrong, accidently lost state.'),
      quotes: ['accidently', 'accidently'],
      fixed: IN('Check the accidentally wrong, accidentally lost state.'),
    },
    {
      name: 'case',
      message: IN('Check the msr of each vcpu.'),
      quotes: ['msr', 'vcpu'],
      levels: ['note', 'note'],
      fixed: IN('Check the MSR of each vCPU.'),
    },
    {
      name: 'in an added comment',
      message: IN('Check the state.'),
      diff: `${HEAD}@@ -1 +1,2 @@\n a();\n+/* All definitons are here. */\n`,
      quotes: ['definitons'],
    },
  ],
};
