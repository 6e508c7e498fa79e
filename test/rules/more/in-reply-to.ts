import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const mail = (number: string, id: string, to?: string) =>
  exampleMail({
    subject: `[PATCH${number}] KVM: x86: Fix a leak`,
    diff: number === ' 0/2' ? {} : { 'arch/x86/kvm/x86.c': ['-old', '+new'] },
    headers: {
      'Message-ID': id,
      ...(to !== undefined && { 'In-Reply-To': to, References: `${COVER} ${to}` }),
    },
  });
const COVER = '<cover@example.org>';
const OTHER = '<report@example.org>';

export const more: Examples = {
  valid: [
    {
      name: 'the second patch again, alone, below the first',
      series: [mail(' 2/2', '<20240101000000.123-1-ada@example.org>', '<1@example.org>')],
      part: true,
    },
    {
      name: 'the second patch alone, where the first is missing',
      series: [mail(' 2/2', '<2@example.org>', OTHER)],
    },
  ],
  invalid: [
    {
      name: 'the second patch below something else',
      series: [
        mail(' 0/2', COVER),
        mail(' 1/2', '<1@example.org>', COVER),
        mail(' 2/2', '<2@example.org>', OTHER),
      ],
      quotes: [OTHER],
      says: ['reply to something other'],
    },
  ],
};
