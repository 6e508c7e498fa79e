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
    {
      name: 'a macro that the library of selftests must have for each architecture',
      series: [
        DEMO,
        last({
          'arch/x86/kvm/x86.c': USES,
          'tools/testing/selftests/kvm/include/loongarch/demo.h': ['+#define DEMO_EXIT 3'],
        }),
      ],
    },
    {
      name: 'macros of several lines, one below the other',
      series: [
        DEMO,
        last({
          'arch/x86/kvm/x86.c': USES,
          'arch/x86/kvm/lapic.h': ['LOW', 'HIGH', 'MAX'].flatMap((name) => [
            `+#define APIC_${name}(x) \\`,
            '+\tdemo(x, \\',
            '+\t     0, \\',
            '+\t     1)',
            '+',
          ]),
        }),
      ],
    },
    {
      name: 'immediate values of assembly',
      series: [
        DEMO,
        last({ 'arch/x86/kvm/vmx/vmenter.S': ['+\tmov $DEMO_LOW, %eax', '+\tadd $DEMO_MAX, %eax'] }),
      ],
    },
    {
      name: 'a field that assembly has by its offset',
      series: [
        DEMO,
        last({
          'arch/x86/kvm/x86.h': [' struct demo {', '+\tu32 demo_gva;', ' };'],
          'arch/x86/kvm/vmx/vmenter.S': ['+\tmov VCPU_DEMO_GVA(%rdi), %eax'],
          'arch/x86/kvm/x86.c': USES,
        }),
      ],
    },
    {
      name: 'functions of one line',
      series: [
        DEMO,
        last({ 'arch/x86/kvm/x86.c': ['+static int demo(void) { return DEMO_LOW + DEMO_MAX; }'] }),
      ],
    },
    {
      name: 'a feature that a table has by its short name',
      series: [
        DEMO,
        last({
          'arch/x86/include/asm/cpufeatures.h': ['+#define X86_FEATURE_DEMO (1*32 + 1)'],
          'arch/x86/kvm/cpuid.c': [' void demo(void)', '+\t\tF(DEMO),', ...USES],
        }),
      ],
    },
    {
      name: 'a feature that code has by its whole name',
      series: [
        DEMO,
        last({
          'arch/x86/include/asm/cpufeatures.h': ['+#define X86_FEATURE_DEMO (1*32 + 1)'],
          'arch/x86/kvm/cpuid.c': [' void demo(void)', '+\tcheck(X86_FEATURE_DEMO);', ...USES],
        }),
      ],
    },
  ],
  invalid: [
    {
      name: 'a field that only C has in capitals',
      series: [
        DEMO,
        last({
          'arch/x86/kvm/x86.h': [' struct demo {', '+\tu32 demo_gva;', ' };'],
          'arch/x86/kvm/x86.c': [...USES, '+\treturn VCPU_DEMO_GVA;'],
          'arch/x86/kvm/vmx/vmenter.S': ['+\tmov VCPU_DEMO(%rdi), %eax'],
        }),
      ],
      quotes: ['demo_gva'],
    },
    {
      name: 'a macro that only assembly has as the end of another',
      series: [
        DEMO,
        last({
          'arch/x86/kvm/vmx/vmenter.S': ['+\tmov $DEMO_LOW, %eax', '+\tmov $VCPU_DEMO_MAX, %eax'],
        }),
      ],
      quotes: ['DEMO_MAX'],
    },
    {
      name: 'two macros with code between them',
      series: [
        DEMO,
        last({
          'arch/x86/kvm/x86.c': USES,
          'arch/x86/kvm/lapic.h': [
            '+#define APIC_LOW 1',
            '+static inline int demo(void)',
            '+{',
            '+\treturn 0;',
            '+}',
            '+#define APIC_HIGH 2',
          ],
        }),
      ],
      quotes: ['APIC_LOW', 'APIC_HIGH'],
    },
    {
      name: 'a function of one line that calls nothing',
      series: [
        DEMO,
        last({
          'arch/x86/kvm/x86.h': ['+void kvm_demo(void);'],
          'arch/x86/kvm/x86.c': ['+void kvm_demo(void) { }', ' static int demo(void)', ...USES],
        }),
      ],
      quotes: ['kvm_demo'],
    },
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
