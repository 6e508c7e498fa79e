import { asideOf, isAllHere, saidOf } from '../analysis/kvm/series-text';
import { description } from '../analysis/order/extract/kinds';
import { hasEffect } from '../analysis/testplan/items';
import { exampleMail } from '../lint/example-mail';
import { patchRule, type RulePage } from '../lint/rule';
import type { Patch, Series } from '../model/patch';
import { trailersOf } from '../model/trailers';
import { anyOf, oneOf, pattern } from '../model/words';

const FIX = /^(?:re-?|properly |really )?fix(?:e[sd]|ing|up)?\b/i;
/** What needs no reproducer: comments, build warnings, code without a functional change. */
const TRIVIAL = pattern('i')`\b${oneOf`
    typos?, spelling, misspell\w*, grammar, comments?, whitespace, indent\w*, kernel-?doc,
    documentation, formatting, styles?, alignment, coding style, naming, prototypes?, sparse, smatch,
    coccinelle, cppcheck, checkpatch
  `}\b`;
/** Signs of a way to reproduce the bug. */
const SHOWS = anyOf(
  'i',
  /\brepro(?:duc\w*)?\b/,
  /\bself-?tests?\b/,
  /\b(?:kvm[- ]?)?unit[- ]?tests?\b/,
  /\bkut\b/,
  /\btest ?(?:cases?|suites?|ing)\b/,
  /\b(?:this|a|the|my|our|new|\w+_) ?tests?\b/,
  /\btested\b/,
  /\bsyz(?:bot|kaller)\b/,
  /\bfuzz\w*/,
  /\b(?:by|on|code|visual|manual) (?:inspection|review|reading|audit)\b/,
  /\binspection\b/,
  /\bstatic analy\w+/,
  /\bwhile (?:reading|reviewing|looking|debugging|working|running|auditing|trying|investigating|developing|booting)\b/,
  pattern()`\b${oneOf`
      noticed, spotted, observed, encountered, reported, discovered,
      found (?:by|with|during|when|while|in|on|that), was seen, been seen,
      e\.g\. (?:by|if|when|with|running|booting)
    `}\b`,
  /\bsteps?:/,
  /\b(?:boot(?:ing|s|ed)?|reboot\w*|kexec|insmod|modprobe|rmmod|qemu|crosvm|firecracker|windows|virtualbox|freebsd|esxi?|openbsd|macos)\b/,
  /-> ?#\d/,
  /\bW=1\b/,
  /\b(?:build|compil\w+|linker|gcc|clang|objtool|kasan|kcsan|kmemleak|ubsan|lockdep|kmsan|modpost)\b/,
);
const SPLAT = pattern('m')`^[^\S\n]*(?:\[[ \t\d.]+\][^\S\n]*)?${oneOf`
    BUG, WARNING, INFO, Oops, general protection fault, Call Trace, RIP:, Kernel panic, unchecked MSR,
    kvm(?:_intel|_amd)?:[ ], list_(?:add|del) corruption, =====+, -----+\[ cut here,
    \S+:\d+: (?:error|warning), (?:error|warning):, \$[ ], ~?#[ ]
  `}`;
/** Tags with a link to the report; the name of the reporter is not enough. */
const REPORTS = ['Closes', 'Link', 'Bugzilla', 'BugLink'];

export default patchRule({
  id: 'fix-reproducer',
  section: 'series',
  level: 'note',
  requires: ['message', 'diff'],
  summary: 'Say how to reproduce the bug',
  // The cover letter and the notes may say it as well, if there are any.
  atCommit: false,
  *check(patch, { series }) {
    if (!isFix(patch)) return;
    const text = saidOf(patch);
    if (SHOWS.test(patch.changelog.value) || SPLAT.test(text)) return;
    if (REPORTS.some((key) => trailersOf(patch.trailers, key).length > 0)) return;
    if (!isAllHere(series) || hasTests(series) || SHOWS.test(asideOf(series))) return;
    yield {
      message: 'No reproducer for the bug',
      hint: 'Add a reproducer, the splat, the report or a regression test; or say "Found by inspection"',
      at: patch.shortlog.span(),
    };
  },
});

/** Returns true for a fix of KVM's behavior; for a failing test no reproducer is needed. */
function isFix(patch: Patch): boolean {
  const shortlog = patch.shortlog.value;
  if (TRIVIAL.test(shortlog) || /^Revert "/.test(shortlog)) return false;
  if (!patch.diff.files.some((file) => /^(?:arch|virt)\//.test(file.newPath) && hasEffect(file)))
    return false;
  const isMarked = ['Fixes', 'Reported-by'].some((key) => trailersOf(patch.trailers, key).length > 0);
  return isMarked || FIX.test(description(shortlog));
}

function hasTests({ patches }: Series): boolean {
  return patches.some(({ diff }) => diff.paths.some((path) => path.startsWith('tools/testing/selftests/')));
}

const CODE = { 'arch/x86/kvm/x86.c': ['-\told();', '+\tnew();'] };
const FIXES = '\n\nFixes: 0123456789ab ("KVM: x86: Add it")';
const WHAT = 'Clear the flag on a reset, as it is stale afterwards.';
const SUBJECT = 'KVM: x86: Clear the flag on a reset';
const one = (text: string, shortlog = SUBJECT, diff: Record<string, string[]> = CODE, prefix = 'PATCH') =>
  exampleMail({ subject: `[${prefix}] ${shortlog}`, text, diff });

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Bug Fixes',
  why: `Reviewers want to see the bug, and backporters want to know if their tree has it. A reproducer is best; a splat, a link to
the report, or a test in the same series is enough. For an obvious bug say "Found by inspection".`,
  valid: [
    { name: 'how to get there', series: [one(`${WHAT} It shows when Windows reboots.${FIXES}`)] },
    {
      name: 'a report',
      series: [
        one(
          `${WHAT}\n\nReported-by: Bob Builder <bob@example.org>\nCloses: https://lore.kernel.org/all/1@example.org`,
        ),
      ],
    },
    { name: 'found by inspection', series: [one(`${WHAT}\n\nFound by inspection.${FIXES}`)] },
    {
      name: 'a splat',
      series: [
        one(`${WHAT}\n\n  WARNING: CPU: 1 PID: 2 at arch/x86/kvm/x86.c:10\n  RIP: 0010:new+0x1/0x2${FIXES}`),
      ],
    },
    {
      name: 'a test in the series',
      series: [
        one(`${WHAT}${FIXES}`, SUBJECT, CODE, 'PATCH 1/2'),
        one(
          'Check it.',
          'KVM: selftests: Reset',
          { 'tools/testing/selftests/kvm/x86/reset_test.c': ['+\tcheck();'] },
          'PATCH 2/2',
        ),
      ],
    },
    { name: 'a typo', series: [one(`Write it right.${FIXES}`, 'KVM: x86: Fix a typo in a comment')] },
    { name: 'no fix', series: [one('Add the flag.', 'KVM: x86: Add the flag')] },
    {
      name: 'the cover letter and the notes are still to be written',
      message: `${SUBJECT}\n\n${WHAT}${FIXES}\n`,
      files: ['arch/x86/kvm/x86.c'],
      stage: 'commit',
    },
    {
      name: 'the notes say how',
      series: [
        exampleMail({
          subject: `[PATCH] ${SUBJECT}`,
          text: `${WHAT}${FIXES}`,
          notes: 'Found by inspection.',
          diff: CODE,
        }),
      ],
    },
    {
      name: 'the cover letter says how',
      series: [
        exampleMail({ subject: '[PATCH 0/1] KVM: x86: Fix the reset', text: 'The reproducer is below.' }),
        one(`${WHAT}${FIXES}`, SUBJECT, CODE, 'PATCH 1/1'),
      ],
    },
    {
      name: 'the rest of the series may say how',
      series: [one(`${WHAT}${FIXES}`, SUBJECT, CODE, 'PATCH 1/2')],
      part: true,
    },
    {
      name: 'a revert',
      series: [one(`This reverts it.${FIXES}`, 'Revert "KVM: x86: Clear the flag on a reset"')],
    },
    {
      name: 'a test shows itself',
      series: [
        one(`${WHAT}${FIXES}`, 'KVM: selftests: Clear the flag', {
          'tools/testing/selftests/kvm/x86/flag_test.c': ['-\told();', '+\tnew();'],
        }),
      ],
    },
    {
      name: 'a comment does nothing',
      series: [
        one(`${WHAT}${FIXES}`, SUBJECT, {
          'arch/x86/kvm/x86.c': ['-\t/* The flag is stale. */', '+\t/* The flag is cleared. */'],
        }),
      ],
    },
    {
      name: 'a document',
      series: [
        one(`${WHAT}${FIXES}`, SUBJECT, {
          'arch/x86/kvm/x86.c': ['-\t/* The flag is stale. */', '+\t/* The flag is cleared. */'],
          'tools/testing/vma.c': ['-\told();', '+\tnew();'],
        }),
      ],
    },
  ],
  invalid: [
    { name: 'only what is wrong', series: [one(`${WHAT}${FIXES}`)], quotes: [SUBJECT] },
    {
      name: 'recognized by its shortlog',
      series: [one(WHAT, 'KVM: x86: Fix the stale flag')],
      quotes: ['KVM: x86: Fix the stale flag'],
    },
    {
      name: 'common code',
      series: [one(`${WHAT}${FIXES}`, 'KVM: Clear the flag', { 'virt/kvm/kvm_main.c': ['+\tclear();'] })],
      quotes: ['KVM: Clear the flag'],
    },
    {
      name: 'each fix of a series',
      series: [
        one(`${WHAT}${FIXES}`, SUBJECT, CODE, 'PATCH 1/2'),
        one(`${WHAT}${FIXES}`, SUBJECT, CODE, 'PATCH 2/2'),
      ],
      quotes: [SUBJECT, SUBJECT],
    },
  ],
});
