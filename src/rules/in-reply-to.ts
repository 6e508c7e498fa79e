import { type RulePage, seriesRule } from '../lint/rule';
import type { RuleFinding } from '../model/finding';
import { type CoverLetter, firstMail, type Patch, type Series } from '../model/patch';

export default seriesRule({
  id: 'in-reply-to',
  section: 'series',
  level: 'block',
  scope: 'selftests',
  requires: ['series', 'mail'],
  summary: "Don't post a series as a reply; thread it below its cover letter",
  *check(series) {
    const first = firstMail(series);
    const finding = first && replyFinding(first, series);
    if (finding) {
      // A send names one message for all of its mails; it is reported once.
      yield finding;
      return;
    }
    for (const patch of series.patches) {
      const found = replyFinding(patch, series);
      if (found)
        yield {
          ...found,
          hint: 'Send the whole series at once: git send-email threads it below its cover letter',
        };
    }
  },
});

function replyFinding(mail: CoverLetter | Patch, series: Series): RuleFinding | null {
  const ids = mail.headers?.inReplyTo ?? [];
  if (ids.length === 0) return null;
  const own = [series.cover, ...series.patches].flatMap((one) => one?.origin.messageId ?? []);
  const isFirst = mail === firstMail(series);
  // Without the cover letter, what a patch of several replies to is unknown.
  if (!isFirst && (series.cover?.origin.messageId ?? null) === null) return null;
  if (ids.some((id) => own.includes(id) || isOfSameSend(id, mail.origin.messageId))) return null;
  const place = mail.headers?.field('in-reply-to') ?? null;
  return {
    message: isFirst
      ? 'Posted as a reply to another message'
      : 'Posted as a reply to something other than the cover letter',
    hint: 'Send it without --in-reply-to, and add a lore link to the related message instead',
    at: place?.span() ?? null,
    of: mail,
  };
}

/** Another mail of the same send: a letter before the patch, whatever its subject is. */
function isOfSameSend(id: string, own: string | null): boolean {
  const [before, after] = [id, own ?? ''].map((one) => /^<(\d{14}\.\d+)-(\d+)-/.exec(one));
  return before?.[1] !== undefined && before[1] === after?.[1];
}

function post(subject: string, id: string, inReplyTo = '', references = inReplyTo): string {
  const reply = inReplyTo === '' ? '' : `In-Reply-To: ${inReplyTo}\nReferences: ${references}\n`;
  const diff = subject.includes(' 0/')
    ? ''
    : `
Signed-off-by: Ada Example <ada@example.org>
---
diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
@@ -1 +1 @@
-old
+new
`;
  return `From: Ada Example <ada@example.org>
To: kvm@vger.kernel.org
Subject: ${subject}
Message-ID: ${id}
Date: Mon, 1 Jan 2024 00:00:00 +0000
${reply}
Free the root.
${diff}`;
}

const REPORT = '<report@example.org>';
const COVER = '<cover@example.org>';
const OTHER_ARCH = /arch\/x86\/kvm\/x86\.c/g;

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Links',
  why: `A new version below the old one, or a fix below its bug report, makes long threads unreadable, confuses b4, and is of
no use to those who did not get the first message. Add a lore link instead. Within a series each patch replies to the cover
letter, which is what git send-email does.`,
  valid: [
    { name: 'a patch alone', series: [post('[PATCH] KVM: x86: Fix a leak', '<1@example.org>')] },
    {
      name: 'patches below their cover letter',
      series: [
        post('[PATCH 0/2] KVM: x86: Fix leaks', COVER),
        post('[PATCH 1/2] KVM: x86: Fix a leak', '<1@example.org>', COVER),
        post('[PATCH 2/2] KVM: x86: Fix a leak', '<2@example.org>', COVER),
      ],
    },
    {
      name: 'patches below each other',
      series: [
        post('[PATCH 0/2] KVM: x86: Fix leaks', COVER),
        post('[PATCH 1/2] KVM: x86: Fix a leak', '<1@example.org>', COVER),
        post('[PATCH 2/2] KVM: x86: Fix a leak', '<2@example.org>', '<1@example.org>'),
      ],
    },
    { name: 'a commit that is not sent yet', message: 'KVM: x86: Fix a leak' },
    {
      name: 'whose cover letter is not available',
      series: [
        post('[PATCH 1/2] KVM: x86: Fix a leak', '<a@example.org>', COVER),
        post('[PATCH 2/2] KVM: x86: Fix a leak', '<b@example.org>', COVER),
      ],
      part: true,
    },
    {
      name: 'the second of a send, whose cover letter is not available',
      series: [post('[PATCH 1/2] KVM: x86: Fix a leak', '<20240101000000.123-2-ada@example.org>', COVER)],
      part: true,
    },
    {
      name: 'below a letter of the same send, which calls itself no cover letter',
      series: [
        post(
          '[PATCH] KVM: x86: Fix a leak',
          '<20240101000000.123-2-ada@example.org>',
          '<20240101000000.123-1-ada@example.org>',
        ),
      ],
      part: true,
    },
    {
      name: 'a later patch alone',
      series: [post('[PATCH 2/2] KVM: x86: Fix a leak', '<b@example.org>', COVER)],
      part: true,
    },
    {
      name: 'patch 1 of several, whose cover letter is not there',
      series: [post('[PATCH 1/2] KVM: x86: Fix a leak', '<20240101000000.123-1-ada@example.org>', REPORT)],
      part: true,
    },
  ],
  invalid: [
    {
      name: 'a fix below its bug report',
      series: [post('[PATCH] KVM: x86: Fix a leak', '<1@example.org>', REPORT)],
      quotes: [REPORT],
      says: ['as a reply to another message'],
    },
    {
      name: 'a new version below the old one',
      series: [
        post('[PATCH v2 0/1] KVM: x86: Fix leaks', COVER, '<old-cover@example.org>'),
        post('[PATCH v2 1/1] KVM: x86: Fix a leak', '<1@example.org>', COVER),
      ],
      quotes: ['<old-cover@example.org>'],
    },
    {
      name: 'a patch below something else than its cover letter',
      series: [
        post('[PATCH 0/2] KVM: x86: Fix leaks', COVER),
        post('[PATCH 1/2] KVM: x86: Fix a leak', '<1@example.org>', COVER),
        post('[PATCH 2/2] KVM: x86: Fix a leak', '<2@example.org>', REPORT, `${COVER} ${REPORT}`),
      ],
      quotes: [REPORT],
      says: ['Send the whole series at once'],
    },
    {
      name: 'all of a send below one message',
      series: [
        post('[PATCH 0/1] KVM: x86: Fix leaks', COVER, REPORT),
        post('[PATCH 1/1] KVM: x86: Fix a leak', '<1@example.org>', REPORT),
      ],
      quotes: [REPORT],
    },
    {
      name: 'below a mail of another send',
      series: [
        post(
          '[PATCH] KVM: x86: Fix a leak',
          '<20240101000000.123-2-ada@example.org>',
          '<20230101000000.123-1-ada@example.org>',
        ),
      ],
      part: true,
      quotes: ['<20230101000000.123-1-ada@example.org>'],
    },
    {
      name: 'one of one, in an archive',
      series: [post('[PATCH 1/1] KVM: x86: Fix a leak', '<a@example.org>', REPORT)],
      part: true,
      quotes: [REPORT],
    },
    {
      name: 'without a number, in an archive',
      series: [post('[PATCH] KVM: x86: Fix a leak', '<a@example.org>', REPORT)],
      part: true,
      quotes: [REPORT],
    },
    {
      name: 'a selftest of another architecture',
      series: [
        post('[PATCH] KVM: selftests: Fix a leak', '<a@example.org>', REPORT).replace(
          OTHER_ARCH,
          'tools/testing/selftests/kvm/arm64/demo.c',
        ),
      ],
      quotes: [REPORT],
      levels: ['warn'],
    },
    {
      name: 'a series without a cover letter, the first patch below a report',
      series: [
        post('[PATCH 1/2] KVM: x86: Fix a leak', '<a@example.org>', REPORT),
        post('[PATCH 2/2] KVM: x86: Fix a leak', '<b@example.org>', '<a@example.org>'),
      ],
      quotes: [REPORT],
      says: ['as a reply to another message'],
    },
  ],
});
