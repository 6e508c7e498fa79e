import type { Examples } from '../more';

const ADA = 'Signed-off-by: Ada Example <ada@example.org>';
const BEN = 'Signed-off-by: Ben Example <ben@example.org>';
const CEM = 'Signed-off-by: Cem Example <cem@example.org>';
const NAMELESS = 'Signed-off-by: <cem@example.org>';
const FROM_ADA = 'From: Ada Example <ada@example.org>\n\n';

const mail = (from: string, tags: string, inBody = '') => `From: ${from}
To: kvm@vger.kernel.org
Subject: [PATCH] KVM: x86: Fix a leak
Message-ID: <1@example.org>
Date: Mon, 1 Jan 2024 00:00:00 +0000

${inBody}Free the root when its vCPU goes.

${tags}
---
 arch/x86/kvm/x86.c | 1 +
 1 file changed, 1 insertion(+)

diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
@@ -1 +1,2 @@
 a
+b
`;

export const more: Examples = {
  valid: [
    { name: 'the mail has no name', mail: mail('ada@example.org', ADA) },
    {
      name: 'the tag has no name',
      mail: mail('Ada Example <ada@example.org>', 'Signed-off-by: <ada@example.org>'),
    },
    {
      name: 'an accent that a mailer took',
      mail: mail('Ada Exampl\u00e9 <ada@example.org>', ADA),
    },
    {
      name: 'a robot sends what it was given',
      mail: mail('Patch Robot <noreply@example.org>', ADA, FROM_ADA),
    },
    {
      name: 'two people without an address',
      message: 'KVM: x86: Fix a leak\n\nFree it.\n\nSigned-off-by: Ada Example\nSigned-off-by: Ben Example\n',
    },
    {
      name: 'tags that git joined with the shortlog, in a mail',
      mail: mail('Ada Example <ada@example.org>', '').replace('Fix a leak\n', `Fix a leak ${ADA}\n`),
    },
    {
      name: 'tags that git will join with the shortlog',
      message: `KVM: x86: Fix a leak\n${ADA}\n${ADA}\n`,
    },
  ],
  invalid: [
    {
      name: 'the name in another order',
      mail: mail('"Example, Ada" <ada@example.org>', ADA),
      quotes: [ADA],
      says: ['The author is written Example, Ada'],
      levels: ['warn'],
    },
    {
      name: 'someone between the author and the sender',
      mail: mail(
        'Ben Example <ben@example.org>',
        `${ADA}\nSigned-off-by: Cleo Example <cleo@example.org>\n${BEN}`,
        'From: Ada Example <ada@example.org>\n\n',
      ),
      quotes: ['Signed-off-by: Cleo Example <cleo@example.org>'],
      says: ['Cleo Example is neither author nor sender'],
      levels: ['note'],
    },
    {
      name: 'the author by name',
      mail: mail('Ada Example <ada@example.org>', BEN),
      quotes: [BEN],
      says: ['of the author, Ada Example'],
    },
    {
      name: 'the author, who has no name',
      mail: mail('ada@example.org', BEN),
      quotes: [BEN],
      says: ['of the author, ada@example.org'],
    },
    {
      name: 'one address and two names',
      mail: mail('Zoe Another <ada@example.org>', ADA),
      quotes: [ADA],
      levels: ['note'],
    },
    {
      name: 'the sender by name',
      mail: mail('Ben Example <ben@example.org>', ADA, FROM_ADA),
      quotes: [ADA],
      says: ['of the sender, Ben Example'],
    },
    {
      name: 'the sender, who has no name',
      mail: mail('zoe@example.com', ADA, FROM_ADA),
      quotes: [ADA],
      says: ['of the sender, zoe@example.com'],
    },
    {
      name: 'someone without a name between the author and the sender',
      mail: mail('Ben Example <ben@example.org>', `${ADA}\n${NAMELESS}\n${BEN}`, FROM_ADA),
      quotes: [NAMELESS],
      says: ['cem@example.org is neither'],
      levels: ['note'],
    },
    {
      name: 'someone with a name, whose part is not told',
      mail: mail('Ada Example <ada@example.org>', `${CEM}\n${ADA}`),
      quotes: [CEM],
      says: ['Cem Example signed off, but'],
      levels: ['warn'],
    },
    {
      name: 'someone without a name, whose part is not told',
      mail: mail('Ada Example <ada@example.org>', `${NAMELESS}\n${ADA}`),
      quotes: [NAMELESS],
      says: ['cem@example.org signed off, but'],
      levels: ['warn'],
    },
    {
      name: 'a tool without a name',
      message: `KVM: x86: Fix a leak\n\nFree it.\n\nSigned-off-by: <noreply@openai.com>\n${ADA}\n`,
      quotes: ['Signed-off-by: <noreply@openai.com>'],
      says: ['noreply@openai.com is a tool'],
    },
    {
      name: 'a tool with a name',
      message: `KVM: x86: Fix a leak\n\nFree it.\n\nSigned-off-by: Copilot <copilot@example.org>\n${ADA}\n`,
      quotes: ['Signed-off-by: Copilot <copilot@example.org>'],
      says: ['Copilot is a tool'],
    },
    {
      name: 'twice, with someone else in between',
      message: `KVM: x86: Fix a leak\n\nFree it.\n\n${ADA}\n${BEN}\n${ADA}\n`,
      quotes: [ADA],
      levels: ['warn'],
    },
    {
      name: 'twice, written in two ways',
      message: `KVM: x86: Fix a leak\n\nFree it.\n\n${ADA.replace('<ada', '<Ada')}\n${ADA}\n`,
      quotes: [ADA],
      levels: ['warn'],
    },
  ],
};
