import { nameOf, problemsOf } from '../analysis/order/order/problems';
import { verdictOf } from '../analysis/order/order/verdict';
import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';

export default seriesRule({
  id: 'series-order-kernel',
  section: 'series',
  level: 'block',
  scope: 'kvm',
  requires: ['series', 'diff'],
  summary: 'Update an existing test before the KVM change that breaks it',
  *check(series, { clone }) {
    yield* problemsOf(series, clone, {
      takes: ({ kind }) => kind === 'adapts-to',
      blames: 'second',
      says: (change, tests) => `${change} breaks a test, and comes before its update, ${tests}`,
    });
    const { relations } = verdictOf(series, clone);
    for (const { test, kernel, level, evidence } of relations.mutual) {
      const [one, other] = [relations.facts.patches[test]!, relations.facts.patches[kernel]!];
      yield {
        message: `No order of ${nameOf(one, series)} and ${nameOf(other, series)} bisects: the test's expectation changes with the kernel`,
        hint: 'Squash the two, or let the test accept both results',
        at: one.patch.shortlog.span(),
        of: one.patch,
        level,
        related: [{ message: evidence.join('; '), of: other.patch, at: null }],
      };
    }
  },
});

const ENABLE = {
  subject: 'KVM: arm64: Enable halt polling statistics ring',
  diff: { 'arch/arm64/kvm/Kconfig': [' \tselect HAVE_KVM_IRQCHIP', '+\tselect HAVE_KVM_HALT_POLL_RING'] },
  text: 'Enable the halt polling statistics ring on arm64, as x86 has it.',
};
const UPDATE = {
  subject: 'KVM: selftests: Use the host page size for the halt polling ring in halt_ring_test',
  diff: {
    'tools/testing/selftests/kvm/halt_ring_test.c': [
      '-\tmap_ring(PAGE_SIZE);',
      '+\tmap_ring(getpagesize());',
    ],
  },
  text: 'The halt polling ring is mapped in pages of the host. Otherwise, the test will fail\non arm64 when the host has 64KiB pages:\n\n  ==== Test Assertion Failure ====\n  halt_ring_test.c:90: !errno',
};
const LEAK = {
  subject: 'KVM: selftests: Close the file in memslot_test',
  diff: { 'tools/testing/selftests/kvm/memslot_test.c': [' \trun();', '+\tclose(fd);'] },
  text: 'Close the file that the test opens. It can be applied independently.',
};
const NEW = {
  subject: 'KVM: selftests: Add a test for the halt polling ring',
  diff: { '+tools/testing/selftests/kvm/halt_poll_test.c': ['+int main(void)', '+{', '+\treturn 0;', '+}'] },
  text: 'Read the halt polling statistics ring and check its entries.',
};
interface Given {
  readonly subject: string;
  readonly diff: Readonly<Record<string, readonly string[]>>;
  readonly text: string;
  readonly notes?: string;
}
const series = (...given: readonly Given[]): string[] =>
  given.map((one, i) => exampleMail({ ...one, subject: `[PATCH ${i + 1}/${given.length}] ${one.subject}` }));

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Co-Posting Tests',
  why: `A change of KVM can break a test that passed before: it returns a different error, or enables what the test skipped. For the
series to bisect, first make the test accept both results, then change KVM.`,
  valid: [
    { name: 'the update of the test, then the change', series: series(UPDATE, ENABLE) },
    { name: 'a test fixed by the way', series: series(ENABLE, LEAK) },
    { name: 'a new test covers; it never adapts', series: series(ENABLE, NEW) },
    {
      name: 'a pair that the contributor settled',
      series: series(ENABLE, { ...UPDATE, notes: 'Order: independent of patch 1' }),
    },
  ],
  invalid: [
    {
      name: 'a test that fails once the change is in',
      series: series(ENABLE, UPDATE),
      quotes: [ENABLE.subject],
    },
    {
      name: 'the same among others',
      series: series(LEAK, ENABLE, NEW, UPDATE),
      quotes: [ENABLE.subject],
    },
    {
      name: 'a test that would never end',
      series: series(ENABLE, {
        ...UPDATE,
        text: 'The halt polling ring of the host never fills up with pages of 64KiB.\nThis leads to an infinite loop on arm64.',
      }),
      quotes: [ENABLE.subject],
    },
    {
      name: 'a test that no longer insists on an error code',
      series: series(
        {
          subject: 'KVM: x86: Return -ENXIO for halt polling without a ring',
          diff: { 'arch/x86/kvm/x86.c': ['-\t\treturn -EINVAL;', '+\t\treturn -ENXIO;'] },
          text: 'Tell a missing ring from a bad argument of halt polling.',
        },
        {
          subject: 'KVM: selftests: Accept ENXIO for halt polling without a ring',
          diff: {
            'tools/testing/selftests/kvm/halt_ring_test.c': [
              '-\tTEST_ASSERT(r && errno == EINVAL, "no ring");',
              '+\tTEST_ASSERT(r && (errno == EINVAL || errno == ENXIO), "no ring");',
            ],
          },
          text: 'The code of the error is not part of the ABI.',
        },
      ),
      quotes: ['KVM: x86: Return -ENXIO for halt polling without a ring'],
    },
    {
      name: 'what a test asserts changes with the kernel, in whatever order',
      series: series(
        {
          subject: 'KVM: guest_memfd: Implement the truncation of files',
          diff: { 'virt/kvm/guest_memfd.c': ['-\treturn -EINVAL;', '+\treturn truncate_pages(file);'] },
          text: 'Free the pages of a file that is truncated.',
        },
        {
          subject: 'KVM: selftests: Update the truncation of guest_memfd files',
          diff: {
            'tools/testing/selftests/kvm/guest_memfd_test.c': [
              '-\tTEST_ASSERT(ret < 0, "refused");',
              '+\tTEST_ASSERT(!ret, "done");',
            ],
          },
          text: 'Expect success, to reflect that the truncation of files is now implemented.',
        },
      ),
      quotes: ['KVM: selftests: Update the truncation of guest_memfd files'],
      levels: ['note'],
    },
  ],
});
