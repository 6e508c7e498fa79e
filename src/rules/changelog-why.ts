import { proseOf } from '../analysis/english';
import { isDocs } from '../analysis/kvm/paths';
import { isSelftest } from '../analysis/kvm/selftest-paths';
import { exampleDiff } from '../lint/example-mail';
import { patchRule, type RulePage } from '../lint/rule';
import { addedLines } from '../model/diff';
import type { Patch } from '../model/patch';

/** From this number of added lines on, a change needs a reason; that of smaller ones is often obvious. */
const LINES = 15;

/** Words that give a reason, or a purpose. */
const REASONS = new Set(
  (
    'because since as so thus hence therefore due owing otherwise unless lest although though while whereas ' +
    'avoid avoids avoiding prevent prevents preventing ensure ensures ensuring guarantee guarantees protect ' +
    'allow allows allowing permit permits lets helps makes easier cleaner simpler faster better safer ' +
    'need needs needed needing require requires required requiring necessary wants ' +
    'reduce reduces improve improves simplify simplifies clarify deduplicate reuse prepare preparation ' +
    'fix fixes fixed bug bugs broken breaks wrong incorrect incorrectly fail fails failure failing issue issues problem ' +
    'unused useless unnecessary redundant pointless obsolete dead duplicate duplicated duplication ' +
    'instead future later upcoming eventually useful reason purpose goal intent motivation ' +
    'properly optimize optimizes consistent consistency longer messy confusing ugly unsafe ' +
    "won't cannot can't impossible leak leaks crash crashes deadlock race splat"
  ).split(' '),
);
/** The purpose as a clause. */
const PURPOSE =
  /\b(?:in order to|used (?:by|to|in|for)|(?:so|such) that|in (?:case|preparation)|now that|which)\b/i;

export default patchRule({
  id: 'changelog-why',
  section: 'changelog',
  level: 'note',
  requires: ['message', 'diff'],
  summary: 'Explain why, if the change is not small',
  *check(patch) {
    if (patch.changelog.value === '' || addedCode(patch) < LINES || givesReason(patch)) return;
    // A test says what it is for by what it tests, a document by what it describes.
    if (patch.diff.paths.every((path) => isSelftest(path) || isDocs(path))) return;
    yield {
      message: 'The changelog is missing the why',
      hint: 'Say what the change is for: the problem that it solves, or what will need it',
      at: (proseOf(patch.changelog)[0] ?? patch.changelog).trim().span(),
    };
  },
});

function addedCode({ diff }: Patch): number {
  return diff.files.flatMap(addedLines).filter(({ text }) => /\w/.test(text)).length;
}

function givesReason({ shortlog, changelog }: Patch): boolean {
  const text = `${shortlog.value}\n${changelog.value}`;
  return (
    PURPOSE.test(text.replace(/\s+/g, ' ')) ||
    text.split(/[^A-Za-z']+/).some((word) => REASONS.has(word.toLowerCase()))
  );
}
const DIFF = (lines: number, more: readonly string[] = []) =>
  exampleDiff({
    'arch/x86/kvm/x86.c': [...Array.from({ length: lines }, (_, i) => `+\tdemo(${i});`), ...more],
  });
const IN = (changelog: string) => `KVM: x86: Add a demo\n\n${changelog}\n`;

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Changelog',
  why: `The diff shows what a patch does; only the changelog can say why. "The changelog is missing the why" is among the most
frequent complaints about patches that are otherwise fine. The rule looks for any word of reason or purpose (because, so
that, to avoid, needed, instead of …) in shortlog and changelog of patches that add ${LINES} lines or more. Patches of
selftests or documents alone are exempt: a test is there for what it tests.`,
  valid: [
    {
      name: 'a reason',
      message: IN('Add a demo, as the guest cannot see the MSR without it.'),
      diff: DIFF(20),
    },
    {
      name: 'a purpose',
      message: IN('Add a demo in order\nto show the MSR to the guest.'),
      diff: DIFF(20),
    },
    {
      name: 'a reason in the shortlog',
      message: 'KVM: x86: Add a demo to avoid a leak\n\nAdd a demo.\n',
      diff: DIFF(20),
    },
    {
      name: 'a test',
      message: 'KVM: selftests: Add a test of the demo\n\nAdd a test of the demo.\n',
      diff: exampleDiff({
        'tools/testing/selftests/kvm/x86/demo_test.c': Array.from({ length: 20 }, (_, i) => `+\tdemo(${i});`),
      }),
    },
    {
      name: 'a document',
      message: 'KVM: Document the demo\n\nDescribe the demo.\n',
      diff: exampleDiff({
        'Documentation/virt/kvm/api.rst': Array.from({ length: 20 }, (_, i) => `+Demo ${i}.`),
      }),
    },
    { name: 'a small change', message: IN('Add a demo.'), diff: DIFF(14) },
    {
      name: 'blank lines do not count',
      message: IN('Add a demo.'),
      diff: DIFF(14, ['+']),
    },
    { name: 'no changelog, which another rule reports', message: 'KVM: x86: Add a demo\n', diff: DIFF(20) },
  ],
  invalid: [
    { name: 'one sentence', message: IN('Add a demo.'), diff: DIFF(15), quotes: ['Add a demo.'] },
    {
      name: 'what, at length',
      message: IN('Add a demo.  Call it from the reset,\nand from the exit handler.'),
      diff: DIFF(30),
      quotes: ['Add a demo.  Call it from the reset,\nand from the exit handler.'],
    },
    {
      name: 'the first paragraph of several',
      message: IN('Add a demo.\n\nNo functional change.'),
      diff: DIFF(30),
      quotes: ['Add a demo.'],
    },
    {
      name: 'a list',
      message: IN('- Add a demo.\n- Call it.'),
      diff: DIFF(30),
      quotes: ['Add a demo.'],
    },
  ],
});
