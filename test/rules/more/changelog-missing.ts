import type { Examples } from '../more';

const message = (text = '') =>
  `KVM: x86: Fix a leak\n\n${text && `${text}\n\n`}Signed-off-by: Ada Example <ada@example.org>\n`;
const NONE = { message: message(), quotes: [null] };

export const more: Examples = {
  valid: [{ name: 'in another alphabet', message: message('Исправить утечку.') }],
  invalid: [
    {
      name: 'what does not change',
      message: message('No functional change intended.'),
      quotes: ['No functional change intended.'],
      levels: ['warn'],
      says: ['says what does not change'],
    },
    {
      name: "a tool's output",
      message: message(
        'Fix the following coccicheck warning:\n\n./arch/x86/kvm/x86.c:1:2-3: Unneeded semicolon',
      ),
      quotes: ['Fix the following coccicheck warning:'],
      levels: ['warn'],
      says: ["a tool's output"],
    },
    {
      name: 'a list below the line',
      ...NONE,
      notes: ' - Fix the leak of a root',
      says: ['one sentence is enough'],
    },
    {
      name: 'versions below the line',
      ...NONE,
      notes: 'v2: rebase it on next',
      says: ['one sentence is enough'],
    },
    { name: 'a word below the line', ...NONE, notes: 'Thanks!', says: ['one sentence is enough'] },
    {
      name: 'a sentence below the line',
      ...NONE,
      notes: 'The root is lost with it.',
      says: ['git does not record'],
    },
  ],
};
