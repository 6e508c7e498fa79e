import type { Examples } from '../more';

const BOB = 'Reported-by: Bob Builder <bob@example.org>';
const LINK = 'Link: https://lore.kernel.org/all/20240501080000.1-1-bob@example.org';
const message = (...tags: string[]) =>
  `KVM: VMX: Reload the controls\n\nReload them after a reset.\n\n${tags.join('\n')}\n`;

export const more: Examples = {
  valid: [],
  invalid: [
    {
      name: 'a link elsewhere',
      message: message(LINK, BOB),
      quotes: [BOB],
      says: ['is not immediately followed by its link'],
      levels: ['note'],
    },
    {
      name: 'no link',
      message: message(BOB),
      quotes: [BOB],
      says: ['without a link'],
    },
  ],
};
