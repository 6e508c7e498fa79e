import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const change = (path: string) => [
  exampleMail({ subject: '[PATCH] KVM: x86: Change it', diff: { [path]: ['-\told();', '+\tnew();'] } }),
];
const X86 = 'arch/x86/kvm/x86.c';

export const more: Examples = {
  valid: [
    {
      name: 'what is worth doing, and not mandatory',
      series: change('arch/x86/kvm/mmu/mmu.c'),
      clone: {},
      options: { for: ['tdp-off'] },
    },
  ],
  invalid: [
    {
      name: 'the build alone',
      series: change(X86),
      clone: {},
      quotes: [null],
      says: ['Run git kvm verify\n'],
    },
    {
      name: 'documents alone',
      series: change('Documentation/virt/kvm/x86/mmu.rst'),
      clone: {},
      options: { for: ['htmldocs'] },
      quotes: [null],
      says: ['Run git kvm verify\n'],
    },
    {
      name: 'what is run elsewhere',
      series: change(X86),
      clone: {},
      options: { for: ['selftests'] },
      quotes: [null],
      says: ['git kvm verify --record TASK'],
    },
  ],
};
