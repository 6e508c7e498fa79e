import { exampleDiff } from '../../../src/core/example-mail';
import type { Examples } from '../more';

const message = (text: string) => `KVM: VMX: Check the guest's RIP\n\n${text}\n`;

export const more: Examples = {
  passes: [
    {
      name: 'code that is quoted',
      message: message('Drop the comment:\n\n\t/* SDM, section 25.3 */\n\tcheck(vcpu);'),
    },
    { name: 'a Page Table with capitals', message: message('Check the RIP in Page Table 4 on Intel.') },
    { name: 'a table of one’s own', message: message('Check what table 4 has on Intel.') },
    {
      name: 'in a line that a comment had before',
      message: message('Check the RIP on entry.'),
      diff: exampleDiff({
        'arch/x86/kvm/x86.c': [
          ' /*',
          '  * Check it as the SDM wants it,',
          '+ * also without paging.',
          '  */',
        ],
      }),
    },
  ],
  fails: [
    {
      name: 'a Table with a capital',
      message: message('Check the RIP, see Table 7 of the APM.'),
      quotes: ['Table 7'],
      levels: ['warn'],
    },
    {
      name: 'a table with two numbers',
      message: message('Check the RIP, see table 15-7 of the APM.'),
      quotes: ['table 15-7'],
      levels: ['warn'],
    },
  ],
};
