import { problemsOf } from '../analysis/order/order/problems';
import { exampleMail } from '../lint/example-mail';
import { type RulePage, seriesRule } from '../lint/rule';

export default seriesRule({
  id: 'series-order-test',
  section: 'series',
  level: 'block',
  scope: 'kvm',
  requires: ['series', 'diff'],
  summary: 'Put a test after the fix or feature that it needs',
  *check(series, { clone }) {
    yield* problemsOf(series, clone, {
      takes: ({ kind }) => kind === 'covers',
      blames: 'second',
      says: (test, changes, names) =>
        names.length > 0
          ? `${test} does not build without ${changes} (${names.slice(0, 3).join(', ')}), and comes before ${them(changes)}`
          : `${test} tests ${changes}, and comes before ${them(changes)}`,
    });
  },
});

/** The pronoun for one patch, or for several. */
function them(changes: string): string {
  return changes.includes(' and ') ? 'them' : 'it';
}

const CAP = {
  subject: 'KVM: x86: Add KVM_CAP_X86_PAUSE_COUNT',
  diff: {
    'include/uapi/linux/kvm.h': [' #define KVM_CAP_OTHER 240', '+#define KVM_CAP_X86_PAUSE_COUNT 241'],
    'arch/x86/kvm/x86.c': [
      ' \tswitch (ext) {',
      '+\tcase KVM_CAP_X86_PAUSE_COUNT:',
      '+\t\tr = kvm_caps.has_pause_count;',
      '+\t\tbreak;',
    ],
  },
  text: 'Add a capability to let userspace limit the number of PAUSE exits.',
};
const CAP_TEST = {
  subject: 'KVM: selftests: Add a test for the limit of PAUSE exits',
  diff: {
    '+tools/testing/selftests/kvm/x86/pause_count_test.c': [
      '+int main(void)',
      '+{',
      '+\tTEST_REQUIRE(kvm_has_cap(KVM_CAP_X86_PAUSE_COUNT));',
      '+\treturn 0;',
      '+}',
    ],
  },
  text: 'Verify that a vCPU exits once it has executed PAUSE too often.',
};
const FIX = {
  subject: 'KVM: x86: Fix the reset of TSC_AUX in kvm_vcpu_reset()',
  diff: { 'arch/x86/kvm/x86.c': ['-\tkeep_tsc_aux(vcpu);', '+\tvcpu->arch.tsc_aux = 0;'] },
  text: 'Clear TSC_AUX when the vCPU is reset by INIT.\n\nFixes: 0123456789ab ("KVM: x86: Add TSC_AUX")',
};
const FIX_TEST = {
  subject: 'KVM: selftests: Add a regression test for TSC_AUX across INIT reset',
  diff: {
    '+tools/testing/selftests/kvm/x86/tsc_aux_reset_test.c': [
      '+int main(void)',
      '+{',
      '+\treturn run();',
      '+}',
    ],
  },
  text: 'Verify that TSC_AUX is cleared by a reset. Without the fix, the test fails.',
};
const OTHER = {
  subject: 'KVM: x86/mmu: Drop an unused parameter',
  diff: { 'arch/x86/kvm/mmu/mmu.c': ['-\tzap(root, true);', '+\tzap(root);'] },
  text: 'Drop a parameter that is never read. No functional change intended.',
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
  why: `A series must bisect. A test that shows a bug fails until the bug is fixed, and one that uses a new capability does not build
until the header has it: both belong after the patch that they test. If only words relate a test to a change, git-kvm can be
wrong; a line "Order: independent of patch 3" below \`---\` settles it.`,
  valid: [
    { name: 'a capability, then its test', series: series(CAP, CAP_TEST) },
    { name: 'a fix, then its test', series: series(OTHER, FIX, FIX_TEST) },
    { name: 'a test before a change that it has nothing to do with', series: series(FIX, FIX_TEST, OTHER) },
    { name: 'two fixes, each with its test', series: series(FIX, FIX_TEST, CAP, CAP_TEST) },
    {
      name: 'a pair that the contributor settled',
      series: series({ ...FIX_TEST, notes: 'Order: independent of patch 2' }, FIX),
    },
    {
      name: 'documentation may name a capability early',
      series: series(
        {
          subject: 'KVM: x86: Document KVM_CAP_X86_PAUSE_COUNT',
          diff: { 'Documentation/virt/kvm/api.rst': ['+8.99 KVM_CAP_X86_PAUSE_COUNT'] },
          text: 'Describe the capability.',
        },
        CAP,
        CAP_TEST,
      ),
    },
    {
      name: 'constants of the specification, copied by hand',
      series: series(
        {
          subject: 'KVM: selftests: Sync the definitions of VMX controls',
          diff: {
            'tools/testing/selftests/kvm/include/x86/vmx.h': [
              '+#define SECONDARY_EXEC_NEW_CONTROL 0x40000000',
            ],
          },
          text: 'Bring the list up to date.',
        },
        {
          subject: 'KVM: VMX: Define SECONDARY_EXEC_NEW_CONTROL',
          diff: { 'arch/x86/include/asm/vmx.h': ['+#define SECONDARY_EXEC_NEW_CONTROL 0x40000000'] },
          text: 'Define the control, for later use.',
        },
      ),
    },
  ],
  invalid: [
    {
      name: 'a test that does not build yet, skip or no skip',
      series: series(CAP_TEST, CAP),
      quotes: ['KVM_CAP_X86_PAUSE_COUNT'],
    },
    {
      name: 'a regression test before its fix',
      series: series(FIX_TEST, FIX),
      quotes: [FIX_TEST.subject],
      says: ['tests patch 2/2, and comes before it'],
    },
    {
      name: 'a regression test before its fix, among others',
      series: series(OTHER, FIX_TEST, FIX),
      quotes: [FIX_TEST.subject],
    },
    {
      name: 'two tests, each before what it tests',
      series: series(FIX_TEST, CAP_TEST, FIX, CAP),
      quotes: [FIX_TEST.subject, 'KVM_CAP_X86_PAUSE_COUNT'],
      says: ['and comes before it', 'does not build without'],
    },
  ],
});
