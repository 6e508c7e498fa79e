import { codeIn } from '../analysis/c/scan';
import { type Signs, signsOfBug, wordsOfBug } from '../analysis/kvm/bug';
import { fixesOwnSeries } from '../analysis/kvm/own-series';
import { isSelftest } from '../analysis/kvm/selftest-paths';
import { parseShortlog } from '../analysis/kvm/shortlog';
import { exampleMail } from '../lint/example-mail';
import { type Context, patchRule, type RulePage } from '../lint/rule';
import type { Diff, DiffFile, Hunk } from '../model/diff';
import type { Severity } from '../model/finding';
import type { Patch } from '../model/patch';
import { stableTags } from '../model/stable';
import { trailersOf } from '../model/trailers';

export default patchRule({
  id: 'fixes-missing',
  section: 'tags',
  level: 'warn',
  scope: 'selftests',
  requires: ['message'],
  summary: 'Add a Fixes: tag to bug fixes',
  *check(patch, context) {
    if (trailersOf(patch.trailers, 'Fixes').length > 0 || namesCulprit(patch)) return;
    const { description, descriptionAt } = parseShortlog(patch.shortlog.value, context.domain);
    const signs = signsOfBug(description, patch.changelog.value);
    const level = levelOf(signs, patch, context);
    if (level === null) return;
    const words = wordsOfBug(patch.changelog.value);
    const said = words && patch.changelog.span(words.at, words.at + words.length);
    yield {
      message:
        signs.fix || signs.defect || signs.mends
          ? 'Bug fix without a Fixes: tag'
          : 'Possible bug fix without a Fixes: tag',
      hint: 'Add one for the commit that introduced the bug, even if no backport is needed: Fixes: 0123456789ab ("KVM: …")',
      at: signs.fix || signs.defect || said === null ? patch.shortlog.slice(descriptionAt).span() : said,
      level,
    };
  },
});

/** A revert names the commit that was wrong; a backport repeats the upstream changelog. */
function namesCulprit(patch: Patch): boolean {
  return (
    /^[ \t]*This reverts commit [0-9a-f]{7}/im.test(patch.changelog.value) ||
    /^[ \t]*(?:\[ ?upstream commit [0-9a-f]{7}|commit [0-9a-f]{7,40} upstream)/im.test(
      patch.changelog.value,
    ) ||
    /^(?:Revert|Reapply) "/.test(patch.shortlog.value)
  );
}

function levelOf(signs: Signs, patch: Patch, { series }: Context): Severity | null {
  if (patch.hasDiff && !changesCode(patch.diff)) return null;
  if (signs.ofTool && !signs.defect && !signs.splat && !signs.told) return null;
  // A typo in code, unlike one in prose or in a name, may be a bug.
  if (signs.cosmetic && !signs.splat) {
    return signs.fix && changesCode(patch.diff, signs.amiss ? STRINGS : STRINGS_AND_NAMES) ? 'warn' : null;
  }
  // No reason is given.
  if (signs.guard && patch.hasDiff && !/\p{L}/u.test(patch.changelog.value)) return 'warn';
  const report = patch.trailers.find((trailer) => /^reported-(?:and-\w+-)?by$/i.test(trailer.key));
  // Robots also report what was wrong in an earlier version of the same patch, and matters of style.
  const isReported =
    report !== undefined && !/\brobot\b|\b(?:lkp|oliver\.sang)@intel\.com/i.test(report.value);
  const isSure = signs.fix || signs.defect;
  if (
    !isSure &&
    !signs.splat &&
    !(isReported && !signs.isNew) &&
    !signs.told &&
    !signs.mayMend &&
    !(signs.amiss && signs.guard)
  )
    return null;
  if (signs.harmless || fixesOwnSeries(patch, series.patches)) return isSure || signs.mends ? 'note' : null;
  // Another rule already asks for the first version to backport to.
  if (stableTags(patch).length > 0) return 'note';
  if (isSure || signs.mends || (isReported && (signs.splat || signs.told))) return 'warn';
  // A test that checks for a bug is not a fix of it.
  if (patch.hasDiff && CHECKS.test(patch.shortlog.value) && patch.diff.paths.every(isSelftest)) return 'note';
  return (signs.told || signs.splat) && signs.guard ? 'warn' : 'note';
}

const CHECKS = /: (?:check|ensure|make sure|validate|reject)\b/i;

const STRINGS = /"_*"/g;
const STRINGS_AND_NAMES = /"_*"|[A-Za-z_]\w*/g;

/** Returns true if anything but comments, spaces and documents changes; new files alone fix nothing that was there. */
function changesCode(diff: Diff, but?: RegExp): boolean {
  return diff.files.some(
    (file) =>
      file.change !== 'added' &&
      !/^Documentation\/|\.(?:rst|txt|md)$|(?:^|\/)(?:MAINTAINERS|\.gitignore|\.mailmap|CREDITS)$/.test(
        file.newPath,
      ) &&
      (file.hunks.length === 0 || file.hunks.some((hunk) => differs(file, hunk, but))),
  );
}

/** Returns true if the code changes in more than spaces and comments. */
function differs(file: DiffFile, hunk: Hunk, but: RegExp | undefined): boolean {
  let before = '';
  let after = '';
  for (const [i, line] of codeIn(file, hunk, but === undefined).entries()) {
    const { kind } = hunk.lines[i]!;
    const code = (but ? line.replace(but, '""') : line).replace(/\s+/g, '');
    if (kind !== '+') before += code;
    if (kind !== '-') after += code;
  }
  return before !== after;
}

const message = (shortlog: string, text: string, tags = '') => `${shortlog}

${text}

${tags}Signed-off-by: Ann Author <ann@example.org>
`;
const FIX = 'KVM: x86: Fix a use-after-free of the routing table';
const TEXT = 'Wait for readers before the table goes, as they may still look at it.';
const PATH = 'arch/x86/kvm/irq_comm.c';
const diff = (body: string) => `diff --git a/${PATH} b/${PATH}
--- a/${PATH}
+++ b/${PATH}
@@ -10,2 +10,2 @@ static void free_table(struct kvm *kvm)
${body}
`;
const SPLAT = `  BUG: kernel NULL pointer dereference, address: 0000000000000010
  RIP: 0010:free_table+0x10/0x20 [kvm]
  Call Trace:
   kvm_vm_release+0x1/0x2 [kvm]`;

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Fixes',
  why: `The commit that introduced the bug tells stable maintainers and distributions which trees have it. KVM x86 asks for the
tag even if the bug is old, or if no backport is needed. Typos, comments, style and documentation are not bugs, and a
revert already names its culprit.`,
  valid: [
    {
      name: 'with Fixes:',
      message: message(FIX, TEXT, 'Fixes: 0123456789ab ("KVM: x86: Free the table")\n'),
    },
    { name: 'a typo', message: message('KVM: x86: Fix a typo in a comment', 'Write "table", not "tabel".') },
    {
      name: 'a revert',
      message: message(
        'Revert "KVM: x86: Fix a use-after-free of the routing table"',
        'This reverts commit 0123456789abcdef0123456789abcdef01234567.\n\nIt deadlocks.',
      ),
    },
    {
      name: 'a backport',
      message: message(FIX, `commit 0123456789abcdef0123456789abcdef01234567 upstream.\n\n${TEXT}`),
    },
    {
      name: 'only a comment changes',
      message: message('KVM: x86: Correct what is said of the routing table', TEXT),
      diff: diff(' {\n-\t/* Readers are gone. */\n+\t/* Readers may be here. */'),
    },
    {
      name: 'documents',
      message: message('KVM: Fix the table of ioctls', TEXT),
      files: ['Documentation/virt/kvm/api.rst'],
    },
    {
      name: 'a robot that looks at style',
      message: message(
        'KVM: x86: End it with one semicolon',
        'The second semicolon ends nothing.',
        'Reported-by: Zoe Robot <robot@example.org>\n',
      ),
    },
    {
      name: 'a typo in what is printed',
      message: message('KVM: x86: Fix a typo in a message', 'Write "table", as "tabel" is wrong.'),
      diff: diff(' {\n-\tpr_info("tabel");\n+\tpr_info("table");'),
    },
    { name: 'a new test', message: message('KVM: selftests: Add a test for the deadlock on teardown', TEXT) },
    {
      name: 'a fixed counter is nothing that was fixed',
      message: message('KVM: x86/pmu: Count fixed counters once', TEXT),
    },
    {
      name: 'a clean-up',
      message: message('KVM: x86: Rename the routing table', 'Use the name that everybody else uses.'),
    },
    {
      name: 'a revert by the words of git alone',
      message: message(
        'KVM: x86: Fix the deadlock of the new table',
        'This reverts commit 0123456789abcdef0123456789abcdef01234567.\n\nIt deadlocks.',
      ),
    },
    {
      name: 'a line that is missing breaks nothing',
      message: message('KVM: x86: Add missing entries to the table', TEXT),
    },
    { name: 'applied again', message: message('Reapply "KVM: x86: Fix the deadlock"', TEXT) },
    {
      name: 'new files fix nothing that was there',
      message: message('KVM: x86: Fix the table', TEXT),
      diff: `diff --git a/${PATH} b/${PATH}\nnew file mode 100644\n--- /dev/null\n+++ b/${PATH}\n@@ -0,0 +1 @@\n+int table;\n`,
    },
  ],
  invalid: [
    {
      name: 'it says that it fixes',
      message: message(FIX, TEXT),
      quotes: ['Fix a use-after-free of the routing table'],
      says: ['Bug fix without a Fixes: tag'],
    },
    {
      name: 'it names the defect',
      message: message('KVM: x86: Avoid a deadlock when the table is freed', TEXT),
      quotes: ['Avoid a deadlock when the table is freed'],
      says: ['Bug fix without a Fixes: tag'],
    },
    {
      name: 'what was forgotten',
      message: message('KVM: x86: Add missing wait for readers', TEXT),
      quotes: ['Add missing wait for readers'],
    },
    {
      name: 'the changelog says that it fixes',
      message: message(
        'KVM: x86: Rename the table in the test',
        'The linker misses it.  Fix it by the new name.',
      ),
      quotes: ['Fix it'],
      says: ['Bug fix without a Fixes: tag'],
    },
    {
      name: 'what is new may be a fix',
      message: message('KVM: x86: Add a wait for readers', 'This fixes a race with the free.'),
      quotes: ['This fixes a race'],
      levels: ['note'],
    },
    {
      name: 'a typo in code that did the wrong thing',
      message: message('KVM: x86: Fix a typo in the index', 'Compare with ==, as = is wrong there.'),
      diff: diff(' {\n-\tif (index = MAX)\n+\tif (index == MAX)'),
      quotes: ['Fix a typo in the index'],
    },
    {
      name: 'no reason is given',
      message: 'KVM: x86: Release the routing table\n\nSigned-off-by: Ann Author <ann@example.org>\n',
      diff: diff(' {\n+\trelease(table);').replace('-10,2 +10,2', '-10,1 +10,2'),
      quotes: ['Release the routing table'],
    },
    {
      name: 'in a selftest as well',
      message: message('KVM: selftests: Fix the number of vCPUs in the steal time test', TEXT),
      files: ['tools/testing/selftests/kvm/steal_time.c'],
      quotes: ['Fix the number of vCPUs in the steal time test'],
    },
    {
      name: 'someone ran into it',
      message: message(
        'KVM: x86: Wait for readers of the routing table',
        `Wait for readers before the table goes.\n\n${SPLAT}`,
        'Reported-by: Bob Builder <bob@example.org>\n',
      ),
      quotes: ['NULL pointer dereference'],
      says: ['Possible bug fix'],
    },
    {
      name: 'code moves, and nothing else changes',
      message: message('KVM: x86: Fix the order of teardown', TEXT),
      diff: diff(' {\n-\tfree(table);\n \twait();\n+\tfree(table);').replace('-10,2 +10,2', '-10,3 +10,3'),
      quotes: ['Fix the order of teardown'],
    },
    {
      name: 'a splat alone may have another reason',
      message: message(
        'KVM: x86: Track readers of the routing table',
        `Wait for readers before the table goes.\n\n${SPLAT}`,
      ),
      quotes: ['NULL pointer dereference'],
      levels: ['note'],
    },
    {
      name: 'the changelog says what is broken',
      message: message(
        'KVM: x86: Check the index of the routing table',
        'Check the index, else a guest can make KVM read out of bounds of the table: an out-of-bounds access.',
      ),
      quotes: ['out of bounds'],
    },
    {
      name: 'a test that checks for what was fixed',
      message: message(
        'KVM: selftests: Check that all vCPUs are stopped',
        'Check it, as a deadlock once hid there.',
      ),
      files: ['tools/testing/selftests/kvm/steal_time.c'],
      quotes: ['deadlock'],
      levels: ['note'],
    },
    {
      name: 'what only a compiler takes for a bug',
      message: message(
        'KVM: x86: Silence a bogus warning of the compiler',
        'Set the index, which is always set.',
      ),
      quotes: ['Silence a bogus warning of the compiler'],
      levels: ['note'],
    },
    {
      name: 'nothing that was released is broken',
      message: message(FIX, 'Wait for readers.  This is not a bug today, as there is only one thread.'),
      quotes: ['Fix a use-after-free of the routing table'],
      levels: ['note'],
    },
    {
      name: 'a file that changes its mode alone',
      message: message('KVM: selftests: Fix the mode of the script', TEXT),
      diff: 'diff --git a/tools/testing/selftests/kvm/run.sh b/tools/testing/selftests/kvm/run.sh\nold mode 100644\nnew mode 100755\n',
      quotes: ['Fix the mode of the script'],
    },
    {
      name: 'asked for a backport: since when is reported elsewhere',
      message: message(FIX, TEXT, 'Cc: stable@vger.kernel.org # v6.1+\n'),
      quotes: ['Fix a use-after-free of the routing table'],
      levels: ['note'],
    },
    {
      name: 'what a patch of the same series added',
      series: [
        exampleMail({
          subject: '[PATCH 1/2] KVM: x86: Add a table',
          diff: { '+arch/x86/kvm/table.c': ['+int table(void)', '+{', '+\treturn 1;', '+}'] },
        }),
        exampleMail({
          subject: '[PATCH 2/2] KVM: x86: Fix the deadlock of the table',
          diff: { 'arch/x86/kvm/table.c': ['-\treturn 1;', '+\treturn 0;'] },
        }),
      ],
      quotes: ['Fix the deadlock of the table'],
      levels: ['note'],
    },
  ],
});
