import type { Examples } from '../more';

const V1 = 'https://lore.kernel.org/all/20240401080000.1-1-ann@example.org';
const message = (text: string) =>
  `KVM: VMX: Reload the controls\n\n${text}\n\nSigned-off-by: Ann Author <ann@example.org>\n`;

export const more: Examples = {
  valid: [
    {
      name: 'a sentence above that names a version of something',
      message: message(`Keep what the previous version of the helper did.\n${V1}`),
    },
    { name: 'a heading above', message: message(`Reported here:\n${V1}`) },
  ],
  invalid: [
    {
      name: 'words on a version above, and a colon',
      message: message(`The previous version, for those who want it:\n${V1}`),
      quotes: [V1],
    },
    { name: 'a version above', message: message(`v1:\n${V1}`), quotes: [V1] },
    {
      name: 'marked above and below the line',
      message: message(`v1: ${V1}`),
      notes: `v1: ${V1}`,
      quotes: [V1],
    },
  ],
};
