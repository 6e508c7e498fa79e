import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const DEMO = exampleMail({
  subject: '[PATCH 1/2] KVM: x86: Add the demo',
  diff: {
    'arch/x86/kvm/x86.h': ['+#define DEMO_LOW 1'],
    'arch/x86/kvm/mmu.h': ['+#define DEMO_MAX 2'],
  },
});
const last = (diff: Record<string, string[]>) =>
  exampleMail({ subject: '[PATCH 2/2] KVM: x86: Emulate the demo', diff });
const USES = ['+\treturn DEMO_LOW + DEMO_MAX;'];

export const more: Examples = {
  valid: [
    {
      name: 'a module parameter that code turns off',
      series: [
        DEMO,
        last({
          'arch/x86/kvm/x86.c': [
            '+static bool __read_mostly enable_demo = true;',
            '+module_param(enable_demo, bool, 0444);',
            ' static int demo(void)',
            '+\tenable_demo = false;',
            ...USES,
          ],
        }),
      ],
    },
  ],
  invalid: [
    {
      name: 'two macros, each in a header of its own',
      series: [DEMO, last({ 'arch/x86/kvm/x86.c': ['+\treset();'] })],
      quotes: ['DEMO_LOW', 'DEMO_MAX'],
    },
    {
      name: 'a macro of the library of selftests',
      series: [
        DEMO,
        last({
          'arch/x86/kvm/x86.c': USES,
          'tools/testing/selftests/kvm/include/x86/processor.h': ['+#define DEMO_BITS 3'],
        }),
      ],
      quotes: ['DEMO_BITS'],
    },
  ],
};
