/** Ten commits as a newcomer to KVM x86 writes them, before the guide was read. */

export interface NewcomerCommit {
  readonly name: string;
  /** What is changed: path, text that is there (none: a new file), and what it becomes. */
  readonly edits: readonly (readonly [path: string, from: string | null, to: string])[];
  /** `{short}` is the id of the clone's first commit in eight digits. */
  readonly message: string;
  /** Rules that speak of it, with the words that tell what to write instead; `{culprit}` is the same id in twelve digits. */
  readonly told: Readonly<Record<string, string>>;
}

const MMU = 'arch/x86/kvm/mmu/mmu.c';
const VMX = 'arch/x86/kvm/vmx/vmx.c';
const SVM = 'arch/x86/kvm/svm/svm.c';
const X86 = 'arch/x86/kvm/x86.c';
const SELFTESTS = 'tools/testing/selftests/kvm';
const SIGNED = 'Signed-off-by: Ada Example <ada@example.org>';

export const COMMITS: readonly NewcomerCommit[] = [
  {
    name: 'a bug fix of two lines, as in many other projects',
    edits: [[VMX, 'X86_EFLAGS_FIXED', 'X86_EFLAGS_FIXED | X86_EFLAGS_ID']],
    message: 'fix bug in vmx.c\n\nThere was a bug in vmx reset. This patch fixes it.\n',
    told: {
      'shortlog-prefix': 'Use the prefix `KVM: VMX:`',
      'shortlog-capitalize': 'Write `Fix`',
      'changelog-this-patch': 'Say what changes: `Add …`, `Fix …`',
      'signed-off-by': 'Add `Signed-off-by: Ada Example <ada@example.org>`',
      'fixes-missing':
        'Add one for the commit that introduced the bug, even if no backport is needed: Fixes: 0123456789ab ("KVM: …")',
    },
  },
  {
    name: 'the path as the prefix, the past tense, one long line',
    edits: [[SVM, 'X86_EFLAGS_FIXED', 'X86_EFLAGS_FIXED | X86_EFLAGS_ID']],
    message: `arch/x86/kvm/svm: Added the ID flag to the reset state.

Added the ID flag to the state after a reset because some guests probe for CPUID support with it before they use the instruction.

${SIGNED}
`,
    told: {
      'shortlog-prefix': 'Use the prefix `KVM: SVM:`',
      'shortlog-punctuation': 'Drop it',
      'shortlog-imperative': 'Write `Add …`',
      'changelog-lead': 'Write `Add …`',
      'changelog-wrap': 'Wrap at 75 columns',
    },
  },
  {
    name: 'two topics, since it touches both',
    edits: [
      [VMX, 'X86_EFLAGS_FIXED', 'demo_reset_rflags()'],
      [SVM, 'X86_EFLAGS_FIXED', 'demo_reset_rflags()'],
    ],
    message: `KVM: VMX, SVM: use a helper for the reset value of RFLAGS

We should use one helper for both vendors, so that our reset code is the
same. See the patch 2/5 for the helper.

${SIGNED}
`,
    told: {
      'shortlog-topic': 'Write `KVM: x86:`',
      'shortlog-capitalize': 'Write `Use`',
      'changelog-pronoun': 'Name the actor (KVM, the host, the guest',
      'changelog-this-patch': 'Say what it does instead, or cite the commit if it already has an id',
    },
  },
  {
    name: "the guest's name for a change of the host",
    edits: [[X86, '*data = vcpu->arch.demo_counter;', '*data = READ_ONCE(vcpu->arch.demo_counter);']],
    message: `x86/kvm: read the counter once

I noticed while reading demo_get_msr that the compiler may read the counter
twice, let's use READ_ONCE so that you never see two values.

${SIGNED}
`,
    told: {
      'shortlog-x86-kvm': 'Use the prefix `KVM: x86:`',
      'function-parentheses': 'Write `demo_get_msr()`',
      'changelog-pronoun': 'Describe the problem and the change, not what the author did',
    },
  },
  {
    name: 'the manual by section, and a shortlog that says everything',
    edits: [
      [
        X86,
        'vcpu->arch.demo_counter = data;',
        '/* See SDM Vol. 3B, section 19.2.2, table 19-3. */\n\t\tif (data >> 48)\n\t\t\treturn 1;\n\t\tvcpu->arch.demo_counter = data;',
      ],
    ],
    message: `KVM: x86: Reject all writes to the demo counter MSR that set one of its reserved bits

Reject writes that set a bit above the width of the counter, according to
section 19.2.2 of the Intel SDM volume 3B.

${SIGNED}
`,
    told: {
      'shortlog-length': 'Shorten it to 75',
      'sdm-reference': 'name the section by its title',
    },
  },
  {
    name: 'tags from memory',
    edits: [[MMU, 'gfn <= end', 'gfn < end']],
    message: `KVM: x86/mmu: Stop zapping at the end of the range

Exclude the end of the range when zapping, as callers pass an exclusive end.

fixes: {short} (KVM: x86/mmu: Add a helper to
zap a range)
Reported-and-tested-by: Ben Example <ben@example.org>
CC: <stable@kernel.org>
${SIGNED}
`,
    told: {
      'fixes-format': 'Write `Fixes: {culprit} ("KVM: x86/mmu: Add a helper to zap a range")`',
      'stable-tag': 'Write "Cc: stable@vger.kernel.org"',
      'report-link': 'Closes: https://lore.kernel.org/all/<Message-ID>',
    },
  },
  {
    name: 'a new selftest',
    edits: [
      [
        `${SELFTESTS}/x86/demo_reset_test.c`,
        null,
        '// SPDX-License-Identifier: GPL-2.0-or-later\n#include "test_util.h"\n\nint main(void)\n{\n\t/* We expect the counter to be cleared by INIT. */\n\tTEST_ASSERT(demo_read_msr() == 0, "The counter is cleared");\n\treturn 0;\n}\n',
      ],
    ],
    message: `selftests: KVM: x86: Test that INIT clears the counter

Tests that the counter is cleared. Currently there is no test of it.

${SIGNED}
`,
    told: {
      'shortlog-prefix': 'Use the prefix `KVM: selftests:`',
      'changelog-lead': 'Write `Test …`',
      'comment-pronoun': 'Name the actor (KVM, the guest, userspace',
      'selftests-list': 'Add TEST_GEN_PROGS_x86 += x86/demo_reset_test',
    },
  },
  {
    name: 'nothing but a shortlog',
    edits: [
      [
        X86,
        'case MSR_DEMO_COUNTER:\n\t\tvcpu',
        'case MSR_DEMO_COUNTER:\n\t\tkvm_make_request(KVM_REQ_DEMO, vcpu);\n\t\tvcpu',
      ],
    ],
    message: 'KVM: x86: MSR handling\n',
    told: {
      'changelog-missing': 'Say what changes, then why',
      'signed-off-by': 'Add `Signed-off-by: Ada Example <ada@example.org>`',
    },
  },
  {
    name: 'the history of versions, and links to another archive',
    edits: [
      [
        MMU,
        'static bool demo_zap_leaf',
        '/**\n * demo_zap_leaf - zap one leaf SPTE\n * @kvm: the VM\n * @sptep: the SPTE\n */\nstatic bool demo_zap_leaf',
      ],
    ],
    message: `KVM: x86/mmu: Document demo_zap_leaf

Describe what demo_zap_leaf does, as I had to look it up myself.

v1 -> v2:
 - fixed a typo in the comment
 - addressed review of Ben

Reported-by: Ben Example <ben@example.org>
Link: https://lkml.org/lkml/2024/5/1/123
${SIGNED}
`,
    told: {
      'changelog-pronoun': 'Describe the problem and the change, not what the author did',
      'changelog-history': 'Move it below a `---` line',
      'link-lore': 'Write https://lore.kernel.org/all/<Message-ID>',
      'kernel-doc': 'Start the comment with `/*`',
    },
  },
  {
    name: 'a part of a series',
    edits: [[SVM, 'X86_EFLAGS_FIXED', 'X86_EFLAGS_FIXED | X86_EFLAGS_RF']],
    message: `KVM: VMX: Setting RF on reset!

In this series, the reset of RFLAGS is reworked. The prevous patch
prepared demo_svm_vcpu_reset; commit {short} forgot it.

${SIGNED}
`,
    told: {
      'shortlog-topic-files': 'Use the prefix `KVM: SVM:`',
      'shortlog-imperative': 'Write `Set …`',
      'changelog-this-patch': 'Say what changes',
      'function-parentheses': 'Write `demo_svm_vcpu_reset()`',
      'commit-reference': 'Write `commit {culprit} ("KVM: x86/mmu: Add a helper to zap a range")`',
      spelling: 'Did you mean `previous`',
    },
  },
];
