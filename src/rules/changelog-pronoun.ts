import { maskQuoted, pronounsOf, proseOf } from '../analysis/english';
import type { Domain } from '../analysis/kvm/domain';
import { parseShortlog } from '../analysis/kvm/shortlog';
import { patchRule, type RulePage } from '../lint/rule';

export default patchRule({
  id: 'changelog-pronoun',
  section: 'changelog',
  level: 'block',
  requires: ['message'],
  summary: 'Avoid personal pronouns',
  *check(patch, { domain }) {
    const texts = [
      { text: patch.shortlog, words: wordsOfShortlog(patch.shortlog.value, domain) },
      ...proseOf(patch.changelog).map((text) => ({ text, words: text.value })),
    ];
    const places = texts.flatMap(({ text, words }) =>
      pronounsOf(words)
        .slice(0, MOST)
        .map(({ at, word }) => ({ word, at: text.span(at, at + word.length) })),
    );
    const [first, ...others] = places.slice(0, MOST);
    if (first === undefined) return;
    const also = [...new Set(places.map(({ word }) => word.toLowerCase()))].filter(
      (word) => word !== first.word.toLowerCase(),
    );
    yield {
      message:
        others.length === 0
          ? `\`${first.word}\` is a personal pronoun`
          : `${places.length} personal pronouns: ${[first.word, ...also].map((word) => `\`${word}\``).join(', ')}`,
      hint: hintFor(first.word),
      at: first.at,
      related: others.map(({ word, at }) => ({ message: `\`${word}\``, of: patch, at })),
    };
  },
});

/** The description, in its place; '' for a revert, whose shortlog quotes another commit. */
function wordsOfShortlog(shortlog: string, domain: Domain): string {
  const { isRevert, description, descriptionAt } = parseShortlog(shortlog, domain);
  return isRevert ? '' : ' '.repeat(descriptionAt) + maskQuoted(description);
}

/** The most places to list. */
const MOST = 50;

function hintFor(word: string): string {
  if (/^let/i.test(word)) return 'Use the plain imperative: `Expose …`, not `Let’s expose …`';
  if (/^i\b/i.test(word)) return 'Describe the problem and the change, not what the author did';
  if (/^you/i.test(word)) return 'Name the actor: userspace, the guest, the admin';
  return 'Name the actor (KVM, the host, the guest, userspace, the CPU), or use the imperative';
}

const IN = (text: string) => `KVM: x86/mmu: Free roots with their vCPU\n\n${text}\n`;

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Changelog',
  why: `"We" may be KVM, the host, the guest, the CPU, userspace or the author of the patch, and in a changelog about
virtualization each of them may act. Name the actor, or use the imperative: "KVM holds the lock", "Drop the check".
Quotations (mail, documentation, messages of a program) are exempt.`,
  valid: [
    {
      name: 'a shortlog with a quotation',
      message: 'KVM: x86: Drop the message "we are lost"\n\nDrop the message.\n',
    },
    {
      name: "a revert, whose words are another commit's",
      message: 'Revert "KVM: x86: Fix our count"\n\nRestore the count.\n',
    },
    { name: 'the actor is named', message: IN('Free the root when the vCPU goes; KVM holds mmu_lock.') },
    { name: 'i.e. and I/O', message: IN('Handle port I/O, i.e. IN and OUT, and flush the I-cache.') },
    {
      name: 'an index and a numeral',
      message: IN('Walk level i of type I roots for each i, per MSR I and II.'),
    },
    { name: 'a quoted message', message: IN('Drop the warning "we should never get here", it is wrong.') },
    {
      name: 'quoted mail',
      message: IN('Free the root, as was asked for:\n\n> I think we leak it\n> in your patch'),
    },
    {
      name: 'a splat',
      message: IN('Free the root:\n\n[   12.345678] kvm: we lost your root\n[   12.345679] kvm: I mean it'),
    },
    {
      name: 'a mail address',
      message: IN('Free the root, see me@example.org and https://we.example.org/us.'),
    },
    { name: 'micro-seconds', message: IN('Free the root within 10 us, or in the US.') },
    {
      name: 'documentation, indented',
      message: IN('Free the root.  Per the APM:\n\n  If you write the bit, you lose.'),
    },
  ],
  invalid: [
    {
      name: 'in the shortlog',
      message: 'KVM: x86: Fix our count of exits\n\nCount each exit once.\n',
      quotes: ['our'],
    },
    {
      name: 'I, with any verb',
      message: IN('Free the root, for which I write the loop anew.  I broke it.'),
      quotes: ['I'],
    },
    {
      name: 'we',
      message: IN('Free the root when we destroy the vCPU.'),
      quotes: ['we'],
      says: ['Name the actor'],
    },
    { name: 'our, at the start', message: IN('Free the root.  Our loop misses it.'), quotes: ['Our'] },
    {
      name: 'I',
      message: IN('Free the root.  I found this while testing.'),
      quotes: ['I'],
      says: ['not what the author did'],
    },
    {
      name: 'you and your',
      message: IN('Free the root, or you lose your VM.'),
      quotes: ['you'],
      says: ['2 personal pronouns: `you`, `your`\nName the actor'],
    },
    {
      name: 'short forms',
      message: IN("Free the root.  Let's do it before we're done."),
      quotes: ["Let's"],
      says: ["2 personal pronouns: `Let's`, `we're`\nUse the plain imperative"],
    },
    { name: 'in a list', message: IN('Free the root:\n\n - when we exit\n - when L2 exits'), quotes: ['we'] },
    { name: 'over a line break', message: IN('Free the root which tells\nus nothing.'), quotes: ['us'] },
  ],
});
