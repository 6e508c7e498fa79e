import type { Examples } from '../more';

const REST = `  Nothing else holds the root by then, and the memory that it takes is of no use to the
guest.  That is how it was before roots were shared, and nobody has missed it since then; nor does
it cost anything.`;
const message = (text: string, shortlog = 'KVM: x86/mmu: Free roots with their vCPU') =>
  `${shortlog}\n\n${text}\n`;
const behind = (text: string) => message(`Free the root with its vCPU.${REST}\n\n${text}`);
const STATEMENT = `There is a leak of roots.${REST}`;

export const more: Examples = {
  valid: [
    {
      name: 'a revert may say why first',
      message: message(STATEMENT, 'Revert "KVM: x86/mmu: Keep roots"'),
      files: ['arch/x86/kvm/mmu/mmu.c'],
    },
    {
      name: 'a revert with another shortlog',
      message: message(`This reverts commit 0123456789ab ("KVM: x86/mmu: Keep roots").${REST}`),
    },
    {
      name: 'two lines of background, and a short command',
      message: message(
        `The root of a vCPU is what its guest walks, and there is one for each mode.  Nobody counts them.

Free them.`,
      ),
    },
    {
      name: 'a list comes first',
      message: message(
        ` - The root of a vCPU that is gone stays.\n - Its memory is lost.\n\nFree it.${REST}`,
      ),
    },
    {
      name: 'no prefix, and other files as well',
      message: message(STATEMENT, 'Free roots with their vCPU'),
      files: ['arch/x86/kvm/mmu/mmu.c', 'mm/memory.c'],
    },
    {
      name: 'the prefix of code for guests, in whatever file',
      message: message(STATEMENT, 'x86/kvm: Free roots with their vCPU'),
      files: ['arch/x86/kvm/mmu/mmu.c'],
    },
    { name: 'further on, another command', message: behind('Zap the children as well.') },
    { name: 'further on, what comes of it', message: behind('This simplifies callers as well.') },
    { name: 'further on, things that could be verbs', message: behind('Tests pass with and without it.') },
    {
      name: 'further on, when something happens',
      message: behind('A root is dropped when its last vCPU goes.'),
    },
  ],
  invalid: [
    {
      name: 'long: a sentence on the bug, then the fix',
      message: message(`There is a leak of roots.\n\nFree the root with its vCPU.${REST}`),
      quotes: ['There is a leak'],
    },
    {
      name: 'three lines of background, and a short command',
      message: message(
        `The root of a vCPU is what its guest walks, and KVM makes one for each mode that the guest has been
in.  Nobody counts them.  A guest that changes modes often ends up with a good many of them in the end.

Free them.`,
      ),
      quotes: ['The root of a'],
    },
    {
      name: 'long: the bug, then the fix',
      message: message(`${STATEMENT}\n\nFree the root with its vCPU.`),
      quotes: ['There is a leak'],
      says: ['`Free the root with …`'],
    },
    {
      name: 'long: the bug, then what follows from it',
      message: message(`${STATEMENT}\n\nTherefore free the root with its vCPU.`),
      quotes: ['There is a leak'],
      says: ['Start with the change'],
    },
    {
      name: 'what is being done is the subject of a statement',
      message: message(`Always freeing roots late causes a leak.${REST}`),
      quotes: ['Always freeing roots late'],
      says: ['Start with the change'],
    },
    {
      name: 'further on, a verb that is a noun as well',
      message: behind('Tests the root of each vCPU.'),
      quotes: ['Tests'],
      says: ['`Test …`'],
    },
    {
      name: 'further on, a verb that is nothing else',
      message: behind('Simplifies callers as well.'),
      quotes: ['Simplifies'],
      says: ['`Simplify …`'],
    },
    {
      name: 'further on, as if someone else had done something',
      message: behind('The helper is renamed to say so.'),
      quotes: ['The helper is renamed'],
      says: ['`Rename …`'],
    },
    {
      name: 'a command to the reader is not the change',
      message: message(`${STATEMENT}  Consider the case of a guest with many vCPUs.`),
      quotes: ['There is a leak'],
      says: ['Start with the change'],
    },
    {
      name: 'the change in the third person, further on',
      message: message(`${STATEMENT}  Frees the root with its vCPU.`),
      quotes: ['There is a leak'],
      says: ['Start with the change'],
    },
  ],
};
