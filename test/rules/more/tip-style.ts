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
    {
      name: 'parameters of a prototype without names, and of another function',
      message,
      diff: exampleDiff({
        'arch/x86/kvm/x86.h': ['+void drop(int, u64);', '+void add(int nr);', '+int both(int a, int b);'],
        [X86]: [
          '+void drop(int nr, u64 data)',
          '+{ }',
          '+void sub(int id)',
          '+{ }',
          '+int both(int a)',
          '+{ }',
        ],
      }),
    },
    {
      name: 'two prototypes',
      message,
      diff: exampleDiff({ [X86]: ['+void drop(int nr);', '+void drop(int id);'] }),
    },
    {
      name: 'two names that were there, or move along',
      message,
      diff: exampleDiff({
        'arch/x86/kvm/x86.h': [
          ' void drop(int nr);',
          '-void move_all_of_it(int nr);',
          ' ',
          '+void move_all_of_it(int nr);',
        ],
        [X86]: [' void drop(int id)', '+{ }', ' void move_all_of_it(int id)', '+{ }'],
      }),
    },
  ],
  invalid: [
    {
      name: 'two names for one parameter',
      message,
      diff: exampleDiff({
        'arch/x86/kvm/x86.h': [
          '+void drop(struct kvm_vcpu *vcpu,',
          '+\t  bool sched_in);',
          ' void add(int nr);',
        ],
        [X86]: [' void drop(struct kvm_vcpu *vcpu, bool shed_in)', ' { }', '+void add(int id)', '+{ }'],
      }),
      quotes: ['shed_in', 'id'],
      says: ['`shed_in` is `sched_in` in the prototype of drop()'],
    },
  ],
};
