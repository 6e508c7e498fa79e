import { exampleDiff, exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const X86 = 'arch/x86/kvm/x86.c';
const VMX = 'arch/x86/kvm/vmx/vmx.c';
const SVM = 'arch/x86/kvm/svm/svm.c';
const TEST = 'tools/testing/selftests/kvm/x86/smm_test.c';

export const more: Examples = {
  valid: [
    {
      name: 'another architecture and selftests, in a series of KVM x86',
      series: ['selftests: Move it', 'selftests: Split it', 'arm64: selftests: Drop it'].map((title, i) =>
        exampleMail({
          subject: `[PATCH ${i + 1}/3] KVM: ${title}`,
          diff: {
            [`tools/testing/selftests/kvm/lib/${i < 2 ? '' : 'arm64/'}ucall.c`]: ['-\ta();', '+\tb();'],
          },
        }),
      ),
    },
    {
      name: 'a topic in use that is not listed, which shortlog-topic reports',
      message: 'KVM: TDX: Allow it',
      files: [SVM],
    },
    {
      name: 'a further word that is not a topic, which shortlog-topic reports',
      message: 'KVM: SVM: ASID: Cache it',
      files: [VMX],
    },
    { name: 'files of no topic', message: 'KVM: x86: Tell objtool', files: ['tools/objtool/check.c'] },
    {
      name: 'a file that all selftests share',
      message: 'KVM: selftests: Build all at once',
      files: ['tools/testing/selftests/lib.mk'],
    },
    {
      name: 'a topic that is not listed, and its own file',
      message: 'KVM: pfncache: Drop an unused pfn',
      files: ['virt/kvm/pfncache.c'],
    },
    {
      name: 'most of it in a common header',
      message: 'KVM: Walk memslots in order',
      diff: exampleDiff({
        'include/linux/kvm_host.h': ['+int a;', '+int b;', '+int c;'],
        'arch/x86/kvm/mmu/mmu.c': ['-old', '+new'],
      }),
    },
    {
      name: 'the listed parent of a topic that is not',
      message: 'KVM: VMX: Wait for the module',
      files: ['arch/x86/kvm/vmx/tdx.c'],
    },
    {
      name: 'a topic too many, which is applied as it is',
      message: 'KVM: selftests: x86: Count exits',
      files: [VMX],
    },
  ],
  invalid: [
    {
      name: 'one vendor, and a little of the other',
      message: 'KVM: VMX: Allow it',
      diff: exampleDiff({ [VMX]: ['+\ta();', '+\tb();', '+\tc();', '+\td();'], [SVM]: ['+\ta();'] }),
      quotes: ['KVM: VMX'],
      says: ['The files touched suggest `KVM: x86:`'],
      levels: ['warn'],
    },
    {
      name: 'as much in a common header as in code',
      message: 'KVM: Walk memslots in order',
      diff: exampleDiff({
        'include/linux/kvm_host.h': ['+int a;', '+int b;'],
        'arch/x86/kvm/mmu/mmu.c': ['-old', '+new'],
      }),
      quotes: ['KVM'],
      levels: ['note'],
    },
    {
      name: 'files of a topic that is not listed, under another',
      message: 'KVM: SVM: Drop an unused pfn',
      files: ['virt/kvm/pfncache.c'],
      quotes: ['KVM: SVM'],
      levels: ['warn'],
    },
    {
      name: 'a nested topic, and what is around it',
      message: 'KVM: nVMX: Cache the exit reason',
      files: [VMX],
      quotes: ['KVM: nVMX'],
      levels: ['note'],
    },
    {
      name: 'a listed topic that nothing is touched of',
      message: 'KVM: x86/pmu: Allow it',
      files: [X86],
      quotes: ['KVM: x86/pmu'],
      levels: ['warn'],
    },
    {
      name: 'plain KVM for one vendor',
      message: 'KVM: Cache the exit reason',
      files: [VMX],
      quotes: ['KVM'],
      levels: ['note'],
    },
    {
      name: 'a test with a helper of the kernel',
      message: 'KVM: selftests: Count exits',
      diff: exampleDiff({ [TEST]: ['+one', '+two', '+three'], [X86]: ['+one', '+two'] }),
      quotes: ['KVM: selftests'],
      levels: ['note'],
    },
  ],
};
