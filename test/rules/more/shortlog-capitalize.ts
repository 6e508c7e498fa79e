import { exampleDiff } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const diff = (...lines: string[]) => exampleDiff({ 'arch/x86/kvm/x86.c': lines });

export const more: Examples = {
  valid: [],
  invalid: [
    {
      name: 'of KVM and others',
      message: 'KVM: x86: add a helper',
      files: ['arch/x86/kvm/x86.c', 'mm/memory.c'],
      quotes: ['add'],
      fixed: 'KVM: x86: Add a helper',
    },
    {
      name: 'another prefix, and KVM alone',
      message: 'selftests: add a helper',
      files: ['tools/testing/selftests/kvm/lib/kvm_util.c'],
      quotes: ['add'],
      fixed: 'selftests: Add a helper',
    },
    {
      name: 'a verb that the code has as well',
      message: 'KVM: x86: reset the state',
      diff: diff('+\treset = true;'),
      quotes: ['reset'],
      fixed: 'KVM: x86: Reset the state',
    },
    {
      name: 'a word that a comment has as well',
      message: 'KVM: x86: also return the page',
      diff: diff('+\t * It is also kept.', '+\tkeep(page);'),
      quotes: ['also'],
      fixed: 'KVM: x86: Also return the page',
    },
  ],
};
