import type { Examples } from '../more';

const message = (tag: string) =>
  `KVM: SVM: Clear the event\n\nClear it.\n\n${tag}\nSigned-off-by: Ann Author <ann@example.org>\n`;

export const more: Examples = {
  valid: [],
  invalid: [
    {
      name: 'the address that works, in a tag that does not',
      message: message('CC: stable@kernel.org'),
      quotes: ['CC: stable@kernel.org'],
      levels: ['block'],
      fixed: message('Cc: stable@vger.kernel.org'),
    },
  ],
};
