import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const series = (path: string, ...lines: string[]) => [
  exampleMail({ subject: '[PATCH] KVM: x86: Add the new thing', diff: { [path]: lines } }),
];
const HEADER = 'include/uapi/linux/kvm.h';
const FLAG = '+#define KVM_NEW_THING_FAST 1';

export const more: Examples = {
  valid: [],
  invalid: [
    {
      name: 'a capability and an ioctl',
      series: series(HEADER, '+#define KVM_CAP_NEW_THING 300', '+#define KVM_SET_NEW_THING _IO(KVMIO, 0xe0)'),
      quotes: ['KVM_CAP_NEW_THING', 'KVM_SET_NEW_THING'],
    },
    {
      name: 'a flag of a capability goes without saying',
      series: series(HEADER, FLAG, '+#define KVM_CAP_NEW_THING 300'),
      quotes: ['KVM_CAP_NEW_THING'],
    },
    {
      name: 'a flag of an ioctl goes without saying',
      series: series(HEADER, FLAG, '+#define KVM_SET_NEW_THING _IOW(KVMIO, 0xe0, struct kvm_new_thing)'),
      quotes: ['KVM_SET_NEW_THING'],
    },
    {
      name: 'a flag of an attribute goes without saying',
      series: series('arch/x86/include/uapi/asm/kvm.h', FLAG, '+#define KVM_VCPU_NEW_CTRL 1'),
      quotes: ['KVM_VCPU_NEW_CTRL'],
    },
  ],
};
