import { exampleDiff } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const message = 'KVM: x86: Add a helper\n\nAdd a helper to drop stale state.\n';
const diff = (...lines: string[]) => exampleDiff({ 'arch/x86/kvm/x86.c': lines });

export const more: Examples = {
  valid: [
    {
      name: 'a structure, told by its code alone',
      message,
      diff: diff('+/** The state of the demo */', '+struct demo {', '+\tint a; };'),
    },
    {
      name: 'a section, before a function',
      message,
      diff: diff('+/** DOC: The demo */', '+static void demo_drop(void)', '+{ }'),
    },
    {
      name: 'moved as it was',
      message,
      diff: diff(
        '-/** demo_drop - Drop stale state */',
        ' int a;',
        '+/** demo_drop - Drop stale state */',
        '+static void demo_drop(void)',
      ),
    },
    {
      name: 'parameters as they are',
      message,
      diff: diff(
        '+/*',
        '+ * @vcpu:  the vCPU',
        '+ * @drop : what to call, see also @other and demo@example.org:',
        '+ * @return: nothing',
        '+ */',
        '+static __init void demo_drop(struct kvm_vcpu *vcpu,',
        '+\t\t\t      void (*drop)(int nr), ...)',
        '+{ }',
      ),
    },
    {
      name: 'members of a structure, and a head that is not whole',
      message,
      diff: diff(
        '+/* @gone: a */',
        '+struct demo {',
        '+\tint a; };',
        '+/* @gone: a */',
        '+static void demo_drop(struct kvm_vcpu *vcpu,',
      ),
    },
    {
      name: 'a parameter without a name',
      message,
      diff: diff('+/* @vcpu: the vCPU */', '+void demo_drop(struct kvm_vcpu *);'),
    },
    {
      name: 'a description that was there, and one that moves along',
      message,
      diff: diff(
        ' /*',
        ' \t * @gone: the vCPU',
        '+\t * More.',
        ' \t */',
        ' static void demo_drop(void)',
        ' { }',
        '- * @else: what else there is',
        '+/*',
        '+ * @else: what else there is',
        '+ */',
        ' static void demo_add(void)',
        ' { }',
      ),
    },
  ],
  invalid: [
    {
      name: 'parameters that the function does not have',
      message,
      diff: diff(
        '+/*',
        '+ * Drop stale state of @vcpu.',
        '+ *  @gone : the vCPU',
        '+ * @vcpu: the vCPU',
        '+ */',
        ' static void demo_drop(const struct kvm_vcpu *vcpu, u64 nr[2], int flag __maybe_unused)',
        ' { }',
        '+/* @nr: the number */',
        '+void demo_add(void);',
      ),
      quotes: ['@gone', '@nr'],
      says: [
        'demo_drop() has no parameter `gone`\nIt has `vcpu`, `nr`, `flag`',
        'demo_add() has no parameter `nr`\nIt has none',
      ],
    },
  ],
};
