import type { Examples } from '../more';

export const more: Examples = {
  passes: [],
  fails: [
    {
      name: 'to be squashed',
      message: 'fixup! KVM: x86: Fix a leak',
      quotes: ['fixup!'],
      says: ['is for `git rebase --autosquash`, not for the list\nSquash it first'],
    },
    {
      name: 'to stay here',
      message: 'WIP: KVM: x86: Fix a leak',
      quotes: ['WIP:'],
      says: ['marks a commit that stays in this clone\nLeave the commit out'],
    },
  ],
};
