import { asideOf, isCoverKnown, wordsOfSeries } from '../analysis/kvm/series-text';
import { hasEffect, isSaid, pagingOf } from '../analysis/testplan/items';
import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';
import type { Patch, Series } from '../model/patch';
import { anyOf, oneOf, pattern } from '../model/words';

/** Any word for what was tried, or could not be. */
const STATES = anyOf(
  'i',
  /\b(?:un)?test(?:s|ed|ing|case|cases)?\b/,
  /\bself-?tests?\b/,
  /\bkut\b/,
  /\b(?:built|compiled|booted|verified|reproduc\w+|validated|exercised|measured|benchmark\w*|ran|smoke)\b/,
  /\bbuild[- ]?(?:tested|only)?\b/,
  /\bboot(?:s|ing)?\b/,
  /\bno functional changes?\b/,
  /\bnfc\b/,
  /\bsyz(?:bot|kaller)\b/,
);
/** `Compile tested only`, `build-tested`, `only compiled`. */
const ONLY_BUILT =
  /\b(?:only\s+)?(?:compile|build)[- ]?test(?:ed)?(?:\s+only)?\b|\bonly\s+(?:compiled|built|build|compile)\b|\b(?:compiled|built)\s+only\b/i;
/** Something was run as well. */
const RUN = pattern('i')`\b${oneOf`
    ran, booted, boot[- ]?tested, passes, passed, (?<!(?:compile|build)[- ]?)tested (?:on|with|by|in|using),
    selftests? pass\w*, tested-by, kut, reproduc\w+, verified, benchmark\w*, measured
  `}\b`;
/** Lines of KVM code from which on a change is not a trifle. */
const TRIFLE = 20;

export default seriesRule({
  id: 'test-statement',
  section: 'testing',
  level: 'warn',
  requires: ['mail', 'series', 'diff'],
  summary: 'Say what was tested, and test MMU code with TDP off',
  *check(series) {
    if (series.rfc || !isCoverKnown(series)) return;
    const lines = codeLines(series);
    if (lines === 0 && !series.patches.some(changesTest)) return;
    const at = (series.cover ?? series.patches[0])?.subjectText?.span() ?? null;
    const hint = `Say ${series.cover === null ? 'below the `---` line' : 'in the cover letter'} what was built and run, on which hardware, and what could not be`;
    const words = wordsOfSeries(series);
    if (ONLY_BUILT.test(words) && !RUN.test(words)) {
      yield {
        message: 'Compile-tested only',
        hint: 'Run KVM-unit-tests and selftests: any machine with VMX or SVM will do',
        at,
      };
      return;
    }
    if (lines === 0) return;
    if (!STATES.test(words)) {
      // What a small change says about its test is often just how the bug shows.
      yield {
        message: 'No statement of how this was tested',
        hint,
        at,
        level: lines > TRIFLE ? 'warn' : 'note',
      };
      return;
    }
    const paging = pagingOf(series);
    if (paging === 'none' || isSaid('tdp-off', asideOf(series))) return;
    yield {
      message: `No statement that ${paging === 'shadow' ? 'shadow paging' : 'MMU code'} was tested with TDP off`,
      hint: 'Test with kvm_intel.ept=0 or kvm_amd.npt=0 as well, and say so',
      at,
      level: paging === 'shadow' ? 'warn' : 'note',
    };
  },
});

function changesTest({ diff }: Patch): boolean {
  return diff.files.some(
    (file) => /^tools\/testing\/selftests\/kvm\/.*\.[chS]$/.test(file.newPath) && hasEffect(file),
  );
}

/** Changed lines of KVM code that have an effect. */
function codeLines({ patches }: Series): number {
  return patches
    .flatMap((patch) => patch.diff.files)
    .filter((file) => /^(?:arch\/x86\/kvm|virt\/kvm)\//.test(file.newPath) && hasEffect(file))
    .reduce(
      (sum, { hunks }) =>
        sum + hunks.reduce((all, { lines }) => all + lines.filter(({ kind }) => kind !== ' ').length, 0),
      0,
    );
}

const SUBJECT = 'KVM: x86: Rework exits';
const lines = (count: number) => Array.from({ length: count }, (_, i) => `+\tchange(${i});`);
const one = (notes?: string, path = 'arch/x86/kvm/x86.c', count = 30, prefix = 'PATCH') =>
  exampleMail({
    subject: `[${prefix}] ${SUBJECT}`,
    text: 'Rework the exits.',
    notes,
    diff: { [path]: lines(count) },
  });
const series = (text: string) => [
  exampleMail({ subject: `[PATCH 0/1] ${SUBJECT}`, text }),
  one(undefined, 'arch/x86/kvm/x86.c', 30, 'PATCH 1/1'),
];

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Testing',
  why: `The statement tells the maintainer how much is left to test. "Compile-tested only, no hardware" is fine, too: the guide asks
to say so if a change can't be fully tested.`,
  valid: [
    { name: 'compiled for one, run on the other', series: [one('Tested on Intel, compile tested on AMD.')] },
    {
      name: 'the cover letter says so',
      series: series('Tested with selftests and KVM-unit-tests on Intel and AMD.'),
    },
    { name: 'below the line', series: [one('Ran KVM-unit-tests.')] },
    { name: 'what could not be tested', series: [one('Untested for lack of hardware, build only.')] },
    { name: 'documentation', series: [one(undefined, 'Documentation/virt/kvm/api.rst')] },
    {
      name: 'MMU code, with TDP off',
      series: [one('Ran selftests, with ept=0 as well.', 'arch/x86/kvm/mmu/mmu.c')],
    },
    { name: 'an RFC', series: [one(undefined, 'arch/x86/kvm/x86.c', 30, 'RFC PATCH')] },
    {
      name: 'the cover letter, which may say it, is not available',
      series: [
        exampleMail({
          subject: '[PATCH 1/2] KVM: x86: Rework exits',
          diff: { 'arch/x86/kvm/x86.c': Array.from({ length: 60 }, (_, i) => `+\trework(${i});`) },
        }),
      ],
      part: true,
    },
    {
      name: 'a header and comments have no effect',
      series: [
        exampleMail({
          subject: '[PATCH] KVM: x86: Explain exits',
          diff: { 'arch/x86/kvm/x86.c': ['+\t/* An exit is slow. */'] },
        }),
      ],
    },
  ],
  invalid: [
    { name: 'compiled, not run', series: [one('Compile tested only.')], quotes: [`[PATCH] ${SUBJECT}`] },
    {
      name: 'a selftest that was not run',
      series: [one('Build tested.', 'tools/testing/selftests/kvm/steal_time.c')],
      quotes: [`[PATCH] ${SUBJECT}`],
    },
    { name: 'nothing', series: [one()], quotes: [`[PATCH] ${SUBJECT}`], says: ['below the `---` line'] },
    {
      name: 'a cover letter of other things',
      series: series('Rework the exits.'),
      quotes: [`[PATCH 0/1] ${SUBJECT}`],
      says: ['in the cover letter'],
    },
    {
      name: 'a small change',
      series: [one(undefined, 'arch/x86/kvm/vmx/vmx.c', 3)],
      quotes: [`[PATCH] ${SUBJECT}`],
      levels: ['note'],
    },
    {
      name: 'shadow paging without a word of TDP',
      series: [one('Ran selftests.', 'arch/x86/kvm/mmu/paging_tmpl.h')],
      quotes: [`[PATCH] ${SUBJECT}`],
      says: ['shadow paging was tested with TDP off'],
    },
    {
      name: 'MMU code without a word of TDP',
      series: [one('Ran selftests.', 'arch/x86/kvm/mmu/spte.c')],
      quotes: [`[PATCH] ${SUBJECT}`],
      says: ['MMU code was tested with TDP off'],
      levels: ['note'],
    },
  ],
});
