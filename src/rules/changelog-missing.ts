import { patchRule, type RulePage } from '../lint/rule';
import { oneOf, pattern } from '../model/words';

export default patchRule({
  id: 'changelog-missing',
  section: 'changelog',
  level: 'block',
  scope: 'selftests',
  requires: ['message'],
  summary: 'Require a changelog',
  *check(patch) {
    // What someone noted in brackets, of the mail or of what they changed, says nothing about the patch.
    const words = patch.changelog.value
      .replace(/https?:\/\/\S+/g, '')
      .replace(/^[ \t]*\[[^\]\n]{0,200}\][ \t]*$/gm, '');
    // mutant: letters of other alphabets are only searched for if there is no Latin one, to save time
    const isSaid = /[A-Za-z]/.test(words) || /\p{L}/u.test(words);
    if (isSaid) {
      const { value } = patch.changelog;
      if (isOfTool(value) || NOTHING.test(value)) {
        yield {
          message: NOTHING.test(value)
            ? 'The changelog only says what does not change'
            : "The changelog is only a tool's output",
          hint: 'Describe what changes, and why',
          at: patch.changelog.lines()[0]!.span(),
          level: 'warn',
        };
      }
      return;
    }
    // git makes the first line of a revert's changelog; a missing reason is not checked here.
    const hasNotes = patch.notes.value
      .split('\n')
      .some((line) => /^\w/.test(line) && !/^(?:v\d|changes|changelog)/i.test(line) && /\s\w+\s/.test(line));
    yield {
      message: 'No changelog',
      hint: hasNotes
        ? 'Move the description above the `---` line: git does not record what is below it'
        : 'Say what changes, then why; one sentence is enough for a small change',
      at: null,
    };
  },
});

const NOTHING =
  /^(?:there (?:is|are) )?no functional changes?(?: (?:is|are))?(?: intended| expected)?[.!]?$/i;
const TOOL = pattern('i')`^${oneOf`
    fix(?:es)?, eliminate, address, resolve, silence, clean up, remove
  `}\s(?:\S+\s){0,4}?${oneOf`
    coccicheck, coccinelle, cocci, checkpatch(?:\.pl)?, sparse, smatch, clang, gcc, compiler,
    compilation, build, static, includecheck, versioncheck, cppcheck, kernel-doc, W=1
  `}\s(?:\S+\s){0,3}?${oneOf`
    warnings?, errors?, reviews?, reports?, issues?, complaints?, findings?, checks?
  `}\s*[:.]*$`;
/** A line that a tool prints: it starts with a file, with what kind of line it is, or is indented code. */
const PRINTED =
  /^(?:\s|>|\+|\|)|^\S*\.(?:[chS]|py|sh|rst)\b|^(?:warning|error|check|review|total|note)\b|^#\d/i;

/** `Fix the following coccicheck warning:`, and the warning. */
function isOfTool(changelog: string): boolean {
  const [first, ...rest] = changelog.split('\n').filter((line) => line.trim() !== '');
  return first !== undefined && TOOL.test(first) && rest.every((line) => PRINTED.test(line));
}

const SOB = 'Signed-off-by: Ada Example <ada@example.org>';

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Changelog',
  why: `The changelog is what remains when the patch is long forgotten. Even a one-line change has a reason: say what
changes, and why. Tags are not a changelog, and git drops what is below \`---\`.`,
  valid: [
    {
      name: 'a tool, and what changes',
      message: `KVM: x86: Drop a semicolon\n\nFix the following coccicheck warning:\n\n./arch/x86/kvm/x86.c:12:3-4: Unneeded semicolon\n\nThe case ends with its break.\n\n${SOB}`,
    },
    { name: 'a sentence', message: `KVM: x86: Fix a leak\n\nFree the root when its vCPU goes.\n\n${SOB}` },
    { name: 'without tags', message: 'KVM: x86: Fix a leak\n\nFree the root when its vCPU goes.' },
    { name: 'a list', message: `KVM: x86: Fix a leak\n\n - Free the root\n - Free the vCPU\n\n${SOB}` },
    {
      name: 'notes in addition',
      message: `KVM: x86: Fix a leak\n\nFree the root when its vCPU goes.\n\n${SOB}`,
      notes: 'v2: rebase\n',
    },
  ],
  invalid: [
    {
      name: 'what does not change, and nothing else',
      message: `KVM: x86: Move a helper\n\nNo functional change intended.\n\n${SOB}`,
      quotes: ['No functional change intended.'],
      levels: ['warn'],
    },
    {
      name: 'output of a tool, without a word of the author',
      message: `KVM: x86: Drop a semicolon\n\nFix the following coccicheck warning:\n\n./arch/x86/kvm/x86.c:12:3-4: Unneeded semicolon\n\n${SOB}`,
      quotes: ['Fix the following coccicheck warning:'],
      levels: ['warn'],
    },
    {
      name: 'a shortlog and nothing else',
      message: 'KVM: x86: Fix a leak',
      quotes: [null],
      says: ['one sentence is enough'],
    },
    {
      name: 'a note in brackets and nothing else',
      message: `KVM: x86: Fix a leak\n\n[no change since v1]\n\n${SOB}`,
      quotes: [null],
    },
    { name: 'only tags', message: `KVM: x86: Fix a leak\n\n${SOB}`, quotes: [null] },
    {
      name: 'tags in two paragraphs',
      message: `KVM: x86: Fix a leak\n\nFixes: 0123456789ab ("KVM: x86: Add a root")\n\n${SOB}`,
      quotes: [null],
    },
    { name: 'a small change is not an exception', message: `KVM: x86: Fix a typo\n\n${SOB}`, quotes: [null] },
    {
      name: 'it is below ---, where git drops it',
      message: `KVM: x86: Fix a leak\n\n${SOB}`,
      notes: 'Free the root when its vCPU goes.\n',
      quotes: [null],
      says: ['Move the description above'],
    },
    {
      name: 'a link and nothing else',
      message: `KVM: x86: Fix a leak\n\nhttps://example.org/1\n\n${SOB}`,
      quotes: [null],
    },
  ],
});
