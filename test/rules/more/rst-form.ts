import { exampleDiff } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const message = 'KVM: x86: Document the demo ioctl\n\nDocument what the demo ioctl returns.\n';
const DOC = (...lines: string[]) => exampleDiff({ 'Documentation/virt/kvm/api.rst': lines });

export const more: Examples = {
  valid: [{ name: 'a line below blank lines', message, diff: DOC('+', '+', '+------', '+Text.') }],
  invalid: [
    {
      name: 'the underline alone is changed',
      message,
      diff: DOC(' ', ' Demos', '-=====', '+===', ' '),
      quotes: ['==='],
    },
  ],
};
