import { exampleDiff } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const X86 = 'arch/x86/kvm/x86.c';
const ARM = 'arch/arm64/kvm/arm.c';
const message = 'KVM: x86: Add a helper\n\nAdd a helper to drop stale state.\n';
const arm = { message: message.replace('x86', 'arm64') };

export const more: Examples = {
  valid: [
    {
      name: 'comments of other architectures',
      ...arm,
      diff: exampleDiff({ [ARM]: ['+\tdrop(vcpu); /* it is stale */'] }),
    },
    {
      name: 'heads of other architectures',
      ...arm,
      diff: exampleDiff({ [ARM]: ['+static int', '+drop_state(struct kvm_vcpu *vcpu)'] }),
    },
    {
      name: 'another type for a head that was split before',
      message,
      diff: exampleDiff({ [X86]: ['-static int', '+static void', ' drop_state(struct kvm_vcpu *vcpu)'] }),
    },
    {
      name: 'a macro of several lines below a definition',
      message,
      diff: exampleDiff({ [X86]: ['+static int drop = 1;', '+module_param_cb(drop, &drop_ops,'] }),
    },
  ],
  invalid: [],
};
