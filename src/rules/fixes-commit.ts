import { patchRule, type RulePage } from '../lint/rule';
import type { RuleFinding } from '../model/finding';
import { type FixesTag, fixesTags } from '../model/fixes';
import type { Patch } from '../model/patch';
import type { RepoFacts } from '../model/repo-facts';
import type { Text } from '../model/text';

export default patchRule({
  id: 'fixes-commit',
  section: 'tags',
  level: 'block',
  requires: ['message', 'clone'],
  fixes: true,
  summary: 'Name an existing upstream commit in Fixes:',
  *commits(patch) {
    for (const tag of fixesTags(patch)) yield tag.id;
  },
  *check(patch, { clone }) {
    if (clone === null) return;
    for (const tag of fixesTags(patch)) {
      const finding = findingOf(tag, patch, clone);
      if (finding) yield finding;
    }
  },
});

function findingOf(tag: FixesTag, patch: Patch, clone: RepoFacts): RuleFinding | null {
  const at = tag.idText.span();
  const answer = clone.commit(tag.id);
  if (answer === 'unknown') return null;
  if (answer === 'ambiguous' || answer === 'missing') {
    const right = only(tag, clone);
    return {
      message: answer === 'missing' ? `Unknown commit ${tag.id} in Fixes:` : `${tag.id} is ambiguous`,
      hint: right
        ? `Write \`Fixes: ${right.slice(0, 12)} ("${tag.shortlog}")\``
        : answer === 'missing'
          ? 'Name the upstream commit that introduced the bug; if it is newer than this clone, run `git fetch`'
          : 'Use at least 12 digits of the id',
      at,
      ...(right && { fix: replacement(patch, tag.idText, right.slice(0, 12), true) }),
    };
  }
  if (tag.shortlog !== null && tag.shortlogText !== null && tag.shortlog !== answer.shortlog) {
    if (isCutOff(tag.shortlogText) && answer.shortlog.startsWith(`${tag.shortlog} `)) return null;
    const close = isClose(tag.shortlog, answer.shortlog);
    const other = only(tag, clone);
    if (other !== null) {
      return {
        message: `${tag.id} is a different commit: "${answer.shortlog}"`,
        hint: `Write \`Fixes: ${other.slice(0, 12)} ("${tag.shortlog}")\``,
        at,
        fix: replacement(patch, tag.idText, other.slice(0, 12), false),
      };
    }
    return {
      message: `Shortlog in Fixes: does not match commit ${tag.id}`,
      hint: `Write "${answer.shortlog}", or use the id of the intended commit`,
      at: tag.shortlogText.span(),
      fix: replacement(patch, tag.shortlogText, answer.shortlog, close),
    };
  }
  if (clone.isStable(answer.id) !== false) return null;
  if (clone.isPublic(answer.id) === false) {
    return {
      message: `Commit ${tag.id} is only in this clone`,
      hint: 'Squash the fix into it, or name the upstream commit',
      at,
      level: 'warn',
    };
  }
  return {
    message: `Commit ${tag.id} is not upstream yet: its id may change`,
    hint: 'Say below `---` which branch it is in, so that the maintainer can squash the fix or update the id',
    at,
    level: 'note',
  };
}

/** The id of the one commit that has the tag's shortlog. */
function only(tag: FixesTag, clone: RepoFacts): string | null {
  const found = tag.shortlog === null ? 'unknown' : clone.commitsByShortlog(tag.shortlog);
  return found !== 'unknown' && found.length === 1 ? found[0]!.id : null;
}

/** The line ends in it: the tag is wrapped, which fixes-format reports. */
function isCutOff({ source, end }: Text): boolean {
  return /^\s*(?:\n|$)/.test(source.text.slice(end, end + 100));
}

/** The same but for case and punctuation, or cut short. */
function isClose(written: string, right: string): boolean {
  const [a, b] = [written, right].map((text) => text.toLowerCase().replace(/[^a-z0-9]+/g, ''));
  return a === b || (a!.length >= 16 && b!.startsWith(a!));
}

function replacement(patch: Patch, text: Text, by: string, certain: boolean) {
  const start = text.start - patch.message.start;
  return {
    title: `Write ${by}`,
    edits: [{ start, end: start + text.length, text: by }],
    certain,
  };
}

const A = '5d4c3b2a1f0e9d8c7b6a5f4e3d2c1b0a9f8e7d6c';
const B = '0123456789abcdef0123456789abcdef01234567';
const SHORTLOG = 'KVM: x86: Cache the length of the emulated instruction';
const clone = {
  commits: {
    [A]: { shortlog: SHORTLOG },
    [B]: { shortlog: 'KVM: x86: Trace the length of every emulated instruction', stable: false },
  },
};
const message = (fixes: string) => `KVM: x86: Reset the cached length on a failed fetch

Clear the cached instruction length if the fetch fails, so that a retry does
not skip bytes of the next instruction.

Fixes: ${fixes}
Signed-off-by: Ann Author <ann@example.org>
`;

export const page = (): RulePage => ({
  guide: 'submitting-patches: Describe your changes',
  why: `People and tools follow a Fixes: tag to see if a tree has the bug, to decide on a backport, or to find the discussion of
the change. A wrong id misleads them, and with a wrong shortlog it is unclear which commit is meant. The id of a commit in a
topic branch or in linux-next may change when the branch is rebased. In a shallow or partial clone nothing is reported.`,
  valid: [
    {
      name: 'the commit is there and its shortlog is right',
      message: message(`5d4c3b2a1f0e ("${SHORTLOG}")`),
      clone,
    },
    {
      name: 'a shallow clone',
      message: message('ffffffffffff ("KVM: x86: Foo")'),
      clone: { others: 'unknown' },
    },
    { name: 'the whole id', message: message(`${A} ("${SHORTLOG}")`), clone },
    { name: 'outside a repository nothing is known', message: message('ffffffffffff ("KVM: x86: Foo")') },
    {
      name: 'no Fixes: tag at all',
      message:
        'KVM: x86: Rename a local variable\n\nRename "val" to "data", as everywhere else.\n\nSigned-off-by: Ann Author <ann@example.org>\n',
      clone,
    },
    {
      name: 'the rest of a wrapped shortlog is on the next line, which fixes-format reports',
      message: message(`5d4c3b2a1f0e ("${SHORTLOG.replace(' of the', '\nof the')}")`),
      clone,
    },
  ],
  invalid: [
    {
      name: 'no such commit',
      message: message('ffffffffffff ("KVM: x86: Foo")'),
      clone,
      quotes: ['ffffffffffff'],
      says: ['Name the upstream commit'],
    },
    {
      name: 'no such commit, but the shortlog is known',
      message: message(`ffffffffffff ("${SHORTLOG}")`),
      clone,
      quotes: ['ffffffffffff'],
      says: ['Write `Fixes: 5d4c3b2a1f0e ("'],
      fixed: message(`5d4c3b2a1f0e ("${SHORTLOG}")`),
    },
    {
      name: 'the shortlog is cut short',
      message: message('5d4c3b2a1f0e ("KVM: x86: Cache the length of the")'),
      clone,
      quotes: ['KVM: x86: Cache the length of the'],
      fixed: message(`5d4c3b2a1f0e ("${SHORTLOG}")`),
    },
    {
      name: 'the id is that of another commit',
      message: message(`0123456789ab ("${SHORTLOG}")`),
      clone,
      quotes: ['0123456789ab'],
      fixed: message(`5d4c3b2a1f0e ("${SHORTLOG}")`),
    },
    {
      name: 'the id fits two commits',
      message: message('5d4c ("KVM: x86: Foo")'),
      clone: { commits: { ...clone.commits, [`5d4c${'0'.repeat(36)}`]: { shortlog: 'KVM: x86: Bar' } } },
      quotes: ['5d4c'],
      says: ['is ambiguous'],
    },
    {
      name: 'the commit is in a topic branch only',
      message: message('0123456789ab ("KVM: x86: Trace the length of every emulated instruction")'),
      clone,
      quotes: ['0123456789ab'],
      levels: ['note'],
    },
    {
      name: 'the commit has not left this clone',
      message: message('0123456789ab ("KVM: x86: Foo")'),
      clone: { commits: { [B]: { shortlog: 'KVM: x86: Foo', stable: false, public: false } } },
      quotes: ['0123456789ab'],
      levels: ['warn'],
    },
  ],
});
