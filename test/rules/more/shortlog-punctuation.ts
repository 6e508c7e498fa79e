import type { Examples } from '../more';

export const more: Examples = {
  valid: [{ name: 'nothing else', message: 'KVM: x86: ...' }],
  invalid: [
    {
      name: 'of KVM and others',
      message: 'KVM: x86: Add a helper.',
      files: ['arch/x86/kvm/x86.c', 'mm/memory.c'],
      quotes: ['.'],
      fixed: 'KVM: x86: Add a helper',
    },
    {
      name: 'another prefix, and KVM alone',
      message: 'selftests: Add a helper.',
      files: ['tools/testing/selftests/kvm/lib/kvm_util.c'],
      quotes: ['.'],
      fixed: 'selftests: Add a helper',
    },
  ],
};
