import { exampleMail } from '../../../src/lint/example-mail';
import { parseDiff } from '../../../src/model/diff';
import { type EvidenceId, patchIdOf } from '../../../src/model/evidence';
import type { Examples } from '../more';

const one = (path: string, notes?: string) => [
  exampleMail({
    subject: '[PATCH] KVM: x86: Change it',
    diff: { [path]: ['-\told();', '+\tnew();'] },
    notes,
  }),
];
const SAY = 'Say what was run in the cover letter or below `---`\n';

const RAN =
  'Built each patch with KVM_WERROR=y, and for 32-bit. Ran selftests and KVM-unit-tests on Intel and AMD.';
const X86 = 'arch/x86/kvm/x86.c';
const TEST = 'tools/testing/selftests/kvm/x86/demo_test.c';
const tree = (digit: string) => digit.repeat(40);
const step = (path: string, parent: string, result: string, id: EvidenceId, on: string) => ({
  id,
  patch: patchIdOf(
    parseDiff([
      `diff --git a/${path} b/${path}`,
      `--- a/${path}`,
      `+++ b/${path}`,
      '@@ -10 +10 @@',
      '-\told();',
      '+\tnew();',
    ]).diff,
  )!,
  parent: tree(parent),
  tree: tree(result),
  on,
  date: '2024-05-01',
});
const pair = [X86, TEST].map((path, i) => one(path, RAN)[0]!.replace('[PATCH]', `[PATCH ${i + 1}/2]`));
const ERROR = 'selftests-built x86/demo_test.c:10:2: error: no new().';

export const more: Examples = {
  valid: [
    {
      name: 'the same patch failed on top of another one',
      series: pair,
      clone: {
        evidence: [step(X86, '0', '1', 'build', 'gcc'), step(TEST, '8', '9', 'diagnostic', ERROR)],
      },
    },
  ],
  invalid: [
    {
      name: 'a line that does not compile',
      series: pair,
      clone: {
        evidence: [step(X86, '0', '1', 'build', 'gcc'), step(TEST, '1', '2', 'diagnostic', ERROR)],
      },
      quotes: ['new();'],
      says: ['Fails git kvm verify (selftests-built): x86/demo_test.c:10: error: no new()\n'],
    },
    {
      name: 'a line that the patch does not show, a file that it does not touch, and no line at all',
      series: one(X86, RAN),
      clone: {
        evidence: [
          `build ${X86}:99:5: error: 'unused' defined but not used`,
          'build arch/x86/kvm/mmu.h:10: error: bad',
          'build ERROR: modpost: "new" [arch/x86/kvm/kvm.ko] undefined!',
        ].map((on) => step(X86, '0', '1', 'diagnostic', on)),
      },
      quotes: [null, null, null],
      says: [`(build): ${X86}:99: error: 'unused'`, 'mmu.h:10: error: bad', '(build): ERROR: modpost: "new"'],
    },
    {
      name: 'what is worth doing is left',
      series: one('arch/x86/kvm/vmx/vmx.c', 'Built it, ran selftests and KVM-unit-tests.'),
      quotes: [null],
      says: [
        `Before sending, if possible: build with KVM_SMM and KVM_XEN off, with PROVE_LOCKING, and for 32-bit\n${SAY}`,
      ],
    },
    {
      name: 'only what has to be done is left',
      series: one('tools/testing/selftests/kvm/x86/smm_test.c'),
      quotes: [null],
      says: [`Before sending: run the KVM selftests\n${SAY}`],
    },
    {
      name: 'both',
      series: one('arch/x86/kvm/vmx/vmx.c', 'Ran selftests and KVM-unit-tests.'),
      quotes: [null],
      says: [
        'KVM_WERROR=y\nSay what was run in the cover letter or below `---`; see git kvm plan for what is worth running\n',
      ],
    },
  ],
};
