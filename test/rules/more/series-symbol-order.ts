import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const series = (...given: readonly (readonly [string, Record<string, string[]>])[]) =>
  given.map(([shortlog, diff], i) =>
    exampleMail({ subject: `[PATCH ${i + 1}/${given.length}] ${shortlog}`, diff }),
  );
const MMU = 'arch/x86/kvm/mmu/mmu.c';
const NAMES = ['one', 'two', 'three', 'four'].map((name) => `kvm_mmu_count_${name}`);
const use = (names: readonly string[]): [string, Record<string, string[]>] => [
  'KVM: x86: Report what is there',
  { 'arch/x86/kvm/x86.c': names.map((name) => `+\tx += ${name}(kvm);`) },
];
const add = (names: readonly string[]): [string, Record<string, string[]>] => [
  'KVM: x86/mmu: Add helpers to count',
  {
    'arch/x86/kvm/mmu.h': names.map((name) => `+int ${name}(struct kvm *kvm);`),
    [MMU]: names.flatMap((name) => [`+int ${name}(struct kvm *kvm)`, '+{', '+\treturn 1;', '+}']),
  },
];

export const more: Examples = {
  valid: [
    {
      name: 'a test before its fix is for another rule',
      series: series(
        [
          'KVM: selftests: Test that CR4.FRED can be set',
          {
            '+tools/testing/selftests/kvm/x86/fred_test.c': [
              '+int main(void)',
              '+{',
              '+\ttest_fred();',
              '+}',
            ],
          },
        ],
        ['KVM: x86: Fix setting of CR4.FRED', { 'arch/x86/kvm/x86.c': ['-\told();', '+\tnew();'] }],
      ),
    },
  ],
  invalid: [
    {
      name: 'an export that comes after its user in another module',
      series: series(
        ['KVM: VMX: Doze', { 'arch/x86/kvm/vmx/vmx.c': ['+\tkvm_doze(vcpu);'] }],
        ['KVM: x86: Export kvm_doze()', { 'arch/x86/kvm/x86.c': ['+EXPORT_SYMBOL_GPL(kvm_doze);'] }],
      ),
      quotes: ['kvm_doze'],
      says: ['exports it later'],
    },
    {
      name: 'a static function whose only user follows',
      series: series(
        [
          'KVM: x86: Add kvm_doze_once()',
          {
            'arch/x86/kvm/x86.c': [
              '+static void kvm_doze_once(struct kvm_vcpu *vcpu)',
              '+{',
              '+\tdoze(vcpu);',
              '+}',
            ],
          },
        ],
        ['KVM: x86: Doze once', { 'arch/x86/kvm/x86.c': ['+\tkvm_doze_once(vcpu);'] }],
      ),
      quotes: ['kvm_doze_once'],
      says: ['does not build without'],
    },
    {
      name: 'three names',
      series: series(use(NAMES.slice(0, 3)), add(NAMES.slice(0, 3))),
      quotes: ['kvm_mmu_count_one'],
      says: ['kvm_mmu_count_three, which'],
    },
    {
      name: 'more names than are shown',
      series: series(use(NAMES), add(NAMES)),
      quotes: ['kvm_mmu_count_one'],
      says: ['kvm_mmu_count_three and 1 more, which'],
    },
  ],
};
