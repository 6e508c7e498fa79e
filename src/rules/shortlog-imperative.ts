import { leadOf, type Mood } from '../analysis/english';
import type { RulePage } from '../lint/rule';
import { shortlogRule } from '../lint/text-rules';
import { oneOf, pattern } from '../model/words';

const FAULTS: Partial<Record<Mood, string>> = {
  'third person': 'is not imperative',
  past: 'is past tense, not imperative',
  gerund: 'is not imperative',
  noun: 'is not a verb in the imperative',
};

export default shortlogRule({
  id: 'shortlog-imperative',
  section: 'shortlog',
  level: 'warn',
  summary: 'Start the description with a verb in the imperative',
  *check({ description, descriptionAt }, patch) {
    const { mood, word, at, verb } = leadOf(description);
    if (mood === 'statement' || THING.test(description)) {
      yield {
        message:
          mood === 'statement'
            ? 'The description is a statement, not an order in the imperative'
            : 'No imperative verb in the description',
        hint: HINT,
        at: patch.shortlog.span(descriptionAt),
      };
      return;
    }
    const finding = FAULTS[mood];
    if (finding === undefined) return;
    const from = descriptionAt + at;
    yield {
      message: `\`${word}\` ${finding}`,
      hint: verb === null ? HINT : `Write \`${capitalized(verb)} …\``,
      at: patch.shortlog.span(from, from + word.length),
    };
  },
});

/** `SEV IOCTL test`, `L2 TLB flush support`: it starts with an abbreviation and ends with what it is. */
const THING = pattern()`^(?!WARN|BUG|ACK|NOP)(?:[A-Z]{2}|[A-Z]\w{0,40}[A-Z0-9]|[A-Z]\w{1,40}-[A-Z])\S*\s(?:.*\s)?(?:self)?
    ${oneOf`
    tests?, support, helpers?, cleanups?, fix(?:es)?, hcalls?, selftests?, validation, handling,
    emulation, virtuali[sz]ation, enumeration, enabling, enablement, improvements?, refactoring, rework,
    conversion, documentation, optimi[sz]ations?
  `}(?:\s(?:for|of)\s.*)?$`;

const HINT = 'Start with a verb in the imperative: `Fix …`, `Add …`, `Drop …`';

function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const page = (): RulePage => ({
  guide: 'submitting-patches: Describe your changes',
  why: `A shortlog is an order to the codebase to change its behavior: \`Fix a leak\`, not \`Fixes a leak\`, \`Fixed a leak\` or
\`Leak fix\`.`,
  valid: [
    { name: 'an imperative', message: 'KVM: x86: Fix a leak' },
    { name: 'a negative one', message: "KVM: x86: Don't leak the root" },
    { name: 'a verb that ends with s', message: 'KVM: SVM: Bypass the cache' },
    { name: 'a verb that ends with ed', message: 'KVM: x86/mmu: Embed the lock' },
    { name: 'a verb that ends with ing', message: 'KVM: nVMX: Bring the order back' },
    { name: 'an adverb before the verb', message: 'KVM: x86: Unconditionally set the flag' },
    { name: 'a verb that is a noun as well', message: 'KVM: x86: Support six counters' },
    { name: 'a verb that needs its for', message: 'KVM: x86: Account for the error code' },
    { name: 'a revert keeps the words of what it reverts', message: 'Revert "KVM: x86: Saves DR6 once"' },
    { name: 'a commit that stays in this clone', message: 'WIP: KVM: x86: Saves DR6 once' },
    {
      name: 'a change of mm with a part in KVM keeps the habits of mm',
      message: 'mm: Saves DR6 once',
      files: ['mm/memory.c', 'virt/kvm/kvm_main.c'],
    },
  ],
  invalid: [
    {
      name: 'a thing, and no verb',
      message: 'KVM: selftests: SEV-SNP test for the init ioctl',
      quotes: ['SEV-SNP test for the init ioctl'],
    },
    {
      name: 'the third person',
      message: 'KVM: x86: Fixes a leak',
      quotes: ['Fixes'],
      says: ['Write `Fix …`'],
    },
    { name: 'the past', message: 'KVM: SVM: Dropped the cache', quotes: ['Dropped'] },
    { name: 'a gerund', message: 'KVM: VMX: Adding a counter', quotes: ['Adding'] },
    {
      name: 'a noun made of a verb',
      message: 'KVM: x86: Removal of the cache',
      quotes: ['Removal'],
      says: ['is not a verb in the imperative'],
    },
    {
      name: 'a noun that could be a verb',
      message: 'KVM: x86: Support for six counters',
      quotes: ['Support'],
    },
    {
      name: 'what its author is doing',
      message: 'KVM: x86: Preparatory patch for a lock',
      quotes: ['Preparatory'],
    },
    {
      name: 'a wish',
      message: 'KVM: VMX: MSR bitmap should be cleared on reset',
      quotes: ['MSR bitmap should be cleared on reset'],
      says: ['The description is a statement'],
    },
  ],
});
