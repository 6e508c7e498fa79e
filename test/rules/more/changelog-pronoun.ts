import type { Examples } from '../more';

const IN = (text: string) => `KVM: x86: Free roots with their vCPU\n\n${text}\n`;

export const more: Examples = {
  valid: [
    {
      name: 'a revert of a shortlog with quotes in it',
      message: 'Revert "KVM: x86: Print "us" once"\n\nThis reverts commit 0123456789ab.\n',
    },
  ],
  invalid: [
    {
      name: 'one pronoun',
      message: IN('Free what we hold.'),
      quotes: ['we'],
      says: ['`we` is a personal pronoun\nName the actor (KVM'],
    },
    {
      name: 'the reader is addressed',
      message: IN('Free it when you close the file.'),
      quotes: ['you'],
      says: ['Name the actor: userspace'],
    },
  ],
};
