import { exampleDiff, exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const IN = (text: string) => `KVM: x86: Lock the demo\n\n${text}\n`;
const DIFF = (...lines: string[]) => exampleDiff({ 'arch/x86/kvm/x86.c': lines });
const LOCK = DIFF('+\tspin_lock(&tsc_write_lock);', '+\tdrop(tsc_write_a);');

export const more: Examples = {
  valid: [
    {
      name: 'a name that another patch of the series brings',
      series: [
        exampleMail({
          subject: '[PATCH 1/2] KVM: x86: Reset the demo',
          text: 'Reset the demo, for which kvm_other_reset() will be of use.',
          diff: { 'arch/x86/kvm/x86.c': ['+\tkvm_demo_reset();'] },
        }),
        exampleMail({
          subject: '[PATCH 2/2] KVM: x86: Reset the other',
          diff: { 'arch/x86/kvm/x86.c': ['+\tkvm_other_reset();'] },
        }),
      ],
      clone: { uses: {} },
    },
    {
      name: 'a misspelled name that goes',
      message: IN('Replace tsc_writt_lock.'),
      diff: DIFF('-\tspin_lock(&tsc_writt_lock);', '+\tspin_lock(&tsc_write_lock);'),
    },
    { name: 'a part is missing', message: IN('Take tsc_writt.'), diff: LOCK },
    { name: 'another part differs as well', message: IN('Take tsc_writt_demo.'), diff: LOCK },
    { name: 'a part that is far from the one of the code', message: IN('Take tsc_wxyzt_lock.'), diff: LOCK },
  ],
  invalid: [
    {
      name: 'letters that the code has in uppercase',
      message: IN('Read pt_regs_gpa.'),
      diff: DIFF('+\tread(pt_regs_GPA);'),
      quotes: ['pt_regs_gpa'],
      says: ['`pt_regs_GPA`'],
    },
    {
      name: 'one part of a name misspelled',
      message: IN('Take tsc_writt_lock.'),
      diff: LOCK,
      quotes: ['tsc_writt_lock'],
    },
  ],
};
