import type { Examples } from '../more';

export const more: Examples = {
  valid: [],
  invalid: [
    {
      name: 'to be squashed',
      message: 'fixup! KVM: x86: Fix a leak',
      quotes: ['fixup!'],
      says: ['commit is not squashed\nSquash it'],
    },
    {
      name: 'to stay here',
      message: 'WIP: KVM: x86: Fix a leak',
      quotes: ['WIP:'],
      says: ["commit is not meant for the list\nDon't send the commit"],
    },
  ],
};
