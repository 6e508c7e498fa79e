import type { Examples } from '../more';

const OLD = 'https://lkml.kernel.org/r/20240501080000.1-1-bob@example.org';

export const more: Examples = {
  valid: [],
  invalid: [
    {
      name: 'below the line, where nothing is fixed',
      message: 'KVM: VMX: Reload the controls\n\nReload them after a reset.\n',
      notes: `v1: ${OLD}`,
      quotes: [OLD],
    },
  ],
};
