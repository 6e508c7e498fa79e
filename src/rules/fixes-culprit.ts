import { patchRule, type RulePage } from '../lint/rule';
import { type FixesTag, fixesTags } from '../model/fixes';
import type { Patch, Series } from '../model/patch';
import { isFact, type LineRange } from '../model/repo-facts';

/** Each is one `git blame`: a few are enough. */
const MOST_RANGES = 6;

export default patchRule({
  id: 'fixes-culprit',
  section: 'tags',
  level: 'note',
  requires: ['message', 'diff'],
  summary: 'Name the commit that introduced the bug in Fixes:',
  atCommit: false,
  *check(patch, { clone, series }) {
    const tags = fixesTags(patch);
    // If there are two Fixes: tags, each may explain lines that the other does not.
    if (tags.length !== 1) return;
    const tag = tags[0]!;
    if (isWitness(tag, patch.changelog.value)) {
      yield {
        message: `According to the changelog ${tag.id} only exposed the bug`,
        hint: 'Name the commit that introduced the bug: see git blame on the changed lines',
        at: tag.idText.span(),
      };
      return;
    }
    if (clone === null) return;
    const fact = clone.commit(tag.id);
    if (!isFact(fact)) return;
    let asked = 0;
    for (const { revision, lines } of changedLines(patch, series)) {
      // mutant: each is a process of git's
      if (asked === MOST_RANGES) return;
      asked += 1;
      // One line that came with the commit or later is enough, and an unknown one makes the answer unknown.
      if (clone.changedSince(fact.id, revision, lines) !== false) return;
    }
    if (asked === 0) return;
    yield {
      message: `All changed lines are older than ${tag.id}`,
      hint: 'Find the commit that introduced the bug with git blame; a commit that only exposed it is not the culprit',
      at: tag.idText.span(),
    };
  },
});

const SHOWS = 'reveal(?:s|ed)?|expos(?:es|ed)|uncover(?:s|ed)|unmask(?:s|ed)|unearth(?:s|ed)';
/** After a commit's quoted shortlog: what it did to the bug. */
const SHOWN = new RegExp(
  `^["')\\s,]{1,6}(?:(?:which|that|has|only|merely|just|then|accidentally) ){0,4}(?:${SHOWS})\\s`,
);
/** Before its id. */
const SHOWN_BY = new RegExp(
  `\\b(?:${SHOWS}|surfaced|visible|noticed) (?:by|with|since|due to|after) (?:commit )?$`,
);

/** Returns true if the text says that the commit only exposed the bug. */
function isWitness({ id, shortlog }: FixesTag, changelog: string): boolean {
  const words = changelog.replace(/\s+/g, ' ');
  for (let at = words.indexOf(id); at !== -1; at = words.indexOf(id, at + 1)) {
    if (SHOWN_BY.test(words.slice(Math.max(0, at - 80), at))) return true;
    const end = shortlog === null ? -1 : words.indexOf(shortlog, at);
    const from = end === -1 ? at + id.length : end + shortlog!.length;
    if (SHOWN.test(words.slice(from, from + 80))) return true;
  }
  return false;
}

/** The lines that the patch removes or changes, and the revision in which they have these numbers. */
function* changedLines(patch: Patch, series: Series): Iterable<{ revision: string; lines: LineRange }> {
  const before = series.patches.slice(0, Math.max(0, series.patches.indexOf(patch)));
  const base = [series.cover, ...series.patches].find((mail) => mail?.footer.baseCommit)?.footer.baseCommit
    ?.value;
  for (const file of patch.diff.files) {
    if (!/\.[chS]$/.test(file.oldPath)) continue;
    const touchedBefore = before.some((earlier) => earlier.diff.paths.includes(file.oldPath));
    const revision = patch.origin.commit ? `${patch.origin.commit}^` : touchedBefore ? undefined : base;
    if (revision === undefined) continue;
    for (const hunk of file.hunks) {
      let from = 0;
      let to = 0;
      for (const line of [...hunk.lines, null]) {
        const removed = line !== null && line.kind === '-' && /[a-z0-9]/i.test(line.text);
        if (removed && from > 0 && to === line.oldLine - 1) to = line.oldLine;
        else if (removed) {
          if (from > 0) yield { revision, lines: { path: file.oldPath, from, to } };
          from = line.oldLine;
          to = line.oldLine;
        }
      }
      if (from > 0) yield { revision, lines: { path: file.oldPath, from, to } };
    }
  }
}

const OLD = `0${'1'.repeat(39)}`;
const CULPRIT = `c${'2'.repeat(39)}`;
const LATER = `f${'3'.repeat(39)}`;
const BASE = 'b'.repeat(40);
const commits = {
  [OLD]: { shortlog: 'KVM: x86: Add a handler' },
  [CULPRIT]: { shortlog: 'KVM: x86: Check the index' },
  [LATER]: { shortlog: 'KVM: x86: Rename the index' },
};
const PATH = 'arch/x86/kvm/x86.c';
const hunk = (body: string) => `diff --git a/${PATH} b/${PATH}
--- a/${PATH}
+++ b/${PATH}
@@ -10,2 +10,${body.split('\n').filter((line) => !line.startsWith('-')).length} @@ static int handler(struct kvm_vcpu *vcpu)
${body}
`;
const CHANGE = hunk(' \tint r;\n-\tif (index > MAX)\n+\tif (index >= MAX)');
const mail = (
  diff: string,
  base = `base-commit: ${BASE}\n`,
  extra = '',
) => `From: Ann Author <ann@example.org>
Subject: [PATCH] KVM: x86: Reject the first index that is out of range
Date: Wed, 1 May 2024 10:00:00 +0200
Message-ID: <20240501080000.1-1-ann@example.org>

Reject an index that is equal to the number of entries.

Fixes: c22222222222 ("KVM: x86: Check the index")
${extra}Signed-off-by: Ann Author <ann@example.org>
---
 ${PATH} | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)

${diff}
${base}-- 
2.39.5
`;
const blame = (...lines: string[]) => ({
  commits,
  lines: Object.fromEntries(lines.map((commit, i) => [`${PATH}:${11 + i}`, commit])),
});

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Fixes',
  why: `Stable trees backport a fix as far back as Fixes: says. If the tag names the wrong commit, some trees miss the fix and
others get one that they do not need. If none of the changed lines is as new as the named commit, the tag is worth a second
look. This is only a hint: a new caller can also break code that was correct before.`,
  valid: [
    { name: 'the changed line came with the named commit', mail: mail(CHANGE), clone: blame(CULPRIT) },
    { name: 'the changed line came later', mail: mail(CHANGE), clone: blame(LATER) },
    {
      name: 'nothing is removed',
      mail: mail(hunk(' \tint r;\n+\tif (index >= MAX)\n+\t\treturn 1;\n \tint s;')),
      clone: blame(OLD),
    },
    {
      name: 'what the named commit exposes is not a bug',
      mail: mail(CHANGE).replace(
        'entries.',
        'entries.  Commit c22222222222 ("KVM: x86: Check the index") lets it pass, and userspace sees what KVM exposed.',
      ),
    },
    { name: 'the clone does not have the commit', mail: mail(CHANGE), clone: { commits } },
    {
      name: 'no base, so that no one knows which lines these are',
      mail: mail(CHANGE, ''),
      clone: blame(OLD),
    },
    {
      name: 'two culprits',
      mail: mail(CHANGE, undefined, 'Fixes: 011111111111 ("KVM: x86: Add a handler")\n'),
      clone: blame(OLD),
    },
    {
      name: 'a young line among old ones',
      mail: mail(
        hunk(
          '-\tif (index > MAX)\n+\tif (index >= MAX)\n \t\tcount++;\n-\t\treturn 0;\n+\t\treturn 1;',
        ).replace('-10,2', '-11,3'),
      ),
      clone: blame(CULPRIT, OLD, OLD),
    },
  ],
  invalid: [
    {
      name: 'the words say that it only revealed the bug',
      mail: mail(CHANGE).replace(
        'entries.',
        'entries.\n\ncommit c22222222222 ("KVM: x86: Check\nthe index") revealed the bug.',
      ),
      quotes: ['c22222222222'],
    },
    {
      name: 'by its id alone',
      mail: mail(CHANGE).replace('entries.', 'entries, a bug that c22222222222 merely exposed again.'),
      quotes: ['c22222222222'],
    },
    {
      name: 'or that the bug showed with it',
      mail: mail(CHANGE).replace('entries.', 'entries, a bug exposed by commit c22222222222.'),
      quotes: ['c22222222222'],
    },
    { name: 'the changed line is older', mail: mail(CHANGE), clone: blame(OLD), quotes: ['c22222222222'] },
    {
      name: 'all changed lines are older',
      mail: mail(
        hunk('-\tif (index > MAX)\n+\tif (index >= MAX)\n-\t\treturn 0;\n+\t\treturn 1;').replace(
          '-10,2',
          '-11,2',
        ),
      ),
      clone: blame(OLD, OLD),
      quotes: ['c22222222222'],
    },
    {
      name: 'the removed lines are older',
      mail: mail(hunk('-\tif (index > MAX)\n-\t\treturn 0;').replace('-10,2 +10,0', '-11,2 +10,0')),
      clone: blame(OLD, OLD),
      quotes: ['c22222222222'],
    },
    {
      name: 'braces and blank lines do not count',
      mail: mail(hunk('-\tif (index > MAX)\n-\t{\n+\tif (index >= MAX) {').replace('-10,2', '-11,2')),
      clone: blame(OLD, CULPRIT),
      quotes: ['c22222222222'],
    },
  ],
});
