import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const BASE = '1'.repeat(40);

export const more: Examples = {
  valid: [
    {
      name: 'a base on neither',
      series: [
        exampleMail({
          subject: '[PATCH] KVM: Change it',
          diff: { 'virt/kvm/kvm_main.c': Array.from({ length: 20 }, (_, i) => `+\tchange(${i});`) },
          base: BASE,
        }),
      ],
      clone: { commits: { [BASE]: { shortlog: 'KVM: Merge it', in: [] } } },
    },
  ],
  invalid: [],
};
