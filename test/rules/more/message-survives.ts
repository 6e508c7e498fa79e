import type { Examples } from '../more';

const SOB = 'Signed-off-by: Ada Example <ada@example.org>';
const HEAD = 'KVM: x86: Fix a leak\n\nFree the root when its vCPU goes.\n';
const LONG = 'of each and every root that is not in use by any of the vCPUs';

export const more: Examples = {
  valid: [],
  invalid: [
    {
      name: 'a subject without a shortlog, which is left alone',
      message: `:\n\nFree it.\n\n${SOB}`,
      files: ['arch/x86/kvm/x86.c'],
      quotes: [':'],
      levels: ['warn'],
    },
    {
      name: 'a byte-order mark, in a mail',
      mail: `From: Ada Example <ada@example.org>
Subject: [PATCH] =?UTF-8?q?=EF=BB=BFKVM:_x86:_Fix_a_leak?=

Free it.

${SOB}
---
diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
@@ -1 +1 @@
-old
+new
`,
      quotes: ['\ufeff'],
    },
    {
      name: 'a shortlog of two lines that is too long for one',
      message: `KVM: x86: Fix a leak\n${LONG}\n\nFree them.\n\n${SOB}`,
      quotes: [LONG],
      fixed: `KVM: x86: Fix a leak\n\n${LONG}\n\nFree them.\n\n${SOB}`,
      certain: true,
    },
    {
      name: 'a line that starts like the one of a commit',
      message: `${HEAD}\nFrom 0123456789abcdef0123456789abcdef01234567 on it leaks.\n\n${SOB}`,
      quotes: ['From 0123456789abcdef0123456789abcdef01234567 on it leaks.'],
      fixed: `${HEAD}\n  From 0123456789abcdef0123456789abcdef01234567 on it leaks.\n\n${SOB}`,
    },
    {
      name: 'a line at which an mbox is split',
      message: `${HEAD}\nFrom ada@example.org Mon Jan  5 10:00:00 2026\n\n${SOB}`,
      quotes: ['From ada@example.org Mon Jan  5 10:00:00 2026'],
      fixed: `${HEAD}\n  From ada@example.org Mon Jan  5 10:00:00 2026\n\n${SOB}`,
    },
    {
      name: "Gerrit's id as the last line",
      message: `${HEAD}\n${SOB}\nChange-Id: I0123456789abcdef0123456789abcdef01234567`,
      quotes: ['Change-Id: I0123456789abcdef0123456789abcdef01234567'],
      levels: ['warn'],
      fixed: `${HEAD}\n${SOB}`,
      certain: true,
    },
    {
      name: 'the id of Gerrit as the last line',
      message: `${HEAD}\n${SOB}\nChange-Id: I0123456789abcdef0123456789abcdef01234567`,
      quotes: ['Change-Id: I0123456789abcdef0123456789abcdef01234567'],
      levels: ['warn'],
      fixed: `${HEAD}\n${SOB}`,
    },
    {
      name: 'a line that git takes for a comment',
      message: `${HEAD}\n; a note\n\n${SOB}`,
      comment: ';',
      quotes: ['; a note'],
      says: ['git drops it as a comment'],
      fixed: `${HEAD}\n ; a note\n\n${SOB}`,
      certain: true,
    },
    {
      name: 'a byte-order mark before pasted text',
      message: `${HEAD}\n\ufeffFree it early.\n\n${SOB}`,
      quotes: ['\ufeff'],
      fixed: `${HEAD}\nFree it early.\n\n${SOB}`,
    },
  ],
};
