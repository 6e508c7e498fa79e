/** Run what a commit runs once or twice, so that a snapshot holds it compiled. Touches no file and no terminal. */
import { byDefault, judge } from '../core/engine';
import { DOMAIN } from '../domain/data';
import { parseDiff } from '../model/diff';
import { makePatch, seriesOfOne } from '../model/patch';
import { parseSubject } from '../model/subject';
import { pretty } from '../report/pretty';
import { RULES } from '../rules/registry';
import { readCommitMessage } from '../sources/commit-message';

export const SAMPLES = [
  `KVM: x86/mmu: Drop a stale comment

Drop a comment on shadow_walk_init() that describes behavior of commit
0123456789ab ("KVM: x86: Add a demo"), which is long gone.

Fixes: 0123456789ab ("KVM: x86: Add a demo")
Cc: stable@vger.kernel.org
Signed-off-by: Ada Example <ada@example.org>
# a comment
`,
  `kvm: mmu: fix something.

We fix a thing in this patch, as described in SDM section 1.2.
`,
];

export const DIFF = `diff --git a/arch/x86/kvm/mmu/mmu.c b/arch/x86/kvm/mmu/mmu.c
--- a/arch/x86/kvm/mmu/mmu.c
+++ b/arch/x86/kvm/mmu/mmu.c
@@ -1,3 +1,4 @@ static int demo(void)
 {
-	/* A stale comment */
+	/* Reload the state. */
+	int r;
 	return 0;
`;

export function warmUpCommit(): void {
  for (const sample of [...SAMPLES, ...SAMPLES]) {
    const message = readCommitMessage(sample, {
      comment: '#',
      cleanup: 'strip',
      edited: true,
      encoding: null,
    });
    const patch = makePatch({
      origin: { kind: 'message', file: 'COMMIT_EDITMSG', messageId: null, commit: null },
      subject: parseSubject(message.text.split('\n', 1)[0]!),
      message,
      author: { name: 'Ada Example', email: 'ada@example.org' },
      diff: parseDiff(DIFF.split('\n')).diff,
    });
    const findings = judge([seriesOfOne(patch)], {
      rules: byDefault(RULES),
      domain: DOMAIN,
      clone: null,
      moment: 'commit',
    });
    const summary = { patches: 1, covers: 0, replies: 0, other: 0, block: 0, warn: 0, note: 0 };
    pretty({ findings, summary }, { color: false, showNotes: true });
  }
}
