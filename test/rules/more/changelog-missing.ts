import type { Examples } from '../more';

const message = (text = '') =>
  `KVM: x86: Fix a leak\n\n${text && `${text}\n\n`}Signed-off-by: Ada Example <ada@example.org>\n`;
const NONE = { message: message(), quotes: [null] };

export const more: Examples = {
  passes: [{ name: 'in another alphabet', message: message('Исправить утечку.') }],
  fails: [
    {
      name: 'what does not change',
      message: message('No functional change intended.'),
      quotes: ['No functional change intended.'],
      levels: ['warn'],
      says: ['says what does not change'],
    },
    {
      name: 'what a tool printed',
      message: message(
        'Fix the following coccicheck warning:\n\n./arch/x86/kvm/x86.c:1:2-3: Unneeded semicolon',
      ),
      quotes: ['Fix the following coccicheck warning:'],
      levels: ['warn'],
      says: ['what a tool printed'],
    },
    {
      name: 'a list below the line',
      ...NONE,
      notes: ' - Fix the leak of a root',
      says: ['a sentence will do'],
    },
    {
      name: 'versions below the line',
      ...NONE,
      notes: 'v2: rebase it on next',
      says: ['a sentence will do'],
    },
    { name: 'a word below the line', ...NONE, notes: 'Thanks!', says: ['a sentence will do'] },
    {
      name: 'a sentence below the line',
      ...NONE,
      notes: 'The root is lost with it.',
      says: ['is not recorded'],
    },
  ],
};
