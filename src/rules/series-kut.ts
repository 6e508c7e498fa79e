import { listLinks } from '../analysis/kvm/archives';
import { isKvmUnitTests } from '../analysis/kvm/scope';
import { wordsOfSeries } from '../analysis/kvm/series-text';
import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';
import type { RuleFinding } from '../model/finding';
import type { Patch, Series } from '../model/patch';
import { oneOf, pattern } from '../model/words';

/** Words that tie a test to a change of the kernel that is not merged yet. */
const NEEDS_KERNEL = pattern('i')`\b${oneOf`
    depends? on, requires?, needs?, goes? with, together with, accompan(?:y|ies),
    companion (?:of|to|for), without, fails? (?:without|before|on), until, fixed by,
    test(?:s|ing|case)? (?:for|of), covers?, reproduc(?:es|er for)
  `}\b[^.]{0,60}\b(?:kvm|kernel|linux)\b[^.]{0,30}\b${oneOf`patch(?:es)?, series, fix(?:es)?, changes?, patchset`}\b`;
/** A change that is merged is named by its commit. */
const COMMIT = /\bcommit\s+[0-9a-f]{8,40}\b|\b[0-9a-f]{12,40} \("/i;

export default seriesRule({
  id: 'series-kut',
  section: 'series',
  level: 'block',
  // The rule is about patches that are out of scope.
  scope: 'any',
  requires: ['series'],
  summary: 'Post KVM-unit-tests patches separately from kernel patches, and not as a reply',
  *check(series) {
    const tests = series.patches.filter((patch) => isKvmUnitTests(patch) && !isKernel(patch));
    const [first] = tests;
    if (first === undefined) return;
    const kernel = series.patches.find(isKernel);
    if (kernel !== undefined) yield* mixed(tests, kernel);
    else {
      yield* unlinked(series, first);
      yield* reply(series, first);
    }
  },
});

/** By folders that KVM-unit-tests does not have; the subject prefix may be meant for the whole send. */
function isKernel({ diff }: Patch): boolean {
  return diff.paths.some((path) =>
    /^(?:arch|virt|include|tools|kernel|mm|drivers|Documentation)\//.test(path),
  );
}

function* mixed(tests: readonly Patch[], kernel: Patch): Iterable<RuleFinding> {
  for (const test of tests) {
    yield {
      message: 'KVM-unit-tests patch in a series with kernel patches',
      hint: 'Post the kernel patches first, then this one separately, as [kvm-unit-tests PATCH] with a lore link to them',
      at: test.subjectText?.span() ?? test.shortlog.span(),
      of: test,
      related: [{ message: 'A kernel patch', of: kernel, at: null }],
    };
  }
}

/** The first mail of a series of tests is not a reply; patch n of m replies to its cover letter, available or not. */
function* reply(series: Series, test: Patch): Iterable<RuleFinding> {
  const first = series.cover ?? (series.of <= 1 ? test : null);
  const place = first?.headers?.field('in-reply-to') ?? null;
  if (first === null || place === null) return;
  yield {
    message: 'This is posted as a reply to another message',
    hint: 'Send it without --in-reply-to, and add a lore link to the kernel patches',
    at: place.span(),
    of: first,
  };
}

function* unlinked(series: Series, test: Patch): Iterable<RuleFinding> {
  const words = wordsOfSeries(series);
  const needs = NEEDS_KERNEL.exec(words.replace(/\s+/g, ' '));
  if (needs === null || COMMIT.test(words) || listLinks(words).length > 0) return;
  yield {
    message: 'No link to the kernel change that the tests are for',
    hint: 'Add "Link: https://lore.kernel.org/all/<Message-ID of the kernel patch>"',
    at: null,
    of: series.cover ?? test,
    level: 'warn',
  };
}

const KERNEL = { 'arch/x86/kvm/x86.c': ['-\told();', '+\tnew();'] };
const TEST = { 'x86/msr.c': ['-\told();', '+\tnew();'] };
const patch = (prefix: string, shortlog: string, diff: Record<string, string[]>, text?: string) =>
  exampleMail({ subject: `[${prefix}] ${shortlog}`, diff, text });
const KUT = 'kvm-unit-tests PATCH';
const FIX = 'KVM: x86: Fix the reset of the MSR';
const MSR = 'x86: msr: Add a testcase';
const LINK = 'https://lore.kernel.org/all/20240401080000.1-1-ann@example.org';

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Co-Posting Tests',
  why: `KVM-unit-tests is a separate repository. Tools that fetch a series from the list, b4 above all, apply it to one tree, and
can't tell that one of its patches is for another. So post the kernel patches first, and link to them from the tests.`,
  valid: [
    {
      name: 'a test below a cover letter that is not available',
      series: [
        exampleMail({
          subject: `[${KUT} 2/2] ${MSR}`,
          diff: TEST,
          headers: { 'In-Reply-To': '<cover@example.org>' },
        }),
      ],
      part: true,
    },
    {
      name: 'kernel patches with a selftest',
      series: [
        patch('PATCH 1/2', FIX, KERNEL),
        patch('PATCH 2/2', 'KVM: selftests: Test it', {
          'tools/testing/selftests/kvm/x86/msr_test.c': ['+new();'],
        }),
      ],
    },
    { name: 'tests by themselves', series: [patch(KUT, MSR, TEST)] },
    {
      name: 'tests with a link to the kernel change',
      series: [patch(KUT, MSR, TEST, `Add a test for the KVM fix, see\n${LINK}`)],
    },
    {
      name: 'tests of a merged fix',
      series: [
        patch(
          KUT,
          MSR,
          TEST,
          'The test fails without the KVM fix,\ncommit 0123456789ab ("KVM: x86: Fix the reset of the MSR").',
        ),
      ],
    },
    {
      name: 'a kernel folder of that name',
      series: [
        patch('PATCH', FIX, { 'arch/x86/kvm/x86.c': ['-a', '+b'], 'arch/x86/lib/msr.c': ['-a', '+b'] }),
      ],
    },
  ],
  invalid: [
    {
      name: 'tests as a reply',
      series: [
        exampleMail({
          subject: `[${KUT}] ${MSR}`,
          diff: TEST,
          headers: { 'In-Reply-To': '<fix@example.org>' },
        }),
      ],
      quotes: ['<fix@example.org>'],
    },
    {
      name: 'recognized by its path',
      series: [patch('PATCH 1/2', FIX, KERNEL), patch('PATCH 2/2', MSR, TEST)],
      quotes: [`[PATCH 2/2] ${MSR}`],
    },
    {
      name: 'recognized by its library',
      series: [
        patch('PATCH 1/2', 'x86: Add a helper', { 'lib/x86/msr.h': ['+#define NEW 1'] }),
        patch('PATCH 2/2', FIX, KERNEL),
      ],
      quotes: ['[PATCH 1/2] x86: Add a helper'],
    },
    {
      name: 'each of them',
      series: [
        patch('PATCH 1/3', FIX, KERNEL),
        patch('PATCH 2/3', MSR, TEST),
        patch('PATCH 3/3', MSR, { '+x86/new.c': ['+new();'] }),
      ],
      quotes: [`[PATCH 2/3] ${MSR}`, `[PATCH 3/3] ${MSR}`],
    },
    {
      name: 'recognized by its prefix',
      series: [
        patch('PATCH 1/2', FIX, KERNEL),
        patch(`${KUT} 2/2`, 'x86: Add a testcase', { 'run_tests.sh': ['+new'] }),
      ],
      quotes: [`[${KUT} 2/2] x86: Add a testcase`],
    },
    {
      name: 'one subject prefix for all of them',
      series: [patch(`${KUT} 1/2`, FIX, KERNEL), patch(`${KUT} 2/2`, MSR, TEST)],
      quotes: [`[${KUT} 2/2] ${MSR}`],
    },
    {
      name: 'tests of a kernel change without a link to it',
      series: [patch(`${KUT} 1/2`, MSR, TEST), patch(`${KUT} 2/2`, MSR, TEST)].map((mail) =>
        mail.replace(
          'Change what needs to be changed.',
          'The test fails without the KVM fix that was posted today.',
        ),
      ),
      quotes: [null],
      levels: ['warn'],
    },
  ],
});
