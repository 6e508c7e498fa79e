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
  ],
  invalid: [],
};
