import type { Examples } from '../more';

const ALSO = ['arch/x86/kvm/x86.c', 'mm/memory.c'];

export const more: Examples = {
  valid: [
    { name: 'applied again', message: 'Reapply "KVM: x86: Added a helper"', files: ['arch/x86/kvm/x86.c'] },
    { name: 'two verbs', message: 'KVM: SVM: Save/restore the PAT' },
  ],
  invalid: [
    { name: 'of KVM and others', message: 'KVM: x86: Added a helper', files: ALSO, quotes: ['Added'] },
    {
      name: 'another prefix, and KVM alone',
      message: 'selftests: Added a helper',
      files: ['tools/testing/selftests/kvm/lib/kvm_util.c'],
      quotes: ['Added'],
    },
    {
      name: 'what it is',
      message: 'KVM: x86: SEV IOCTL test',
      quotes: ['SEV IOCTL test'],
      says: ['No imperative verb'],
    },
  ],
};
