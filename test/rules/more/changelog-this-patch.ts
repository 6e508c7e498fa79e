import type { Examples } from '../more';

const message = (text: string) => `KVM: x86: Fix a leak\n\n${text}\n`;

export const more: Examples = {
  valid: [],
  invalid: [
    {
      name: 'a commit is named, and another one may be meant',
      message: message('Commit 0123456789ab ("KVM: x86: Add a root") leaks it. This commit frees nothing.'),
      quotes: ['This commit'],
      levels: ['warn'],
    },
    {
      name: 'a commit is named, and the patch is meant',
      message: message('Commit 0123456789ab ("KVM: x86: Add a root") leaks it. This patch frees it.'),
      quotes: ['This patch'],
      levels: ['block'],
    },
    {
      name: 'no commit is named',
      message: message('A root leaks. This commit frees it.'),
      quotes: ['This commit'],
      levels: ['block'],
    },
  ],
};
