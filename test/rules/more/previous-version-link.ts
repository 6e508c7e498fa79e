import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const LINK = 'https://lore.kernel.org/all/20240401080000.1-1-ann@example.org';
const SUBJECT = '[PATCH v2] KVM: x86: Rework exits';
const single = (notes: string, text?: string) =>
  exampleMail({ subject: SUBJECT, text, notes, diff: { 'arch/x86/kvm/x86.c': ['-\told();', '+\tnew();'] } });

export const more: Examples = {
  valid: [],
  invalid: [
    {
      name: 'a changelog that links to something else',
      series: [single('v2: Rework it.', `Rework exits, an idea first shown here:\n${LINK}`)],
      quotes: [SUBJECT],
      says: ['v2 does not link to v1 on lore'],
    },
    {
      name: 'a link to an earlier one, and no word of changes',
      series: [single(`The earlier one: ${LINK}`)],
      quotes: [SUBJECT],
      says: ['v2 does not say what changed since v1\n'],
    },
    {
      name: 'where to put it',
      series: [single('For next.')],
      quotes: [SUBJECT],
      says: ['`---` line, add "v1: https'],
    },
  ],
};
