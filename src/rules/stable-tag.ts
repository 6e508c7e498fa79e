import { patchRule, type RulePage } from '../lint/rule';
import type { RuleFinding } from '../model/finding';
import type { Patch } from '../model/patch';
import { stableTags } from '../model/stable';

const RIGHT = 'stable@vger.kernel.org';

export default patchRule({
  id: 'stable-tag',
  section: 'tags',
  level: 'block',
  scope: 'selftests',
  requires: ['message'],
  fixes: true,
  summary: 'Request a backport with Cc: stable@vger.kernel.org exactly',
  *check(patch) {
    yield* wanted(patch);
    for (const { trailer, well, comment } of stableTags(patch)) {
      if (well) continue;
      const start = trailer.text.start - patch.message.start;
      const text = `Cc: ${RIGHT}${comment === '' ? '' : ` ${comment}`}`;
      // Stable's tools know this address too; it is for what is not public yet, as mail to it goes nowhere.
      const works =
        /^(?:[^<>#]*<)?stable@kernel\.org>?(?:\s*#.*)?$/.test(trailer.value) && trailer.key === 'Cc';
      yield {
        ...(works && { level: 'warn' as const }),
        message: 'Malformed tag for a backport',
        hint: `Write "${text}"`,
        at: trailer.text.span(),
        fix: {
          title: `Write ${text}`,
          edits: [{ start, end: start + trailer.text.length, text }],
          certain: true,
        },
      };
    }
  },
});

/** What the changelog asks for, without the tag. */
const ASKS =
  /\b(?:should|must|needs? to|has to|please)\b[^.]{0,30}\b(?:back-?port(?:ed)?|appl(?:y|ied)|go|queued?|picked)\b[^.]{0,30}\bstable\b/i;

function* wanted(patch: Patch): Iterable<RuleFinding> {
  const found = ASKS.exec(patch.changelog.value.replace(/\n/g, ' '));
  if (found === null || stableTags(patch).length > 0 || /\bnot\b/i.test(found[0])) return;
  yield {
    message: 'The changelog asks for a backport, but no tag does',
    hint: `Add "Cc: ${RIGHT}"`,
    at: patch.changelog.span(found.index, found.index + found[0].length),
    level: 'warn',
  };
}

const message = (tag: string) => `KVM: SVM: Clear the pending event on a failed entry

Clear the pending event if the entry fails, else it is injected twice.

Fixes: 0123456789ab ("KVM: SVM: Keep the pending event")
${tag}
Signed-off-by: Ann Author <ann@example.org>
`;
const fixed = message('Cc: stable@vger.kernel.org');

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Fixes',
  why: `KVM x86 doesn't backport every Fixes:, so a fix for the stable trees needs an explicit tag. The scripts that collect such
fixes look for stable@vger.kernel.org in a Cc: tag, and miss anything else.`,
  valid: [
    {
      name: 'words with the tag, and words against it',
      message: `${fixed.replace('twice.', 'twice.  This must be\nbackported to stable kernels.')}`,
    },
    {
      name: 'words against a backport',
      message: message('Cc: Bob Builder <bob@example.org>').replace(
        'twice.',
        'twice.  This should not be\nbackported to stable.',
      ),
    },
    { name: 'the address', message: fixed },
    { name: 'the address in angle brackets', message: message('Cc: <stable@vger.kernel.org>') },
    { name: 'the versions after it', message: message('Cc: stable@vger.kernel.org # v6.1+') },
    {
      name: 'a reason why there shall be no backport',
      message: message('Cc: <stable+noautosel@kernel.org> # needs the rework'),
    },
    {
      name: 'someone whose name has the word in it',
      message: message('Cc: Ada Stables <unstable@example.org>'),
    },
  ],
  invalid: [
    {
      name: 'in words alone',
      message: message('Cc: Bob Builder <bob@example.org>').replace(
        'twice.',
        'twice.  This must be\nbackported to stable kernels.',
      ),
      quotes: ['must be\nbackported to stable'],
      levels: ['warn'],
    },
    {
      name: 'the address is cut short',
      message: message('Cc: stable@vger.kernel'),
      quotes: ['Cc: stable@vger.kernel'],
      fixed,
    },
    { name: 'the name alone', message: message('Cc: stable'), quotes: ['Cc: stable'], fixed },
    {
      name: 'the address for fixes that are not public yet, with versions',
      message: message('Cc: stable@kernel.org # v6.1+'),
      quotes: ['Cc: stable@kernel.org # v6.1+'],
      levels: ['warn'],
      fixed: message('Cc: stable@vger.kernel.org # v6.1+'),
    },
    {
      name: 'the key in capitals',
      message: message('CC: stable@vger.kernel.org'),
      quotes: ['CC: stable@vger.kernel.org'],
      fixed,
    },
    {
      name: 'a tag that does not exist',
      message: message('Stable: yes'),
      quotes: ['Stable: yes'],
      fixed,
    },
    {
      name: 'the old mailing list',
      message: message('Cc: linux-stable <linux-stable@vger.kernel.org>'),
      quotes: ['Cc: linux-stable <linux-stable@vger.kernel.org>'],
      fixed,
    },
  ],
});
