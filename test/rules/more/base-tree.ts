import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const BASE = '1'.repeat(40);
const X86 = { 'arch/x86/kvm/x86.c': ['-\told();', '+\tnew();'] };
const COMMON = { 'virt/kvm/kvm_main.c': Array.from({ length: 12 }, (_, i) => `+\tcommon(${i});`) };
const FIX = 'Fix it.\n\nFixes: 0123456789ab ("KVM: x86: Break it")';
const mail = (diff: Record<string, string[]>, notes?: string, text?: string) =>
  exampleMail({ subject: '[PATCH] KVM: x86: Change it', diff, text, notes, base: BASE });
const clone = { commits: { [BASE]: { shortlog: 'KVM: Merge it', in: [] } } };

export const more: Examples = {
  valid: [
    { name: 'a multi-arch series says so', series: [mail({ ...X86, ...COMMON }, 'Based on kvm/queue.')] },
    { name: 'a fix says that it is on master', series: [mail(X86, 'Based on mainline master.', FIX)] },
  ],
  invalid: [
    {
      name: 'a feature says that it is on master',
      series: [mail(X86, 'Based on mainline master.')],
      quotes: ['mainline master'],
      levels: ['note'],
    },
    {
      name: 'a fix says that it is on another tree',
      series: [mail(X86, 'Based on kvm/queue.', FIX)],
      quotes: ['kvm/queue'],
      levels: ['note'],
    },
    {
      name: 'where a feature is based',
      series: [mail(X86)],
      clone,
      quotes: [BASE],
      says: ['is not on kvm-x86/next\nRebase on kvm-x86/next\n'],
    },
    {
      name: 'where a multi-arch series is based',
      series: [mail({ ...X86, ...COMMON })],
      clone,
      quotes: [BASE],
      says: ['on the release candidate'],
    },
  ],
};
