import { exampleMail } from '../core/example-mail';
import type { Problem, Severity } from '../core/finding';
import { type RulePage, seriesRule } from '../core/rule';
import { lineSpan } from '../model/line-span';
import { patchText } from '../model/patch-text';

/** What rules of git-kvm's own say, better or in the right order; and what needs a tree around. */
const NOT_ASKED =
  /^(?:COMMIT_|EMAIL_|BAD_SIGN_OFF|BAD_FIXES_TAG|BAD_REPORTED_BY_LINK|BAD_STABLE_ADDRESS_STYLE|MISSING_|NO_AUTHOR_SIGN_OFF|FROM_SIGN_OFF_MISMATCH|GIT_COMMIT_ID|UNKNOWN_COMMIT_ID|GERRIT_CHANGE_ID|TYPO_SPELLING|REPEATED_WORD|PREFER_LORE_ARCHIVE|FILE_PATH_CHANGES|UTF8_|DIFF_IN_COMMIT_MSG|CVS_KEYWORD|NOT_UNIFIED_DIFF|CORRUPTED_PATCH|MODIFIED_INCLUDE_ASM)/;

export default seriesRule({
  id: 'checkpatch',
  section: 'diff',
  level: 'warn',
  sees: ['diff', 'clone'],
  summary: 'The clone’s own scripts/checkpatch.pl --strict has nothing to say',
  options: {
    warn: {
      default: [
        'BLOCK_COMMENT_STYLE',
        'BRACES',
        'C99_COMMENTS',
        'CODE_INDENT',
        'COMPARISON_TO_NULL',
        'ELSE_AFTER_BRACE',
        'LEADING_SPACE',
        'LINE_SPACING',
        'OPEN_BRACE',
        'OPEN_ENDED_LINE',
        'PARENTHESIS_ALIGNMENT',
        'SPACING',
        'SPLIT_STRING',
        'SUSPECT_CODE_INDENT',
        'TRAILING_WHITESPACE',
      ],
      summary: 'types that warn; errors always do, everything else is a note',
    },
    ignore: { default: ['MACRO_ARG_REUSE'], summary: 'types that are not shown at all' },
  },
  *check(series, { clone, moment, options }): Iterable<Problem> {
    // A script of its own for each patch has no place in a commit.
    if (clone === null || moment === 'commit') return;
    const patches = series.patches.filter((patch) => patch.hasDiff && !patch.isMerge);
    const texts = patches.map(patchText);
    const answers = clone.checkpatch(texts.map(({ text }) => text));
    if (answers === 'unknown') return;
    const warn = options.warn as readonly string[];
    const ignore = options.ignore as readonly string[];
    for (const [i, patch] of patches.entries()) {
      for (const finding of answers[i] ?? []) {
        const place = texts[i]!.lines.get(finding.line);
        if (place === undefined || NOT_ASKED.test(finding.type) || ignore.includes(finding.type)) continue;
        const level: Severity = finding.level === 'ERROR' || warn.includes(finding.type) ? 'warn' : 'note';
        yield {
          of: patch,
          message: `${finding.text.replace(/(?<![.\s])[.\s]+$/, '')} (${finding.type})`,
          at: lineSpan(place.line),
          level,
        };
      }
    }
  },
});

const SAID = {
  '+\tdemo_zap_range(kvm, start,': 'CHECK:OPEN_ENDED_LINE: Lines should not end with a comma',
  '+\t\tend);': 'CHECK:PARENTHESIS_ALIGNMENT: Alignment should match open parenthesis',
  '+\tif (flush) {': 'WARNING:BRACES: braces {} are not necessary for single statement blocks',
  '+\treturn(0);': 'ERROR:RETURN_PARENTHESES: return is not a function, parentheses are not required',
  '+\tu64 a_line_that_is_long;': 'WARNING:LONG_LINE: line length of 104 exceeds 100 columns',
  '+#define DEMO(a) ((a) + (a))': "CHECK:MACRO_ARG_REUSE: Macro argument reuse 'a' - possible side-effects?",
};
const one = (lines: readonly string[]) => [
  exampleMail({ subject: '[PATCH] KVM: x86/mmu: Zap a range', diff: { 'arch/x86/kvm/mmu/mmu.c': lines } }),
];

export const page: RulePage = {
  guide: 'submitting-patches: Style-check your changes',
  why: `Alignment, braces and blank lines are what reviewers most often ask to change, and what the kernel's own script finds
before they do. git-kvm runs the script that stands in your clone, at check and send, several patches at a time, and remembers
what it said of a patch. What other rules say better (tags, the changelog, spelling) is left out. The script is a guide, not a
judge: findings warn, those of types that are a matter of taste are notes.`,
  passes: [
    {
      name: 'nothing to say',
      series: one(['+\tdemo_zap_range(kvm, start, end);']),
      clone: { checkpatch: SAID },
    },
    { name: 'no script in the clone', series: one(['+\tif (flush) {']), clone: {} },
    { name: 'no clone', series: one(['+\tif (flush) {']) },
    { name: 'an ignored type', series: one(['+#define DEMO(a) ((a) + (a))']), clone: { checkpatch: SAID } },
    {
      name: 'what another rule says',
      series: one(['+\ta();']),
      clone: { checkpatch: { '+\ta();': 'WARNING:TYPO_SPELLING: misspelled' } },
    },
  ],
  fails: [
    {
      name: 'braces',
      series: one(['+\tif (flush) {']),
      clone: { checkpatch: SAID },
      quotes: ['\tif (flush) {'],
    },
    {
      name: 'alignment',
      series: one(['+\tdemo_zap_range(kvm, start,', '+\t\tend);']),
      clone: { checkpatch: SAID },
      quotes: ['\tdemo_zap_range(kvm, start,', '\t\tend);'],
    },
    {
      name: 'an error',
      series: one(['+\treturn(0);']),
      clone: { checkpatch: SAID },
      quotes: ['\treturn(0);'],
    },
    {
      name: 'a matter of taste is a note',
      series: one(['+\tu64 a_line_that_is_long;']),
      clone: { checkpatch: SAID },
      quotes: ['\tu64 a_line_that_is_long;'],
      levels: ['note'],
    },
  ],
};
