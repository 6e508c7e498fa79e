import type { Examples } from '../more';

const SIGNED = 'Signed-off-by: Ada Example <ada@example.org>';
const message = (tag: string) =>
  `KVM: x86: Fix a leak\n\nFree the root when its vCPU goes.\n\n${tag}\n${SIGNED}\n`;
const GOOD = 'Fixes: 0123456789ab ("KVM: x86: Add a root")';
const right = message(GOOD);

export const more: Examples = {
  valid: [
    {
      name: 'one above the line, and another below',
      message: right,
      notes: 'Fixes: 1123456789ab ("KVM: x86: Add a branch")',
    },
    { name: 'notes without a tag', message: message('Cc: stable@vger.kernel.org'), notes: 'For next.' },
    {
      name: 'below the line, what someone else’s tag looks like',
      message: message('Cc: stable@vger.kernel.org'),
      notes: `The tag would be:\n\n    ${GOOD}`,
    },
    {
      name: 'a heading in the changelog',
      message: `KVM: x86: Fix a leak\n\nFixes: a leak of roots, and one of pages,\nof which nobody knew.\n\nMore is to come.\n\n${SIGNED}\n`,
    },
  ],
  invalid: [
    {
      name: 'too short, and only a clone can tell more',
      message: message('Fixes: 01234567 ("KVM: x86: Add a root")'),
      quotes: ['Fixes: 01234567 ("KVM: x86: Add a root")'],
      says: ['Write `Fixes: 0123456789ab ("shortlog of the commit")`'],
    },
    {
      name: 'a tag that names nothing',
      message: message('Fixes: roots'),
      quotes: ['Fixes: roots'],
      says: ['No commit id'],
    },
    {
      name: 'quotes that nothing closes',
      message: message('Fixes: 0123456789ab ("KVM: x86: Add a root\n one\n two\n three'),
      quotes: ['Fixes: 0123456789ab ("KVM: x86: Add a root\n one\n two'],
    },
    {
      name: 'without a shortlog, and text below',
      message: message('Fixes: 0123456789ab\n\nThis one is for stable trees.\n'),
      quotes: ['Fixes: 0123456789ab'],
      says: ['without the shortlog'],
    },
    {
      name: 'parentheses alone, and a remark in the next line',
      message: message('Fixes: 0123456789ab (KVM: x86: Add a root)\n[Ben: reword the changelog]'),
      quotes: ['Fixes: 0123456789ab (KVM: x86: Add a root)'],
      fixed: message(`${GOOD}\n[Ben: reword the changelog]`),
    },
    {
      name: 'wrapped after the id',
      message: message('Fixes: 0123456789ab\n ("KVM: x86: Add a root")'),
      quotes: ['Fixes: 0123456789ab\n ("KVM: x86: Add a root")'],
      says: ['wrap tags'],
      fixed: right,
    },
    {
      name: 'a link after it',
      message: message(`${GOOD} https://example.org/1`),
      quotes: [`${GOOD} https://example.org/1`],
      says: ['Fixes: without the shortlog of the commit'],
    },
    {
      name: 'an id in capitals',
      message: message('Fixes: 0123456789AB ("KVM: x86: Add a root")'),
      quotes: ['Fixes: 0123456789AB ("KVM: x86: Add a root")'],
      says: ['in lowercase'],
      fixed: right,
    },
  ],
};
