import { listLinks } from '../analysis/kvm/archives';
import { type RulePage, seriesRule } from '../lint/rule';
import type { CoverLetter, Patch } from '../model/patch';
import type { Text } from '../model/text';

export default seriesRule({
  id: 'link-lore',
  section: 'tags',
  level: 'warn',
  scope: 'selftests',
  requires: ['message'],
  fixes: true,
  summary: 'Use lore.kernel.org for links to mailing lists',
  *check(series) {
    for (const mail of [series.cover, ...series.patches]) {
      if (mail === null) continue;
      for (const text of textsOf(mail)) yield* problemsIn(text, mail);
      if (mail.kind === 'patch') yield* unlinked(mail, series.cover);
    }
  },
});

function textsOf(mail: Patch | CoverLetter): Text[] {
  return mail.kind === 'cover' ? [mail.body] : [mail.message, mail.notes];
}

/** Words that refer to a mail of the list. */
const DISCUSSED =
  /\b(?:as|was|were|been) (?:discussed|suggested|proposed|agreed|requested|reported)\b[^.]{0,30}\b(?:on|in) (?:the )?(?:mailing list|list|lkml|kvm@)/i;

/** A discussion that is mentioned, but not linked. */
function* unlinked(patch: Patch, cover: CoverLetter | null) {
  const text = patch.changelog.value.replace(/\n/g, ' ');
  const found = DISCUSSED.exec(text);
  const all = `${patch.message.value}\n${patch.notes.value}\n${cover?.body.value ?? ''}`;
  if (found === null || /https?:\/\//.test(all)) return;
  yield {
    message: 'No link to the discussion on the list',
    hint: 'Add `Link: https://lore.kernel.org/all/<Message-ID>`',
    at: patch.changelog.span(found.index, found.index + found[0].length),
    of: patch,
  };
}

function* problemsIn(text: Text, of: Patch | CoverLetter) {
  for (const { url, at, lore, onLore } of listLinks(text.value)) {
    if (lore) continue;
    const inMessage = of.kind === 'patch' && text === of.message;
    yield {
      message: 'Use lore.kernel.org for links to mailing lists',
      hint: `Write ${onLore ?? 'https://lore.kernel.org/all/<Message-ID>'}`,
      at: text.span(at, at + url.length),
      of,
      ...(onLore !== null &&
        inMessage && {
          fix: {
            title: `Write ${onLore}`,
            edits: [{ start: at, end: at + url.length, text: onLore }],
            certain: true,
          },
        }),
    };
  }
}

const message = (link: string) => `KVM: VMX: Reload the cached controls after a reset

Reload the cached controls after a reset, else the first entry fails.

Link: ${link}
Signed-off-by: Ann Author <ann@example.org>
`;
const ID = '20240501080000.1-1-bob@example.org';
const LORE = `https://lore.kernel.org/all/${ID}`;
const cover = (text: string) => `From: Ann Author <ann@example.org>
Subject: [PATCH 0/1] KVM: VMX: Reload the cached controls after a reset
Date: Wed, 1 May 2024 10:00:00 +0200
Message-ID: <20240501080000.1-0-ann@example.org>

${text}

Ann Author (1):
  KVM: VMX: Reload the cached controls after a reset

 arch/x86/kvm/vmx/vmx.c | 2 +-
-- 
2.39.5
`;
const patch = (notes: string) => `From: Ann Author <ann@example.org>
Subject: [PATCH 1/1] KVM: VMX: Reload the cached controls after a reset
Date: Wed, 1 May 2024 10:00:01 +0200
Message-ID: <20240501080000.1-1-ann@example.org>

Reload the cached controls after a reset, else the first entry fails.

Signed-off-by: Ann Author <ann@example.org>
---
${notes}
 arch/x86/kvm/vmx/vmx.c | 2 +-

diff --git a/arch/x86/kvm/vmx/vmx.c b/arch/x86/kvm/vmx/vmx.c
--- a/arch/x86/kvm/vmx/vmx.c
+++ b/arch/x86/kvm/vmx/vmx.c
@@ -1 +1 @@
-old
+new
-- 
2.39.5
`;

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Links',
  why: `A link to lore.kernel.org contains the Message-ID, so that the mail can be found in any archive, with its whole thread. The
numbers of other archives mean something there only, and some of these archives are gone. If the URL contains the
Message-ID, git-kvm can rewrite it.`,
  valid: [
    {
      name: 'a discussion that is linked',
      message: message(LORE).replace('fails.', 'fails, as\ndiscussed on the list.'),
    },
    { name: 'lore, all lists', message: message(LORE) },
    { name: 'lore, by its redirect', message: message(`https://lore.kernel.org/r/${ID}`) },
    { name: 'lore, one list', message: message(`https://lore.kernel.org/kvm/${ID}`) },
    {
      name: 'a bug tracker is not a list',
      message: message('https://bugzilla.kernel.org/show_bug.cgi?id=1234'),
    },
    { name: "the redirect of the kernel's own", message: message(`https://patch.msgid.link/${ID}`) },
    { name: 'an archive is only mentioned', message: message('https://lkml.org') },
  ],
  invalid: [
    {
      name: 'a discussion that is not linked',
      message: message(LORE)
        .replace('fails.', 'fails, as\ndiscussed on the list.')
        .replace(/^Link.*\n/m, ''),
      quotes: ['as\ndiscussed on the list'],
    },
    {
      name: 'the old redirect',
      message: message(`https://lkml.kernel.org/r/${ID}`),
      quotes: [`https://lkml.kernel.org/r/${ID}`],
      fixed: message(`https://lore.kernel.org/r/${ID}`),
    },
    {
      name: 'one list, on the old host',
      message: message(`https://lkml.kernel.org/kvm/${ID}/`),
      quotes: [`https://lkml.kernel.org/kvm/${ID}/`],
      fixed: message(LORE),
    },
    {
      name: 'an archive that numbers its mail',
      message: message('https://lkml.org/lkml/2024/5/1/1'),
      quotes: ['https://lkml.org/lkml/2024/5/1/1'],
    },
    {
      name: 'patchwork, with the Message-ID',
      message: message(`https://patchwork.kernel.org/project/kvm/patch/${ID}/`),
      quotes: [`https://patchwork.kernel.org/project/kvm/patch/${ID}/`],
      fixed: message(LORE),
    },
    {
      name: 'marc, with the Message-ID',
      message: message(`https://marc.info/?i=${ID}`),
      quotes: [`https://marc.info/?i=${ID}`],
      fixed: message(LORE),
    },
    {
      name: 'another archive that numbers its mail',
      message: message('https://www.spinics.net/lists/kvm/msg000001.html'),
      quotes: ['https://www.spinics.net/lists/kvm/msg000001.html'],
    },
    {
      name: 'in a cover letter',
      series: [cover('See https://lkml.org/lkml/2024/5/1/1.'), patch('Changes: none')],
      quotes: ['https://lkml.org/lkml/2024/5/1/1'],
    },
    {
      name: 'under the line that git ignores',
      series: [cover('Reload them.'), patch('v1: https://marc.info/?l=kvm&m=1234')],
      quotes: ['https://marc.info/?l=kvm&m=1234'],
    },
  ],
});
