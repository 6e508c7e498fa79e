import type { Examples } from '../more';

export const more: Examples = {
  valid: [
    {
      name: 'a test of another architecture that does not are about KVM',
      message: 'selftest: arm64: Test the timer',
      files: ['tools/testing/selftests/kvm/arm64/arch_timer.c'],
    },
  ],
  invalid: [],
};
