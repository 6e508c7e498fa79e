import { exampleDiff } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const message = (text: string) => `KVM: VMX: Check the guest's RIP\n\n${text}\n`;

export const more: Examples = {
  valid: [
    {
      name: 'a table in a line that a comment had before',
      message: message('Check the RIP on entry.'),
      diff: exampleDiff({
        'arch/x86/kvm/x86.c': [
          ' /*',
          '  * Reserved types, see table 29-8,',
          '+ * also without paging.',
          '  */',
        ],
      }),
    },
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
    {
      name: 'a range of tables in a comment, and one of another architecture',
      message: message('Check the RIP on entry.'),
      diff: exampleDiff({
        'arch/x86/kvm/x86.c': ['+\t/* Walk table 1-4, then tables 12-17. */'],
        'arch/arm64/kvm/arm.c': ['+\t/* See table 29-8. */'],
      }),
    },
  ],
  invalid: [
    {
      name: 'a table in a comment, of a manual that no one names',
      message: message('Check the RIP on entry.'),
      diff: exampleDiff({ 'arch/x86/kvm/x86.c': ['+\t/* Reserved types, see table 29-8. */'] }),
      quotes: ['table 29-8'],
      levels: ['warn'],
    },
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
