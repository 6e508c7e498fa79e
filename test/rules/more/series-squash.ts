import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const patch = (number: string, shortlog: string, lines: string[], text?: string) =>
  exampleMail({ subject: `[PATCH${number}] ${shortlog}`, text, diff: { 'arch/x86/kvm/x86.c': lines } });
const ADDS = patch(' 1/2', 'KVM: x86: Add a helper', ['+\tkvm_set_cr0(vcpu, X86_CR0_NW);']);
const REPLACES = ['-\tkvm_set_cr0(vcpu, X86_CR0_NW);', '+\tkvm_set_cr0(vcpu, X86_CR0_CD);'];

export const more: Examples = {
  valid: [
    {
      name: 'what an earlier patch elsewhere broke',
      series: [
        patch('', 'KVM: x86: Fix it', REPLACES, 'Fix the value that was added by the previous commit.'),
      ],
    },
    {
      name: 'most of what it fixes was there before',
      series: [
        ADDS,
        patch(' 2/2', 'KVM: x86: Fix the reset', [
          ...REPLACES,
          '-\tkvm_set_cr3(vcpu, vcpu->arch.cr3);',
          '-\tkvm_set_cr4(vcpu, vcpu->arch.cr4);',
        ]),
      ],
    },
  ],
  invalid: [
    {
      name: 'with the braces around it',
      series: [ADDS, patch(' 2/2', 'KVM: x86: Fix the reset', ['-\t{', ...REPLACES, '-\t}'])],
      quotes: ['\tkvm_set_cr0(vcpu, X86_CR0_NW);'],
    },
  ],
};
