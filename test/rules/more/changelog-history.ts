import type { Examples } from '../more';

const message = (text: string) => `KVM: VMX: Reload the controls\n\nReload them after a reset.\n\n${text}\n`;

export const more: Examples = {
  valid: [
    { name: 'a label in code', message: message('\tswitch (kind) {\n\tv2: return 1;\n\t}') },
    { name: 'someone else’s words', message: message('> It has another lock since the last version.') },
  ],
  invalid: [],
};
