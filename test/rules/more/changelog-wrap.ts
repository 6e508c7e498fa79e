import type { Examples } from '../more';

const message = (text: string) => `KVM: x86/mmu: Free roots with their vCPU\n\n${text}\n`;
const LONG = 'Free the root page when its vCPU is destroyed, as nothing else holds it any longer.';
const FILLED = 'Free the root page when its vCPU is destroyed, as nothing else holds it\nany longer.';
const SEVENTY_SIX = 'Free the root page when its vCPU is destroyed, as nothing else holds it now.';
const NAME = 'kvm_mmu_free_roots_of_vcpu';

export const more: Examples = {
  valid: [
    {
      name: 'the citation of a commit, on a line of its own',
      message: message(
        'Free the root again, as before commit\n\n 0123456789ab ("KVM: x86: Keep the root of a vCPU until something else needs its page").',
      ),
    },
    {
      name: 'a link in the middle of a line',
      message: message('Free the root, see https://example.org/roots on what becomes of its pages later on.'),
    },
    {
      name: 'an address in the middle of a line',
      message: message(
        'Free the root, as Ann Author <ann@example.org> wanted to have it from the beginning.',
      ),
    },
    {
      name: 'a long name at the end',
      message: message(`Free the root page when its vCPU goes, by a call of ${NAME}`),
    },
    {
      name: 'a name that is longer than half a line',
      message: message(`Free the root in ${NAME}_and_of_the_vm_alike and do so when the vCPU goes.`),
    },
    {
      name: 'long words, which do not fit into the line before',
      message: message(
        `Free the root page when its vCPU goes away, in\n${NAME} and its callers, not in\n${NAME} alone, once more.`,
      ),
    },
    {
      name: 'sentences that end the lines they are on',
      message: message(
        'Free the root page when\nits vCPU goes away for\ngood, and keep what it shares with others for as long as they want that.',
      ),
    },
  ],
  invalid: [
    {
      name: 'the citation of a commit in a sentence',
      message: message(
        'Free as before 0123456789ab ("KVM: x86: Keep the root of a vCPU until it is freed").',
      ),
      quotes: ['freed").'],
      fixed: message('Free as before\n0123456789ab ("KVM: x86: Keep the root of a vCPU until it is freed").'),
    },
    {
      name: 'one line',
      message: message(LONG),
      quotes: ['longer.'],
      says: ['83 columns wide\n'],
      fixed: message(FILLED),
    },
    {
      name: 'two lines',
      message: message(`${LONG}\n${LONG}`),
      quotes: ['longer.'],
      says: ['wide, and 1 more line is too long\n'],
      fixed: message(
        `${FILLED} Free the root page when its vCPU is destroyed, as nothing\nelse holds it any longer.`,
      ),
    },
    {
      name: 'three lines',
      message: message(`${LONG}\n${LONG}\n${LONG}`),
      quotes: ['longer.'],
      says: ['wide, and 2 more lines are too long\n'],
      fixed: message(
        `${FILLED} Free the root page when its vCPU is destroyed, as nothing\nelse holds it any longer. Free the root page when its vCPU is destroyed,\nas nothing else holds it any longer.`,
      ),
    },
    {
      name: 'two columns too wide',
      message: message('Free the root page when its vCPU is destroyed, as nothing else holds it at all.'),
      quotes: ['all.'],
      says: ['Line is 79 columns'],
      fixed: message('Free the root page when its vCPU is destroyed, as nothing else holds it\nat all.'),
    },
    {
      name: 'two paragraphs, and one that is narrow',
      message: message(`${LONG}\n\nKeep the page for as\nlong as it has users.\n\n${LONG}`),
      quotes: ['longer.'],
      fixed: message(`${FILLED}\n\nKeep the page for as\nlong as it has users.\n\n${FILLED}`),
    },
    {
      name: 'another paragraph of a point, which is left alone',
      message: message(`Free these:\n\n - the root\n\n   ${LONG}`),
      quotes: ['any longer.'],
    },
    {
      name: 'a paragraph of 76 columns beside one that is too wide',
      message: message(`${LONG}\n\n${SEVENTY_SIX}`),
      quotes: ['longer.'],
      fixed: message(`${FILLED}\n\n${SEVENTY_SIX}`),
    },
    {
      name: 'a point of a list, which is left alone',
      message: message(`Free the root:\n\n - ${LONG}`),
      quotes: ['any longer.'],
    },
    {
      name: 'lines that end on purpose, which are left alone',
      message: message(`Free the root page.\nKeep its parent.\n${LONG}`),
      quotes: ['longer.'],
    },
    {
      name: 'far too wide, with a long name at the end',
      message: message(`Free the root page when its vCPU is destroyed for good, by a call of ${NAME}`),
      quotes: [NAME],
    },
  ],
};
