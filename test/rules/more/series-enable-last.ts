import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const HOST = 'arch/x86/include/asm/kvm_host.h';
const X86 = 'arch/x86/kvm/x86.c';
const EMULATOR = 'arch/x86/kvm/emulate.c';
const COMMON = 'virt/kvm/kvm_main.c';
const TEST = 'tools/testing/selftests/kvm/x86/new_thing_test.c';

type Diff = Record<string, string[]>;
const two = (first: [string, Diff], second: [string, Diff]) =>
  [first, second].map(([shortlog, diff], i) =>
    exampleMail({ subject: `[PATCH ${i + 1}/2] ${shortlog}`, diff }),
  );

const capability = (name = 'X86_NEW_THING', path = X86): [string, Diff] => [
  `KVM: x86: Report KVM_CAP_${name}`,
  { [path]: [`+\tcase KVM_CAP_${name}:`, '+\t\tr = 1;', '+\t\tbreak;'] },
];
const CPUID: [string, Diff] = [
  'KVM: x86: Advertise NEWINSN',
  { 'arch/x86/kvm/cpuid.c': ['+\t\tF(NEWINSN),'] },
];
/** Code that is named after nothing. */
const PLAIN = ['one', 'two', 'three', 'four', 'five', 'six'].map((name) => `+\tkvm_do_${name}(vcpu);`);
const code = (name: string) => [`+static void kvm_set_${name}(struct kvm_vcpu *vcpu)`, '+{', ...PLAIN, '+}'];

/** A capability that is enabled by storing a flag. */
const storing = (diff: Diff = {}, field = 'new_thing_on', ...more: string[]): [string, Diff] => [
  'KVM: x86: Add KVM_CAP_X86_NEW_THING',
  {
    [HOST]: [' struct kvm_arch {', `+\tbool ${field};`, ' };'],
    [X86]: [...capability()[1][X86]!, `+\t\tkvm->arch.${field} = true;`, ...more],
    ...diff,
  },
];
const reading = (field = 'new_thing_on'): [string, Diff] => [
  'KVM: x86: Skip the exit',
  { [EMULATOR]: [`+\tif (vcpu->kvm->arch.${field})`, '+\t\treturn 1;'] },
];

/** Where user space turns the capability on. */
const enabling = (field: string) => ['+\tcase KVM_CAP_X86_NEW_THING:', `+\t\tkvm->arch.${field} = true;`];
const REPORT = capability()[1][X86]!;

export const more: Examples = {
  valid: [
    {
      name: 'a CPUID feature is a case of something',
      series: two(CPUID, [
        'KVM: x86: Skip the exit',
        { [EMULATOR]: ['+\tcase X86_FEATURE_NEWINSN:', '+\t\treturn 1;'] },
      ]),
    },
    {
      name: 'a test has a case for it',
      series: two(capability(), [
        'KVM: selftests: Print it',
        { [TEST]: ['+\tcase KVM_CAP_X86_NEW_THING:', '+\t\tputs("it");'] },
      ]),
    },
    {
      name: 'reported by common code, and by the architecture as well',
      series: two(capability('NEW_THING', COMMON), capability('NEW_THING')),
    },
    {
      name: 'what another part of the kernel does later',
      series: two(CPUID, ['x86/fpu: Add support for NEWINSN', { 'arch/x86/kernel/fpu/core.c': PLAIN }]),
    },
    {
      name: 'a later fix',
      series: two(capability(), ['KVM: x86: Fix a leak of the new thing', { [X86]: code('new_thing') }]),
    },
    {
      name: 'a later refactoring',
      series: two(capability(), ['KVM: x86: Rename what sets it', { [X86]: code('new_thing') }]),
    },
    {
      name: 'a later patch of two lines',
      series: two(capability(), ['KVM: x86: Allow the new thing for 32-bit', { [X86]: PLAIN.slice(0, 2) }]),
    },
    {
      name: 'a flag of KVM, where only a name of the later patch is like it',
      series: two(
        ['KVM: x86: Turn it on', { [X86]: ['+\tkvm_caps.has_new_thing = true;'] }],
        ['KVM: x86: Track what the guest writes', { [X86]: code('new_thing') }],
      ),
    },
    {
      name: 'another instruction',
      series: two(CPUID, ['KVM: x86: Emulate OTHERINSN', { [EMULATOR]: PLAIN }]),
    },
    {
      name: 'a later patch that does something else with it',
      series: two(CPUID, ['KVM: x86: Log each NEWINSN', { [EMULATOR]: PLAIN }]),
    },
    {
      name: 'another capability',
      series: two(capability(), ['KVM: x86: Add the other thing', { [EMULATOR]: code('other_thing') }]),
    },
    {
      name: 'a later patch that does something else with the capability',
      series: two(capability(), ['KVM: x86: Log the new thing', { [EMULATOR]: PLAIN }]),
    },
    {
      name: 'a capability of one word, which many names have',
      series: two(capability('THING'), ['KVM: x86: Skip the exit', { [EMULATOR]: code('thing') }]),
    },
    {
      name: 'advertised with its code; more of it follows',
      series: two(
        [capability()[0], { [X86]: [...capability()[1][X86]!, ...PLAIN] }],
        ['KVM: x86: Support the new thing for 32-bit', { [EMULATOR]: PLAIN }],
      ),
    },
    {
      name: 'a test in the later patch is not an implementation',
      series: two(capability(), [
        'KVM: x86: Support the new thing for 32-bit',
        { [X86]: PLAIN.slice(0, 1), [TEST]: PLAIN },
      ]),
    },
    {
      name: 'the later patch only declares',
      series: two(capability(), [
        'KVM: x86: Provide names for the new thing',
        { [HOST]: ['a', 'b', 'c', 'd', 'e'].map((name) => `+\tu64 thing_${name};`) },
      ]),
    },
    {
      name: 'the later patch is of another architecture',
      series: two(capability(), [
        'KVM: arm64: Add support for the new thing',
        { 'arch/arm64/kvm/arm.c': PLAIN },
      ]),
    },
    {
      name: 'a constant is used, and read later',
      series: two(
        [
          'KVM: x86: Add KVM_CAP_X86_NEW_THING',
          {
            [HOST]: ['+#define KVM_NEW_THING_MODE 1'],
            [X86]: [...capability()[1][X86]!, '+\tkvm_write(vcpu, KVM_NEW_THING_MODE, 0);'],
          },
        ],
        ['KVM: x86: Skip the exit', { [EMULATOR]: ['+\tif (mode == KVM_NEW_THING_MODE)', '+\t\treturn 1;'] }],
      ),
    },
    { name: 'a field whose name says little', series: two(storing({}, 'mode'), reading('mode')) },
    {
      name: 'who stores the flag looks at it',
      series: two(storing({}, 'new_thing_on', '+\tif (kvm->arch.new_thing_on)', '+\t\tkvm_do();'), reading()),
    },
    {
      name: 'a field that is declared, and neither set nor read yet',
      series: two(storing({ [X86]: capability()[1][X86]! }), reading()),
    },
    {
      name: 'a test looks at what KVM stores',
      series: two(storing(), [
        'KVM: selftests: Test the new thing',
        { [TEST]: ['+\tTEST_ASSERT(arch.new_thing_on);'] },
      ]),
    },
    {
      name: 'the field is moved',
      series: two(storing(), ['KVM: x86: Pack the fields', { [HOST]: ['+\tbool new_thing_on;'] }]),
    },
    {
      name: 'a short name that says little, set where user space turns it on',
      series: two(storing({ [X86]: [...REPORT, ...enabling('mode')] }, 'mode'), reading('mode')),
    },
    {
      name: 'a field that is set somewhere else',
      series: two(storing({}, 'strict_mode'), reading('strict_mode')),
    },
  ],
  invalid: [
    {
      name: 'no one can turn it on before a later patch',
      series: two(capability(), [
        'KVM: x86: Check state strictly',
        { [X86]: ['+\tcase KVM_CAP_X86_NEW_THING:', '+\t\tkvm->arch.strict = cap->args[0];'] },
      ]),
      quotes: ['KVM_CAP_X86_NEW_THING'],
    },
    {
      name: 'the first patch has a test as well',
      series: two(
        [capability()[0], { ...capability()[1], [TEST]: ['+int x;'] }],
        ['KVM: x86: Implement the new thing', { [EMULATOR]: code('new_thing') }],
      ),
      quotes: ['KVM_CAP_X86_NEW_THING'],
    },
    {
      name: 'told by the name of a function',
      series: two(capability(), ['KVM: x86: Skip the exit', { [EMULATOR]: code('new_thing') }]),
      quotes: ['KVM_CAP_X86_NEW_THING'],
    },
    {
      name: 'told by the shortlog',
      series: two(capability(), ['KVM: x86: Implement the new thing', { [EMULATOR]: PLAIN }]),
      quotes: ['KVM_CAP_X86_NEW_THING'],
    },
    {
      name: 'implemented in common code',
      series: two(capability(), ['KVM: Implement the new thing', { [COMMON]: PLAIN }]),
      quotes: ['KVM_CAP_X86_NEW_THING'],
    },
    {
      name: 'reported by common code',
      series: two(capability('NEW_THING', COMMON), ['KVM: x86: Implement the new thing', { [X86]: PLAIN }]),
      quotes: ['KVM_CAP_NEW_THING'],
    },
    {
      name: 'a flag that is declared beside the code',
      series: two(
        storing({ 'arch/x86/kvm/mmu/mmu.c': [' struct thing {', '+\tbool new_thing_on;', ' };'] }),
        reading(),
      ),
      quotes: ['KVM_CAP_X86_NEW_THING'],
    },
    {
      name: 'a field of another name, set where user space turns it on',
      series: two(
        storing({ [X86]: [...REPORT, ...enabling('strict_mode')] }, 'strict_mode'),
        reading('strict_mode'),
      ),
      quotes: ['KVM_CAP_X86_NEW_THING'],
    },
  ],
};
