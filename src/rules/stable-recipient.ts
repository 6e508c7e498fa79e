import { patchRule, type RulePage } from '../lint/rule';
import { stableTags } from '../model/stable';

export default patchRule({
  id: 'stable-recipient',
  section: 'tags',
  level: 'note',
  requires: ['mail'],
  summary: "Don't send mail to stable@vger.kernel.org",
  *check(patch) {
    const { headers } = patch;
    if (headers === null) return;
    const isStable = (person: { email: string }) => /^stable@(?:vger\.)?kernel\.org$/i.test(person.email);
    const name = headers.to.some(isStable) ? 'to' : headers.cc.some(isStable) ? 'cc' : null;
    if (name === null) return;
    const field = headers.field(name);
    const at = field === null ? -1 : field.value.search(/stable@(?:vger\.)?kernel\.org/i);
    const address = /^[\w@.]+/.exec(field?.value.slice(Math.max(at, 0)) ?? '')?.[0] ?? '';
    yield {
      message: 'Needless recipient: stable@vger.kernel.org',
      hint:
        stableTags(patch).length > 0
          ? 'Keep the tag, but send with --suppress-cc=bodycc, and add other people with --cc'
          : 'To request a backport, add the tag "Cc: stable@vger.kernel.org" instead',
      at: field === null || at === -1 ? null : field.span(at, at + address.length),
    };
  },
});

const mail = (headers: string, tags = '') => `From: Ann Author <ann@example.org>
${headers}
Subject: [PATCH] KVM: SVM: Clear the pending event on a failed entry
Date: Wed, 1 May 2024 10:00:00 +0200
Message-ID: <20240501080000.1-1-ann@example.org>

Clear the pending event if the entry fails, else it is injected twice.

Fixes: 0123456789ab ("KVM: SVM: Keep the pending event")
${tags}Signed-off-by: Ann Author <ann@example.org>
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
const TAG = 'Cc: stable@vger.kernel.org\n';

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Fixes',
  why: `Stable maintainers find fixes by the tag, once they are in Linus' tree; a copy of every version and reply is only noise.
git send-email adds the addresses of Cc: tags to the recipients by default.`,
  valid: [
    { name: 'the tag alone', mail: mail('To: kvm@vger.kernel.org', TAG) },
    { name: 'no recipients yet', mail: mail('X-Mailer: git', TAG) },
    {
      name: 'another list of that host',
      mail: mail('To: kvm@vger.kernel.org\nCc: linux-kernel@vger.kernel.org', TAG),
    },
    {
      name: 'an address that only looks like it',
      mail: mail('To: kvm@vger.kernel.org\nCc: stable@example.org'),
    },
  ],
  invalid: [
    {
      name: 'in Cc',
      mail: mail('To: kvm@vger.kernel.org\nCc: stable@vger.kernel.org', TAG),
      quotes: ['stable@vger.kernel.org'],
      says: ['send with --suppress-cc=bodycc'],
    },
    {
      name: 'in To, among others',
      mail: mail('To: kvm@vger.kernel.org, Stable <stable@vger.kernel.org>', TAG),
      quotes: ['stable@vger.kernel.org'],
    },
    {
      name: 'without the tag',
      mail: mail('Cc: stable@vger.kernel.org'),
      quotes: ['stable@vger.kernel.org'],
      says: ['To request a backport'],
    },
    { name: 'by the short address', mail: mail('Cc: <stable@kernel.org>'), quotes: ['stable@kernel.org'] },
  ],
});
