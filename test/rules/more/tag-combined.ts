import type { Examples } from '../more';

export const more: Examples = {
  valid: [],
  invalid: [
    {
      name: 'two of them',
      message:
        'KVM: VMX: Reload the controls\n\nReload them.\n\nReported-and-tested-by: Bob Builder <bob@example.org>\n',
      quotes: ['Reported-and-tested-by'],
      says: ['combines two tags'],
    },
  ],
};
