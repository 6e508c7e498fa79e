import { problemsOf } from '../analysis/order/order/problems';
import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';

export default seriesRule({
  id: 'series-symbol-order',
  section: 'series',
  level: 'block',
  scope: 'kvm',
  requires: ['series', 'diff'],
  summary: "Don't use what a later patch introduces, or what an earlier one removed",
  *check(series, { clone }) {
    yield* problemsOf(series, clone, {
      takes: ({ kind, signals, squash }) =>
        kind === 'needs' &&
        squash !== true &&
        !signals.includes('removed-name') &&
        !signals.includes('export'),
      blames: 'second',
      says: (user, bringers, names) =>
        names.length === 0
          ? `${user} comes before ${bringers}, contrary to an "Order:" line below \`---\``
          : `${user} uses ${some(names)}, which ${bringers} introduces`,
    });
    yield* problemsOf(series, clone, {
      takes: ({ signals }) => signals.includes('export'),
      blames: 'second',
      says: (user, exporters, names) =>
        `${user} uses ${some(names)} in another module, and ${exporters} exports it later`,
    });
    yield* problemsOf(series, clone, {
      takes: ({ squash }) => squash === true,
      blames: 'second',
      says: (one, others, names) => `${one} does not build without ${others} (${some(names)})`,
    });
    yield* problemsOf(series, clone, {
      takes: ({ signals }) => signals.includes('removed-name'),
      blames: 'second',
      says: (taker, users, names) => `${taker} removes ${some(names)}, which is used until ${users}`,
    });
  },
});

function some(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

const BASE = '0123456789abcdef0123456789abcdef01234567';
const HELPER = {
  subject: 'KVM: x86/mmu: Add kvm_mmu_count_roots()',
  diff: {
    'arch/x86/kvm/mmu.h': ['+int kvm_mmu_count_roots(struct kvm *kvm);'],
    'arch/x86/kvm/mmu/mmu.c': [
      '+int kvm_mmu_count_roots(struct kvm *kvm)',
      '+{',
      '+\treturn kvm->arch.roots;',
      '+}',
    ],
  },
  text: 'Add a helper to count the roots of a VM.',
};
const USER = {
  subject: 'KVM: x86: Report the number of roots',
  diff: { 'arch/x86/kvm/x86.c': ['+\tstat->roots = kvm_mmu_count_roots(kvm);'] },
  text: 'Report how many roots a VM has.',
};
const CONVERT = {
  subject: 'KVM: SVM: Use the common helper',
  diff: { 'arch/x86/kvm/svm/svm.c': ['-\tn = old_count_of_roots(kvm);', '+\tn = common_count(kvm);'] },
  text: 'Use the helper of the MMU.',
};
const REMOVE = {
  subject: 'KVM: x86/mmu: Remove old_count_of_roots()',
  diff: {
    'arch/x86/kvm/mmu.h': ['-int old_count_of_roots(struct kvm *kvm);'],
    'arch/x86/kvm/mmu/mmu.c': ['-int old_count_of_roots(struct kvm *kvm)', '-{', '-\treturn 1;', '-}'],
  },
  text: 'Remove a helper without users.',
};
const FILE = {
  subject: 'KVM: selftests: Add a header for rings',
  diff: { '+tools/testing/selftests/kvm/include/ring_util.h': ['+#define RING_SLOTS 16'] },
  text: 'Add what tests of rings share.',
};
const INCLUDES = {
  subject: 'KVM: selftests: Add a test of rings',
  diff: {
    '+tools/testing/selftests/kvm/ring_test.c': ['+#include <linux/types.h>', '+int slots = RING_SLOTS;'],
  },
  text: 'Exercise rings.',
};
const NEW_FILE = {
  ...USER,
  diff: { '+arch/x86/kvm/report.c': ['+#include "mmu.h"', ...USER.diff['arch/x86/kvm/x86.c']] },
};
const BUILD = { 'arch/x86/kvm/Makefile': ['+kvm-y += report.o'] };
const BUILT = {
  subject: 'KVM: x86: Build the report',
  diff: BUILD,
  text: 'Build what reports the number of roots.',
};
interface Given {
  readonly subject: string;
  readonly diff: Readonly<Record<string, readonly string[]>>;
  readonly text: string;
  readonly notes?: string;
  readonly base?: string;
}
const series = (...given: readonly Given[]): string[] =>
  given.map((one, i) => exampleMail({ ...one, subject: `[PATCH ${i + 1}/${given.length}] ${one.subject}` }));

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Co-Posting Tests',
  why: `A patch that uses a function, macro, field or file of a later patch does not build, which breaks bisection. The same
holds for a helper that is removed before a later patch removes its last user.`,
  valid: [
    { name: 'a helper, then its user', series: series(HELPER, USER) },
    { name: 'the last user goes, then the helper', series: series(CONVERT, REMOVE) },
    { name: 'a header, then the test that needs it', series: series(FILE, INCLUDES) },
    {
      name: 'a name in a comment is not a use',
      series: series(
        {
          ...USER,
          diff: { 'arch/x86/kvm/x86.c': ['+\t/* To be replaced by kvm_mmu_count_roots(). */', '+\tn = 1;'] },
        },
        HELPER,
      ),
    },
    {
      name: 'a static function of the same name in another file',
      series: series(
        {
          ...USER,
          diff: { 'arch/x86/kvm/svm/svm.c': ['+\tvcpu_set_defaults(vcpu);'] },
        },
        {
          ...HELPER,
          diff: {
            'arch/x86/kvm/vmx/vmx.c': ['+static void vcpu_set_defaults(struct kvm_vcpu *vcpu)', '+{', '+}'],
          },
        },
      ),
    },
    {
      name: 'a function that is moved is not new',
      series: series(USER, {
        ...HELPER,
        diff: {
          'arch/x86/kvm/x86.c': ['-int kvm_mmu_count_roots(struct kvm *kvm)', '-{', '-\treturn 1;', '-}'],
          'arch/x86/kvm/mmu/mmu.c': ['+int kvm_mmu_count_roots(struct kvm *kvm)', '+{', '+\treturn 1;', '+}'],
        },
      }),
    },
    {
      name: 'a name that the base has in another header',
      series: series({ ...USER, base: BASE }, HELPER),
      clone: {
        commits: { [BASE]: { shortlog: 'KVM: x86: Do the thing before' } },
        defines: { 'arch/x86/include/asm/kvm_host.h': ['kvm_mmu_count_roots'] },
      },
    },
    {
      name: 'a file that is not built earlier',
      series: series(NEW_FILE, { ...HELPER, diff: { ...HELPER.diff, ...BUILD } }),
    },
    {
      name: 'another architecture',
      series: series(
        { ...USER, diff: { 'arch/arm64/kvm/arm.c': ['+\treset_vcpu_counters(vcpu);'] } },
        {
          ...HELPER,
          diff: { 'arch/s390/kvm/kvm-s390.h': ['+void reset_vcpu_counters(struct kvm_vcpu *vcpu);'] },
        },
      ),
    },
  ],
  invalid: [
    {
      name: 'a function that the base has for another architecture alone',
      series: series({ ...USER, base: BASE }, HELPER),
      clone: {
        commits: { [BASE]: { shortlog: 'KVM: x86: Do the thing before' } },
        defines: { 'arch/s390/kvm/kvm-s390.h': ['kvm_mmu_count_roots'] },
      },
      quotes: ['kvm_mmu_count_roots'],
    },
    {
      name: 'a function before it is there',
      series: series(USER, HELPER),
      quotes: ['kvm_mmu_count_roots'],
      says: ['which patch 2/2 introduces'],
    },
    {
      name: 'a new file that is built too early',
      series: series(NEW_FILE, BUILT, HELPER),
      quotes: ['kvm_mmu_count_roots'],
      says: ['which patch 3/3 introduces'],
    },
    {
      name: 'a helper removed before its last user',
      series: series(REMOVE, CONVERT),
      quotes: ['old_count_of_roots'],
      says: ['which is used until patch 2/2'],
    },
    {
      name: 'a macro of the tests’ own headers',
      series: series(INCLUDES, FILE),
      quotes: ['RING_SLOTS'],
    },
    {
      name: 'a field',
      series: series(
        { ...USER, diff: { 'arch/x86/kvm/x86.c': ['+\tvcpu->arch.nested_context_reuse++;'] } },
        {
          ...HELPER,
          diff: {
            'arch/x86/include/asm/kvm_host.h': [
              ' struct kvm_vcpu_arch {',
              '+\tu64 nested_context_reuse;',
              ' };',
            ],
          },
        },
      ),
      quotes: ['nested_context_reuse'],
    },
    {
      name: 'what an Order: line asks for',
      series: series(USER, { ...CONVERT, notes: 'Order: before patch 1' }),
      quotes: [USER.subject],
      says: ['contrary to an "Order:" line'],
    },
  ],
});
