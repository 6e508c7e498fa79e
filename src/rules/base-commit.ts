import { isDocs } from '../analysis/kvm/paths';
import { isKvmSelftest } from '../analysis/kvm/selftest-paths';
import { type RulePage, seriesRule } from '../lint/rule';
import { type CoverLetter, firstMail, type Patch, type Series } from '../model/patch';
import type { Text } from '../model/text';
import { oneOf, pattern } from '../model/words';

export default seriesRule({
  id: 'base-commit',
  section: 'series',
  level: 'block',
  requires: ['series', 'mail'],
  summary: 'Include a public base-commit in the first mail',
  *check(series, { clone }) {
    const first = firstMail(series);
    if (first === null) return;
    const base = baseOf(series);
    if (base === null) {
      yield {
        message: `No \`base-commit:\` in the ${first === series.cover ? 'cover letter' : 'patch'}`,
        hint: 'Regenerate the series with `git kvm format-patch`, or `git format-patch --base=COMMIT` with the commit it is based on',
        at: null,
        of: first,
        ...(isEasilyApplied(series) || saysBase(first) ? { level: 'warn' } : {}),
      };
      return;
    }
    const { of, text } = base;
    const id = text.value.trim();
    if (!/^(?!0+$)[0-9a-f]{12,64}$/i.test(id)) {
      yield {
        message: '`base-commit:` is not a commit id',
        hint: 'Regenerate the series with `git kvm format-patch`, which writes the full id',
        at: text.span(),
        of,
      };
      return;
    }
    if (series.whole && clone !== null && clone.isPublic(id) === false) {
      yield {
        message: 'The base commit is only in this clone',
        hint: 'Rebase on a commit of a remote branch or a tag, or push this one first',
        at: text.span(),
        of,
      };
    }
  },
});

/** A single patch of documentation or of selftests applies to any recent base. */
function isEasilyApplied({ patches: [patch], of }: Series): boolean {
  if (patch === undefined || of > 1) return false;
  const { paths } = patch.diff;
  return paths.length > 0 && (paths.every(isDocs) || paths.every(isKvmSelftest));
}

const BASED_ON_COMMIT = /\bbased\s+on\s(?:[^.\n]{0,80}\s)?\(?[0-9a-f]{12,40}\b/i;
/** The cover letter says in prose what the patches are based on. */
const BASED = pattern('i')`\b(?:based|applies|rebased|generated)\s+(?:${oneOf`
    cleanly, against, on, onto, to, top, of, the, tip, current, latest, kvm
  `}\s+){1,6}\S*${oneOf`
    [0-9a-f]{12}, v?\d\.\d+, \/next, \/master, \/queue, queue\b, next\b, tip\b
  `}`;

function saysBase(first: CoverLetter | Patch): boolean {
  const { value } = first.kind === 'cover' ? first.body : first.notes;
  return BASED.test(value) || BASED_ON_COMMIT.test(value);
}

/** The base, wherever in the series it is: tools find it in any of its mails. */
function baseOf(series: Series): { of: CoverLetter | Patch; text: Text } | null {
  for (const of of [...(series.cover ? [series.cover] : []), ...series.patches]) {
    if (of.footer.baseCommit) return { of, text: of.footer.baseCommit };
    const written = of.kind === 'cover' ? inProse(of.body) : inProse(of.notes);
    if (written) return { of, text: written };
  }
  return null;
}

/** `base-commit: …` written into the cover letter by hand. */
function inProse(text: Text): Text | null {
  const found = /^[ \t]*base-commit:[ \t]*(\S+)/im.exec(text.value);
  if (!found) return null;
  const to = found.index + found[0].length;
  return text.slice(to - found[1]!.length, to);
}

const ID = '0123456789abcdef0123456789abcdef01234567';

function mail(subject: string, footer: string, body = 'Free the root.'): string {
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
Message-ID: <${subject.replace(/\W+/g, '-')}@example.org>
Date: Mon, 1 Jan 2024 00:00:00 +0000

${body}
${diff}
${footer === '' ? '' : `base-commit: ${footer}\n`}-- 
2.39.5
`;
}

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Git Base',
  why: `Without the base commit, applying a series is guesswork. \`git format-patch --base\` writes it at the end of the first
mail, and b4 and the maintainers' tools read it. It has to be a commit that others can fetch: one of kvm-x86/next or of
another public branch, not one of this clone only. If that can't be determined, nothing is reported.`,
  valid: [
    { name: 'one patch', series: [mail('[PATCH] KVM: x86: Fix a leak', ID)] },
    {
      name: 'in the cover letter',
      series: [
        mail('[PATCH 0/2] KVM: x86: Fix leaks', ID),
        mail('[PATCH 1/2] KVM: x86: Fix a leak', ''),
        mail('[PATCH 2/2] KVM: x86: Fix a leak', ''),
      ],
    },
    {
      name: 'a public base',
      series: [mail('[PATCH] KVM: x86: Fix a leak', ID)],
      clone: { commits: { [ID]: { shortlog: 'Linux 6.1', public: true } } },
    },
    {
      name: 'a base that is not in this clone',
      series: [mail('[PATCH] KVM: x86: Fix a leak', ID)],
      clone: { others: 'unknown' },
    },
    { name: 'a commit that is not sent yet', message: 'KVM: x86: Fix a leak' },
    {
      name: 'a later patch, whose first mail is elsewhere',
      series: [mail('[PATCH 2/3] KVM: x86: Fix a leak', '')],
      part: true,
    },
    {
      name: 'the first patch of several, whose cover letter is elsewhere',
      series: [mail('[PATCH 1/3] KVM: x86: Fix a leak', '')],
      part: true,
    },
    {
      name: 'in an archive, where it is unknown what was public',
      series: [mail('[PATCH] KVM: x86: Fix a leak', ID)],
      part: true,
      clone: { commits: { [ID]: { shortlog: 'KVM: x86: Add a root', public: false } } },
    },
    {
      name: 'KVM-unit-tests have one branch',
      series: [mail('[kvm-unit-tests PATCH] x86: Fix a leak', '')],
    },
  ],
  invalid: [
    {
      name: 'one patch of selftests, which applies anywhere',
      series: [
        mail('[PATCH] KVM: selftests: Fix a leak', '').replaceAll(
          'arch/x86/kvm/x86.c',
          'tools/testing/selftests/kvm/steal_time.c',
        ),
      ],
      quotes: [null],
      levels: ['warn'],
    },
    {
      name: 'a base in words',
      series: [
        mail('[PATCH] KVM: x86: Fix a leak', '').replace('\n---\n', '\n---\nBased on kvm-x86/next.\n\n'),
      ],
      quotes: [null],
      levels: ['warn'],
    },
    {
      name: 'one patch without',
      series: [mail('[PATCH] KVM: x86: Fix a leak', '')],
      quotes: [null],
      says: ['in the patch'],
    },
    {
      name: 'a series without',
      series: [
        mail('[PATCH 0/2] KVM: x86: Fix leaks', ''),
        mail('[PATCH 1/2] KVM: x86: Fix a leak', ''),
        mail('[PATCH 2/2] KVM: x86: Fix a leak', ''),
      ],
      quotes: [null],
      says: ['in the cover letter'],
    },
    {
      name: 'a private base',
      series: [mail('[PATCH] KVM: x86: Fix a leak', ID)],
      clone: { commits: { [ID]: { shortlog: 'Try something', public: false } } },
      quotes: [ID],
    },
    {
      name: 'a branch in its place',
      series: [
        mail('[PATCH 0/1] KVM: x86: Fix leaks', '', 'Free roots in time.\n\nbase-commit: kvm-x86/next'),
        mail('[PATCH 1/1] KVM: x86: Fix a leak', ''),
      ],
      quotes: ['kvm-x86/next'],
      says: ['is not a commit id'],
    },
    {
      name: 'an id that is not a commit',
      series: [mail('[PATCH] KVM: x86: Fix a leak', '0'.repeat(40))],
      quotes: ['0'.repeat(40)],
      says: ['is not a commit id'],
    },
    {
      name: 'one patch in an archive',
      series: [mail('[PATCH] KVM: x86: Fix a leak', '')],
      part: true,
      quotes: [null],
    },
    {
      name: 'a patch that calls itself the only one',
      series: [mail('[PATCH 1/1] KVM: x86: Fix a leak', '')],
      part: true,
      quotes: [null],
    },
    {
      name: 'a cover letter in an archive',
      series: [mail('[PATCH 0/2] KVM: x86: Fix leaks', ''), mail('[PATCH 2/2] KVM: x86: Fix a leak', '')],
      part: true,
      quotes: [null],
    },
    {
      name: 'a series without cover letter and base',
      series: [
        mail('[PATCH 1/2] KVM: x86: Fix a leak', ''),
        mail('[PATCH 2/2] KVM: x86: Fix another leak', ''),
      ],
      quotes: [null],
    },
  ],
});
