import type { Examples } from '../more';

const upTo = (length: number) => 'KVM: x86: Zap '.padEnd(length, 'x');

export const more: Examples = {
  valid: [],
  invalid: [
    {
      name: 'what may be, for a good reason',
      message: upTo(80),
      quotes: ['xxxxx'],
      says: ['a good reason for up to 80'],
      levels: ['warn'],
    },
    { name: 'what may not be', message: upTo(81), quotes: ['x'], says: ['Shorten it to 75'] },
  ],
};
