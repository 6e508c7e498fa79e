import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

export const more: Examples = {
  valid: [],
  invalid: [
    {
      name: 'a second header of that name',
      mail: exampleMail({
        subject: '[PATCH] KVM: SVM: Clear the event',
        diff: { 'arch/x86/kvm/svm/svm.c': ['-old', '+new'] },
        headers: { Cc: 'bob@example.org', CC: 'stable@vger.kernel.org' },
      }),
      quotes: [null],
    },
  ],
};
