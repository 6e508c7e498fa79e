/** Run what a commit runs once or twice, so that a snapshot holds it compiled. Touches no file and no terminal. */
import { byDefault, judge } from '../core/engine';
import { DOMAIN } from '../domain/data';
import { FakeCloneFacts } from '../git/fake-clone';
import { parseDiff } from '../model/diff';
import { makePatch } from '../model/patch';
import { parseSubject } from '../model/subject';
import { pretty } from '../report/pretty';
import { RULES } from '../rules/registry';
import { readCommitMessage } from '../sources/commit-message';
import { readMail } from '../sources/mail';
import { groupSeries } from '../sources/series';

const SAMPLES = [
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

const DIFF = `diff --git a/arch/x86/kvm/mmu/mmu.c b/arch/x86/kvm/mmu/mmu.c
--- a/arch/x86/kvm/mmu/mmu.c
+++ b/arch/x86/kvm/mmu/mmu.c
@@ -1,3 +1,4 @@ static int demo(void)
 {
-	/* A stale comment */
+	/* Reload the state. */
+	int r;
 	return 0;
`;

/** As a send runs it: mails are read, and judged as a series. */
async function warmUpSend(): Promise<void> {
  await import('./sendemail-validate');
  for (let round = 0; round < 3; round += 1) {
    const mails = await Promise.all(
      [1, 2, 3].map((n) =>
        readMail(
          Buffer.from(`From ${'0'.repeat(40)} Mon Sep 17 00:00:00 2001
From: Ada Example <ada@example.org>
Date: Wed, 1 May 2024 10:00:00 +0200
Message-ID: <${n}@example.org>
In-Reply-To: <0@example.org>
Subject: [PATCH ${n}/3] ${SAMPLES[0]!.replace('\n# a comment', '')}---
Since v1: Reword.

${DIFF}--
2.39.5
`),
          { file: `${n}.patch`, firstLine: 1 },
        ),
      ),
    );
    const series = groupSeries(mails, { whole: true });
    judge(series, { rules: byDefault(RULES), domain: DOMAIN, clone: new FakeCloneFacts({}), moment: 'send' });
  }
}

export async function warmUp(): Promise<void> {
  warmUpCommit();
  await warmUpSend();
}

function warmUpCommit(): void {
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
    const series = {
      cover: null,
      patches: [patch],
      version: 1,
      of: 1,
      rfc: false,
      whole: false,
      mailed: false,
    };
    const findings = judge([series], {
      rules: byDefault(RULES),
      domain: DOMAIN,
      clone: null,
      moment: 'commit',
    });
    const summary = { patches: 1, covers: 0, replies: 0, other: 0, block: 0, warn: 0, note: 0 };
    pretty({ findings, summary }, { color: false, showNotes: true });
  }
}
