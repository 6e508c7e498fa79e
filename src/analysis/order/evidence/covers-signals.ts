/** Signals for *covers*: a test that fails, or has nothing to test, without a change of the kernel. */
import type { Claims } from '../extract/claims';
import { expectsFailure } from '../extract/excuses';
import type { PatchFacts } from '../extract/facts';
import { FAR, RIVAL } from '../relations/thresholds';
import type { SignalOf } from './signal';
import { sharedWords, type Tie } from './ties';

/** A tie of a test and a kernel patch, and what the patches say themselves. */
export interface CoversEvidence {
  readonly tie: Tie;
  readonly claims: Claims;
  /** The kernel patch changes what KVM does, rather than how it is written. */
  readonly change: boolean;
}

type Covers = SignalOf<CoversEvidence>;

/** A benchmark measures whatever kernel it runs on: it has nothing to fail. */
function isBenchmark({ files }: PatchFacts): boolean {
  const tests = files.filter(({ area }) => area === 'test');
  return tests.length > 0 && tests.every(({ path }) => /perf|stress/.test(path.slice(path.lastIndexOf('/'))));
}

const HALF = 0.5;

/** At most this many names of one kind count. */
const MOST = 2;

export const COVERS_BASE = -4.2;

export const COVERS_SIGNALS: readonly Covers[] = [
  {
    id: 'uapi-name',
    example: 'the test uses KVM_CAP_X, which the patch adds to include/uapi/linux/kvm.h',
    weight: 2.5,
    shows: true,
    strength: ({ tie }) => (tie.build.length > 0 ? 1 : 0),
    says: ({ tie: { build, kernel } }) =>
      `the test uses ${list(build)}, which patch ${kernel.number} adds to the uAPI`,
  },
  {
    id: 'uapi-name-by-library',
    example: 'a helper that the test calls uses KVM_SET_X, which the patch adds to the uAPI',
    weight: 1,
    shows: true,
    strength: ({ tie }) => (tie.buildBy.length > 0 ? 1 : 0),
    says: ({ tie: { buildBy, kernel } }) =>
      `a library patch that the test needs uses ${list(buildBy)}, which patch ${kernel.number} adds to the uAPI`,
  },
  {
    id: 'fresh-name',
    example: 'X86_FEATURE_X, which the series adds to processor.h, is in the code of both',
    weight: 0.3,
    shows: true,
    strength: ({ tie }) => Math.min(MOST, tie.fresh.length),
    says: ({ tie }) => {
      const names = tie.fresh.filter((name) => !tie.build.includes(name));
      return names.length === 0 ? null : `${list(names)}, new in this series, is in the code of both`;
    },
  },
  {
    id: 'shared-name',
    example: 'the fix checks sregs->cr0, and the test sets sregs.cr0',
    weight: 1.3,
    shows: true,
    strength: ({ tie }) => (tie.shared.length > 0 ? 1 : 0),
    says: ({ tie }) => saying(unsaid(tie.shared, tie.build, tie.fresh), (names) => `both change ${names}`),
  },
  {
    id: 'asserted-name',
    example: 'the test asserts errno == EEXIST, and only the fix returns -EEXIST',
    weight: 1.4,
    shows: true,
    strength: ({ tie }) => Math.min(MOST, tie.asserted.length),
    says: ({ tie: { asserted, kernel } }) =>
      `the test checks ${list(asserted)}, which patch ${kernel.number} uses`,
  },
  {
    id: 'subject-name',
    example: '"Fail KVM_CAP_MAX_VCPU_ID if …", and the test enables KVM_CAP_MAX_VCPU_ID',
    weight: 0.3,
    strength: ({ tie }) => Math.min(MOST, tie.subject.length),
    says: ({ tie: { subject, shared, build, fresh, kernel } }) =>
      saying(
        unsaid(subject, shared, build, fresh),
        (names) => `the test uses ${names}, which the title of patch ${kernel.number} names`,
      ),
  },
  {
    id: 'quoted-title',
    example: 'Add a regression test for "KVM: x86: Fix the reset of TSC_AUX"',
    weight: 4,
    shows: true,
    strength: ({ tie }) => (tie.quoted ? 1 : 0),
    says: ({ tie }) => `the test's message names patch ${tie.kernel.number}`,
  },
  {
    id: 'named-in-prose',
    example: "the test's message names kvm_lapic_set_base(), which the fix changes",
    weight: 0.6,
    strength: ({ tie }) => Math.min(MOST, tie.named.length),
    says: ({ tie: { named, kernel } }) =>
      `the test's message names ${list(named)}, which patch ${kernel.number} touches`,
  },
  {
    id: 'says-regression',
    example: '"Without the fix, the test fails", said of the nearest change',
    weight: 1,
    shows: true,
    strength: ({ tie, claims }) => (claims.coversWords !== null && tie.ofTest > RIVAL ? 1 : 0),
    says: ({ claims }) => `the test's message says: "${claims.coversWords}"`,
  },
  {
    id: 'explained-title',
    example: 'all words of "Reject filters with reserved bits" are in the message or the code of the test',
    weight: 2.3,
    strength: ({ tie }) => tie.explained,
  },
  {
    id: 'title-words',
    example: 'half of the words of the title of the test are in the kernel patch',
    weight: 1.6,
    strength: ({ tie }) => tie.ofTitle,
    says: ({ tie }) => {
      const words = sharedWords(tie);
      return words.length === 0 ? null : `both mention ${list(words, 5)}`;
    },
  },
  {
    id: 'message-words',
    example: 'both messages are about the same things',
    weight: 0.8,
    strength: ({ tie }) => tie.ofWords,
  },
  {
    id: 'paired-elsewhere',
    example: 'two fixes and two tests: each of the two is nearer to another',
    weight: -1,
    strength: ({ tie }) => (tie.paired ? 1 : 0),
  },
  {
    id: 'rival-test',
    example: 'another test is far nearer to the change, and the test about as near to another change',
    weight: -2,
    strength: ({ tie }) =>
      tie.ofKernel < FAR && tie.torn && !tie.quoted && tie.fresh.length + tie.asserted.length === 0 ? 1 : 0,
  },
  {
    id: 'nearer-change',
    example: 'the test is more than twice as near to another change',
    weight: -1,
    strength: ({ tie }) =>
      tie.ofTest < HALF && !tie.quoted && tie.fresh.length + tie.asserted.length === 0 ? 1 : 0,
  },
  {
    id: 'enables-topic',
    example: '"Allow FRED to be exposed to guests", and "Add a test for FRED"',
    weight: 1.6,
    strength: ({ tie }) => (tie.topic.length > 0 && tie.kernel.kind === 'feature' ? 1 : 0),
  },
  {
    id: 'made-strict',
    example: 'the test was expected to fail, and is no longer',
    weight: 1.5,
    shows: true,
    strength: ({ tie }) => (expectsFailure(tie.test).loses ? 1 : 0),
    says: () => 'the test no longer expects its failure',
  },
  {
    id: 'change-kind',
    example: '"Fix …", "Add …": it changes what KVM does',
    weight: 1.9,
    strength: ({ change }) => (change ? 1 : 0),
  },
  {
    id: 'test-library',
    example: 'only the library of the tests changes',
    weight: -0.9,
    strength: ({ tie }) => (tie.test.kind === 'test library' ? 1 : 0),
  },
  {
    id: 'benchmark',
    example: 'dirty_log_perf_test measures, and has nothing to fail',
    weight: -1.5,
    strength: ({ tie }) => (isBenchmark(tie.test) ? 1 : 0),
  },
  {
    id: 'says-failure',
    example: '"Otherwise, the test will fail": it is made ready for a change',
    weight: -2,
    strength: ({ tie, claims }) => (claims.failsWords !== null && tie.test.kind !== 'new test' ? 1 : 0),
  },
  {
    id: 'says-independent',
    example: '"can be applied independently of the rest"',
    weight: -3,
    strength: ({ claims }) => (claims.freeWords !== null ? 1 : 0),
  },
];

/** Names that no other sentence has, each once. */
function unsaid(names: readonly string[], ...others: readonly (readonly string[])[]): string[] {
  const said = new Set(others.flat());
  return [...new Set(names)].filter((name) => !said.has(name));
}

function saying(names: readonly string[], sentence: (names: string) => string): string | null {
  return names.length === 0 ? null : sentence(list(names));
}

/** Names in a sentence: the first few, and how many more. */
export function list(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
