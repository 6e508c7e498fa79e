import { exampleDiff } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

export const more: Examples = {
  valid: [
    {
      name: 'a short one below what was in disorder',
      message: 'KVM: x86: Add a helper\n\nAdd a helper to drop stale state.\n',
      diff: exampleDiff({
        'arch/x86/kvm/x86.c': [' {', ' \tint r;', ' \tunsigned long stale_gfn;', '+\tbool is_stale;', ' '],
      }),
    },
  ],
  invalid: [],
};
