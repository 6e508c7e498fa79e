import type { Examples } from '../more';

const message = (...tags: string[]) =>
  `KVM: VMX: Reload the controls\n\nReload them after a reset.\n\n${tags.join('\n')}\n`;
const FIXES = 'Fixes: 0123456789ab ("KVM: VMX: Cache the controls")';
const ANN = 'Signed-off-by: Ann Author <ann@example.org>';
const REVIEWED = 'Reviewed-by: Bob Builder <bob@example.org>';
const SUGGESTED = 'Suggested-by: Bob Builder <bob@example.org>';
const LINK = 'Link: https://lore.kernel.org/all/20240501080000.1-1-bob@example.org';

export const more: Examples = {
  valid: [
    {
      name: 'a remark of two lines among the tags',
      message: message(FIXES, '[Bob: reword it,', 'and once more]', ANN),
    },
    { name: 'a suggestion below a verdict', message: message(REVIEWED, SUGGESTED, ANN) },
    { name: 'a key of someone’s own', message: message('Closed: https://example.org/1', ANN) },
    { name: 'an address in a tag for no person', message: message('Cc: Bob Builder bob@example.org', ANN) },
  ],
  invalid: [
    {
      name: 'a link after Fixes: stays where it is',
      message: message(ANN, FIXES, LINK),
      quotes: [FIXES],
      fixed: message(FIXES, ANN, LINK),
    },
    {
      name: 'paragraphs of tags, out of order',
      message: message(ANN, '', FIXES, '', REVIEWED, '', SUGGESTED),
      quotes: [FIXES],
      fixed: message(FIXES, SUGGESTED, ANN, REVIEWED),
    },
  ],
};
