import { twinIn } from '../analysis/kvm/twins';
import { type RulePage, seriesRule } from '../lint/rule';
import type { RuleFinding } from '../model/finding';
import { blanksIn } from '../model/marks';
import type { CoverLetter, Patch, Series } from '../model/patch';
import type { Text } from '../model/text';

export default seriesRule({
  id: 'series-complete',
  section: 'series',
  level: 'block',
  scope: 'selftests',
  requires: ['series', 'mail'],
  summary: 'Send all patches of one version, once each, with a cover letter',
  *check(series, { all, stage }) {
    if (series.cover) yield* unedited(series.cover, [series.cover.shortlog, series.cover.body]);
    for (const patch of series.patches) yield* unedited(patch, [patch.notes]);
    if (!series.whole && opensItsThread(series)) {
      yield {
        message: 'No cover letter for a series of two or more patches',
        hint: 'Add one: `git format-patch --cover-letter`',
        at: null,
        level: 'warn',
      };
    }
    if (!series.whole) return;
    yield* numberProblems(series);
    if (stage === 'send' || !isReceived(series)) yield* twinProblem(series, all);
    if (series.cover === null && Math.max(series.of, series.patches.length) >= 2) {
      yield {
        message: 'No cover letter for a series of two or more patches',
        hint: 'Add one: `git format-patch --cover-letter`',
        at: null,
      };
    }
  },
});

/** All patches of an archive's series are there, and the others reply to the first: there was no cover letter. */
function opensItsThread({ cover, patches, of }: Series): boolean {
  const [first, ...others] = patches;
  if (cover !== null || first === undefined || of < 2 || patches.length !== of) return false;
  const id = first.origin.messageId;
  return (
    first.headers?.inReplyTo.length === 0 &&
    id !== null &&
    others.every(({ headers }) => headers?.inReplyTo.includes(id))
  );
}

function* unedited(of: CoverLetter | Patch, texts: readonly Text[]): Generator<RuleFinding> {
  for (const text of texts) {
    for (const { blank, index } of blanksIn(text.value)) {
      yield {
        message: `Unedited template text ${of.kind === 'cover' ? 'in the cover letter' : 'below `---`'}`,
        hint: blank.includes('BLURB') ? 'Describe what the series does, and why' : 'Fill it in',
        at: text.span(index, index + blank.length),
        of,
      };
    }
  }
}

function* numberProblems(series: Series): Generator<RuleFinding> {
  const byNumber = new Map<number, Patch>();
  for (const patch of series.patches) {
    const { n } = patch.subject;
    if (n === null) continue;
    const before = byNumber.get(n);
    if (before === undefined) byNumber.set(n, patch);
    else {
      yield {
        message: `Duplicate patch ${n}`,
        hint: 'Drop one of them: an old file may be next to the new one',
        at: subjectSpan(patch),
        of: patch,
        related: [{ message: 'the other one', of: before, at: subjectSpan(before) }],
      };
    }
  }
  if (byNumber.size === 0) return;
  const missing: number[] = [];
  // A subject may claim any number of patches; a list of thousands is useless.
  for (let n = 1; n <= Math.min(series.of, 9999); n += 1) if (!byNumber.has(n)) missing.push(n);
  if (missing.length > 0) {
    yield {
      message: `${missing.length === 1 ? 'Patch' : 'Patches'} ${listed(missing)} of ${series.of} ${missing.length === 1 ? 'is' : 'are'} missing`,
      hint: 'Send the whole series',
      at: null,
    };
  }
}

/** A folder of mail that has come in may have each version of a series. */
function isReceived({ cover, patches }: Series): boolean {
  return [cover, ...patches].some((mail) => mail?.headers?.field('received') != null);
}

function* twinProblem(series: Series, all: readonly Series[]): Generator<RuleFinding> {
  const twins = twinIn(series, all);
  if (twins === null) return;
  const { one, other } = twins;
  const [version, before] = [one.subject.version, other.subject.version];
  const differ = version !== before;
  yield {
    message: differ
      ? `Two versions of the same series: v${before} and v${version}`
      : 'The same patch twice, in two series',
    hint: differ
      ? `Send one of them: drop the files of v${Math.min(version, before)}`
      : 'Drop one of them: an old file may be next to the new one',
    at: one.subjectText?.span() ?? null,
    of: one,
    related: [{ message: 'the other one', of: other, at: other.subjectText?.span() ?? null }],
  };
}

function listed(numbers: readonly number[]): string {
  const shown = numbers.slice(0, 8).join(', ');
  return numbers.length > 8 ? `${shown} and ${numbers.length - 8} more` : shown;
}

function subjectSpan(mail: Patch) {
  return mail.subjectText?.span() ?? null;
}

function mail(subject: string, body: string): string {
  return `From: Ada Example <ada@example.org>
To: kvm@vger.kernel.org
Subject: ${subject}
Message-ID: <${subject.replace(/\W+/g, '-')}@example.org>
Date: Mon, 1 Jan 2024 00:00:00 +0000

${body}
`;
}

function patch(
  numbers: string,
  shortlog = 'KVM: x86: Fix a leak',
  notes = '',
  change = '@@ -1 +1 @@\n-old\n+new',
): string {
  return mail(
    `[PATCH${numbers}] ${shortlog}`,
    `Free the root.

Signed-off-by: Ada Example <ada@example.org>
---
${notes}diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
${change}`,
  );
}

const LONG = '@@ -1,2 +1,2 @@\n-old_a();\n-old_b();\n+new_old_a();\n+new_old_b();';

function cover(numbers: string, title = 'KVM: x86: Fix leaks'): string {
  return mail(`[PATCH${numbers}] ${title}`, 'Free roots in time.');
}

export const page = (): RulePage => ({
  guide: 'submitting-patches: The canonical patch format',
  why: `A series with a patch that is missing, duplicate, or of another version does not apply. The cover letter says what the
series is for, and starts the thread. Whether the series is complete is checked at a send, and if it is given as a whole.`,
  valid: [
    { name: 'one patch', series: [patch('')] },
    { name: 'two patches and their cover', series: [cover(' 0/2'), patch(' 1/2'), patch(' 2/2')] },
    { name: 'in any order', series: [patch(' v2 2/2'), cover(' v2 0/2'), patch(' v2 1/2')] },
    { name: 'a part of a series in an archive', series: [patch(' 1/2'), patch(' 2/2')], part: true },
    {
      name: 'two patches that are sent together',
      series: [
        patch('', 'KVM: x86: Fix a leak', '', LONG),
        patch('', 'KVM: x86: Fix another leak', '', LONG.replaceAll('old', 'older')),
      ],
    },
    { name: 'a commit that is not sent yet', message: 'KVM: x86: Fix a leak' },
    { name: 'an archive never has all', series: [patch(' 1/2')], part: true },
  ],
  invalid: [
    {
      name: 'a patch is missing',
      series: [cover(' 0/3'), patch(' 1/3'), patch(' 3/3')],
      quotes: [null],
      says: ['Patch 2 of 3 is missing'],
    },
    { name: 'no cover letter', series: [patch(' 1/2'), patch(' 2/2')], quotes: [null] },
    {
      name: 'a patch is there twice',
      series: [cover(' 0/2'), patch(' 1/2'), patch(' 2/2'), patch(' 2/2', 'KVM: x86: Fix another leak')],
      quotes: ['[PATCH 2/2] KVM: x86: Fix another leak'],
    },
    {
      name: 'the subject of the cover letter',
      series: [cover(' 0/2', '*** SUBJECT HERE ***'), patch(' 1/2'), patch(' 2/2')],
      quotes: ['*** SUBJECT HERE ***'],
      says: ['Fill it in'],
    },
    {
      name: 'the text of the cover letter',
      series: [mail('[PATCH 0/2] KVM: x86: Fix leaks', '*** BLURB HERE ***'), patch(' 1/2'), patch(' 2/2')],
      quotes: ['*** BLURB HERE ***'],
      says: ['Describe what the series does, and why'],
    },
    {
      name: 'a patch of another version',
      series: [cover(' v2 0/2'), patch(' v2 1/2'), patch(' 2/2')],
      quotes: [null, null, null, '[PATCH 2/2] KVM: x86: Fix a leak'],
      says: ['Patch 2 of 2 is missing', 'Patch 1 of 2 is missing', 'No cover letter', 'Two versions'],
    },
    {
      name: 'two versions',
      series: [
        cover(' 0/2'),
        patch(' 1/2'),
        patch(' 2/2', 'KVM: x86: Fix another leak'),
        cover(' v2 0/2', 'KVM: x86: Fix two leaks'),
        patch(' v2 1/2'),
        patch(' v2 2/2', 'KVM: x86: Fix another leak'),
      ],
      quotes: ['[PATCH v2 1/2] KVM: x86: Fix a leak'],
      says: ['v1 and v2\nSend one of them: drop the files of v1'],
    },
    {
      name: 'an old file beside the new one',
      series: [patch('', 'KVM: x86: Fix leak', '', LONG), patch('', 'KVM: x86: Fix a leak', '', LONG)],
      quotes: ['[PATCH] KVM: x86: Fix a leak'],
      says: ['The same patch twice, in two series\nDrop one of them'],
    },
    {
      name: 'in an archive, where the second replies to the first',
      series: [
        patch(' 1/2'),
        patch(' 2/2').replace('\nDate:', '\nIn-Reply-To: <-PATCH-1-2-KVM-x86-Fix-a-leak@example.org>\nDate:'),
      ],
      part: true,
      quotes: [null],
      levels: ['warn'],
    },
    {
      name: 'selftests of another architecture',
      series: [patch(' 1/2'), patch(' 2/2')].map((mail) =>
        mail
          .replace(/arch\/x86\/kvm\/x86\.c/g, 'tools/testing/selftests/kvm/arm64/demo.c')
          .replace('KVM: x86', 'KVM: selftests'),
      ),
      quotes: [null],
      levels: ['warn'],
    },
    {
      name: 'the part below ---, as a template leaves it',
      series: [patch('', 'KVM: x86: Fix a leak', '*** NOTES HERE ***\n')],
      quotes: ['*** NOTES HERE ***'],
      says: ['template text below `---`'],
    },
    {
      name: 'many are missing',
      series: [cover(' 0/12'), patch(' 1/12')],
      quotes: [null],
      says: ['Patches 2, 3, 4, 5, 6, 7, 8, 9 and 3 more of 12 are missing'],
    },
  ],
});
