import type { Examples } from '../more';

export const more: Examples = {
  valid: [],
  invalid: [
    {
      name: 'the same, in the third person',
      message: 'KVM: SVM: Bus lock threshold\n\nAdds a bus lock threshold.\n',
      quotes: ['Adds a bus lock threshold.'],
    },
  ],
};
