import { patchRule, type RulePage } from '../lint/rule';
import { stableTags } from '../model/stable';
import { trailersOf } from '../model/trailers';

export default patchRule({
  id: 'stable-needs-fixes',
  section: 'tags',
  level: 'warn',
  requires: ['message'],
  summary: 'Add Fixes: or a version to Cc: stable',
  *check(patch) {
    const tags = stableTags(patch);
    const first = tags[0];
    if (first === undefined || trailersOf(patch.trailers, 'Fixes').length > 0) return;
    if (tags.some(({ comment, trailer }) => /\d/.test(comment) || /noautosel/.test(trailer.value))) return;
    if (/^[ \t]*This reverts commit [0-9a-f]/im.test(patch.changelog.value)) return;
    yield {
      message: 'Cc: stable without a Fixes: tag or a version',
      hint: 'Add Fixes: with the commit that introduced the bug, or the first version: Cc: stable@vger.kernel.org # v6.1+',
      at: first.trailer.text.span(),
    };
  },
});

const message = (
  tags: string,
  text = 'Clear the pending event if the entry fails, else it is injected twice.',
) =>
  `KVM: SVM: Clear the pending event on a failed entry

${text}

${tags}
Signed-off-by: Ann Author <ann@example.org>
`;

export const page = (): RulePage => ({
  guide: 'stable-kernel-rules: Option 1',
  why: `Backporters have to know how far back to go. Fixes: names the commit that introduced the bug; if there is no such commit,
or too many, put a version after the address. With neither, the stable maintainers have to guess.`,
  valid: [
    {
      name: 'with Fixes:',
      message: message(
        'Fixes: 0123456789ab ("KVM: SVM: Keep the pending event")\nCc: stable@vger.kernel.org',
      ),
    },
    { name: 'with a version', message: message('Cc: stable@vger.kernel.org # 5.10+') },
    { name: 'no backport is requested', message: message('Cc: Bob Builder <bob@example.org>') },
    {
      name: 'a revert names what it reverts',
      message: message(
        'Cc: stable@vger.kernel.org',
        'Bring the check back.\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.',
      ),
    },
    {
      name: 'a request not to backport',
      message: message('Cc: <stable+noautosel@kernel.org> # part of a rework'),
    },
  ],
  invalid: [
    {
      name: 'neither',
      message: message('Cc: stable@vger.kernel.org'),
      quotes: ['Cc: stable@vger.kernel.org'],
    },
    {
      name: 'a comment without a version',
      message: message('Cc: stable@vger.kernel.org # please'),
      quotes: ['Cc: stable@vger.kernel.org # please'],
    },
    {
      name: 'in angle brackets',
      message: message('Cc: <stable@vger.kernel.org>'),
      quotes: ['Cc: <stable@vger.kernel.org>'],
    },
    {
      name: 'a report is not a culprit',
      message: message(
        'Reported-by: Bob Builder <bob@example.org>\nCloses: https://lore.kernel.org/all/20240501.1@example.org\nCc: stable@vger.kernel.org',
      ),
      quotes: ['Cc: stable@vger.kernel.org'],
    },
  ],
});
