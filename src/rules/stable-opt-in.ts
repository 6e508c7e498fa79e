import { isFix } from '../analysis/kvm/bug';
import { scopeOf } from '../analysis/kvm/scope';
import { parseShortlog } from '../analysis/kvm/shortlog';
import { type Context, type RulePage, seriesRule } from '../lint/rule';
import type { RuleFinding } from '../model/finding';
import { fixesTags } from '../model/fixes';
import type { Patch } from '../model/patch';
import { stableTags } from '../model/stable';
import { trailersOf } from '../model/trailers';

export default seriesRule({
  id: 'stable-opt-in',
  section: 'tags',
  level: 'note',
  requires: ['message'],
  summary: 'Add Cc: stable to fixes that need a backport',
  *check({ patches }, context) {
    // Reported once per series.
    for (const patch of patches) {
      // mutant: a merge has no tags
      if (patch.isMerge || scopeOf(patch, context.domain) !== 'kvm-x86') continue;
      const finding = findingOf(patch, context);
      if (finding === null) continue;
      yield { ...finding, of: patch };
      return;
    }
  },
});

/** A fix of released code that does not mention a backport. */
function findingOf(patch: Patch, { clone, domain }: Context): RuleFinding | null {
  if (stableTags(patch).length > 0) return null;
  if (patch.hasDiff && patch.diff.paths.every((path) => /^(?:tools|Documentation)\//.test(path))) return null;
  const tag = trailersOf(patch.trailers, 'Fixes')[0];
  const hint = 'Add `Cc: stable@vger.kernel.org` if stable trees need it';
  if (tag !== undefined) {
    if (fixesTags(patch).every(({ id }) => clone?.isStable(id) === false)) return null;
    return {
      message: "Fixes: alone doesn't get a KVM x86 patch backported",
      hint,
      at: tag.text.span(),
    };
  }
  const { description, descriptionAt } = parseShortlog(patch.shortlog.value, domain);
  if (!isFix(description, patch.changelog.value)) return null;
  return {
    message: "A KVM x86 fix isn't backported without Cc: stable",
    hint,
    at: patch.shortlog.slice(descriptionAt).span(),
  };
}

const FIXES = 'Fixes: 0123456789ab ("KVM: SVM: Keep the pending event")';
const message = (tags: string) => `KVM: SVM: Clear the pending event on a failed entry

Clear the pending event if the entry fails, else it is injected twice.

${tags}
Signed-off-by: Ann Author <ann@example.org>
`;
const mail = (n: number, tags: string) => `From: Ann Author <ann@example.org>
Subject: [PATCH ${n}/2] KVM: SVM: Clear the pending event on a failed entry
Date: Wed, 1 May 2024 10:00:00 +0200
Message-ID: <20240501080000.1-${n}-ann@example.org>

Clear the pending event if the entry fails, else it is injected twice.

${tags}
Signed-off-by: Ann Author <ann@example.org>
---
 arch/x86/kvm/svm/svm.c | 1 -
 1 file changed, 1 deletion(-)

diff --git a/arch/x86/kvm/svm/svm.c b/arch/x86/kvm/svm/svm.c
--- a/arch/x86/kvm/svm/svm.c
+++ b/arch/x86/kvm/svm/svm.c
@@ -1 +0,0 @@
-old
-- 
2.39.5
`;

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Fixes',
  why: `In most of the kernel a Fixes: tag is enough for the stable trees to pick up a fix. KVM x86 opted out of that: without
an explicit Cc: stable@vger.kernel.org nothing is backported. This is a reminder to decide.`,
  valid: [
    { name: 'the decision is made', message: message(`${FIXES}\nCc: stable@vger.kernel.org`) },
    {
      name: 'a typo',
      message: message('Suggested-by: Bob Builder <bob@example.org>').replace(
        'Clear the',
        'Fix a typo in the',
      ),
    },
    { name: 'no fix', message: message('Suggested-by: Bob Builder <bob@example.org>') },
    {
      name: 'a fix of a selftest',
      message: message(FIXES),
      files: ['tools/testing/selftests/kvm/x86/state_test.c'],
    },
    {
      name: 'the bug is not released yet',
      message: message(FIXES),
      clone: {
        commits: {
          [`0123456789ab${'0'.repeat(28)}`]: { shortlog: 'KVM: SVM: Keep the pending event', stable: false },
        },
      },
    },
    {
      name: 'a reason against a backport',
      message: message(`${FIXES}\nCc: <stable+noautosel@kernel.org> # too large`),
    },
  ],
  invalid: [
    { name: 'Fixes: alone', message: message(FIXES), quotes: [FIXES] },
    {
      name: 'a fix without Fixes:',
      message: message('Suggested-by: Bob Builder <bob@example.org>').replace(
        'Clear the',
        'Fix a leak of the',
      ),
      quotes: ['Fix a leak of the pending event on a failed entry'],
    },
    {
      name: 'the kernel and a selftest',
      message: message(FIXES),
      files: ['arch/x86/kvm/svm/svm.c', 'tools/testing/selftests/kvm/lib/x86/svm.c'],
      quotes: [FIXES],
    },
    {
      name: 'someone else is in Cc',
      message: message(`${FIXES}\nCc: Bob Builder <bob@example.org>`),
      quotes: [FIXES],
    },
    {
      name: 'two fixes in a series are reported once',
      series: [mail(1, FIXES), mail(2, FIXES)],
      quotes: [FIXES],
    },
    {
      name: 'the bug is in a release',
      message: message(FIXES),
      clone: {
        commits: { [`0123456789ab${'0'.repeat(28)}`]: { shortlog: 'KVM: SVM: Keep the pending event' } },
      },
      quotes: [FIXES],
    },
  ],
});
