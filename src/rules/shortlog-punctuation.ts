import type { RulePage } from '../lint/rule';
import { shortlogRule } from '../lint/text-rules';

/** Words that end with a full stop. */
const ABBREVIATION = /(?:^|[\s(])(?:etc|vs|inc|ltd|co|al|e\.g|i\.e|a\.k\.a)\.$/i;

export default shortlogRule({
  id: 'shortlog-punctuation',
  section: 'shortlog',
  level: 'block',
  summary: 'No punctuation at the end of the shortlog',
  fixes: true,
  *check({ description, descriptionAt }, patch) {
    const { value, start } = patch.shortlog;
    if (ABBREVIATION.test(description)) return;
    let kept = description.length;
    // mutant: before the first nothing is found
    while (kept > 0 && '.,;:!?…。 '.includes(description[kept - 1]!)) kept -= 1;
    if (kept === 0 || kept === description.length) return;
    const from = descriptionAt + kept;
    yield {
      message: 'No punctuation at the end of the shortlog',
      hint: 'Drop it',
      at: patch.shortlog.span(from),
      fix: {
        title: 'Drop the punctuation',
        edits: [{ start: start + from, end: start + value.length, text: '' }],
        certain: true,
      },
    };
  },
});

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Shortlog',
  why: `The shortlog is a headline: the guide asks to omit ending punctuation.`,
  valid: [
    { name: 'no punctuation', message: 'KVM: x86: Fix a null pointer dereference in function_xyz()' },
    { name: 'a bracket', message: 'KVM: x86: Fix a leak (again)' },
    { name: 'punctuation inside', message: 'KVM: SVM: Skip VMRUN, i.e. L2, when it fails' },
    { name: 'an abbreviation', message: 'KVM: selftests: Handle SIGINT, SIGTERM, etc.' },
    { name: 'a quotation', message: 'KVM: x86: Spell out "vs."' },
    { name: 'a revert', message: 'Revert "KVM: x86: Fix a leak."', files: ['arch/x86/kvm/x86.c'] },
    { name: 'a revert keeps the words of what it reverts', message: 'Revert "KVM: x86: Save DR6 once."' },
    { name: 'a commit that stays in this clone', message: 'WIP: KVM: x86: Save DR6 once.' },
    {
      name: 'a change of mm with a part in KVM keeps the habits of mm',
      message: 'mm: Save DR6 once.',
      files: ['mm/memory.c', 'virt/kvm/kvm_main.c'],
    },
  ],
  invalid: [
    {
      name: 'a full stop',
      message: 'KVM: x86: Fix a leak.',
      quotes: ['.'],
      fixed: 'KVM: x86: Fix a leak',
    },
    {
      name: 'an exclamation mark',
      message: 'KVM: x86: Fix a leak!',
      quotes: ['!'],
      fixed: 'KVM: x86: Fix a leak',
    },
    {
      name: 'an ellipsis',
      message: 'KVM: x86: Fix a leak...',
      quotes: ['...'],
      fixed: 'KVM: x86: Fix a leak',
    },
    {
      name: 'a comma',
      message: 'KVM: SVM: Fix a leak,',
      quotes: [','],
      fixed: 'KVM: SVM: Fix a leak',
    },
    {
      name: 'a full stop after a function',
      message: 'KVM: x86: Fix a leak in function_xyz().',
      quotes: ['.'],
      fixed: 'KVM: x86: Fix a leak in function_xyz()',
    },
  ],
});
