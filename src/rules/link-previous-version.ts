import { listLinks } from '../analysis/kvm/archives';
import { patchRule, type RulePage } from '../lint/rule';
import type { RuleFinding } from '../model/finding';
import { matchesOf } from '../model/matches';
import type { Span, Text } from '../model/text';
import { oneOf, pattern } from '../model/words';

/** `v1: `, `[PATCH v2]: `, `- RFC v1 -> ` before a link. */
const VERSION_BEFORE =
  /(?:^|[\s[(])(?:RFC|PATCH|v\d{1,2})(?:[\s-](?:RFC|PATCH|v\d{1,2}))*[\])]?\s*(?:[:=@]|-+>?|–|→)?\s*<?$/i;
/** `# v1`, `[v2]`, `(RFC)` after it. */
const VERSION_AFTER =
  /^[>/]?\s*[#[(]\s*(?:(?:RFC|PATCH)\s*)?v\d{1,2}\s*[\])]?|^[>/]?\s*[#[(]\s*RFC\s*[\])]?\s*$/i;
const WORDS = pattern('i')`\b(?:(?:previous|prior|earlier|last|first|old)\s+${oneOf`
    version, posting, post, revision, submission, iteration, rfc, v\d{1,2}
  `}s?|(?:changes?|changelog|diff|delta)\s+(?:since|from|in|for)\s+(?:rfc\s*)?v?\d{1,2}|link\s+to\s+(?:rfc|v\d{1,2}))\b`;

/** Words of an earlier version of the patch, and a mark shortly after them. */
const POINTED = pattern('gi')`\b(?:previous|prior|earlier|last|first|old)\s+${oneOf`
    version, posting, post, revision, submission, iteration, rfc, v\d{1,2}
  `}(?!\s+of\s+(?!(?:the|this)\s+(?:patch|series)))[^.[\n]{0,40}\n?[^.[\n]{0,40}\[(\d{1,2})\]`;

export default patchRule({
  id: 'link-previous-version',
  section: 'tags',
  level: 'warn',
  requires: ['message'],
  summary: 'Keep links to earlier versions out of the changelog',
  *check(patch) {
    const told = new Set<string>();
    for (const { url, span } of versionLinks(patch.body)) {
      told.add(url);
      yield finding(span);
    }
    // A link that is marked as an earlier version below the line is also one above it.
    const known = new Set([...versionLinks(patch.notes)].map(({ url }) => url));
    // mutant: only saves time
    if (known.size === 0) return;
    for (const { url, span } of linksIn(patch.body))
      if (known.has(url) && !told.has(url)) yield finding(span);
  },
});

function finding(at: Span): RuleFinding {
  return {
    message: 'Link to an earlier version in the changelog',
    hint: 'Move it to the cover letter, or below the `---` line',
    at,
  };
}

interface Found {
  /** Without the slash at its end, which makes no difference. */
  readonly url: string;
  readonly span: Span;
  /** The text before and after it on its line, and the line above. */
  readonly before: string;
  readonly after: string;
  readonly above: string;
  /** `1` of `[1] https://…`, by which the text points to it. */
  readonly mark: string | null;
}

/** The first link to a list on each line. */
function* linksIn(text: Text): Iterable<Found> {
  let above = '';
  for (const line of text.lines()) {
    const value = line.value;
    const [link] = listLinks(value);
    if (link) {
      const end = link.at + link.url.length;
      yield {
        mark: /^\s*\[(\d{1,2})\]/.exec(value)?.[1] ?? null,
        url: link.url.replace(/(?<!\/)\/+$/, ''),
        span: line.span(link.at, end),
        // What marks a version is next to the link.
        before: value.slice(Math.max(0, link.at - 120), link.at).replace(/^\s*\[\d+\]:?\s*/, ''),
        after: value.slice(end).slice(0, 120),
        above,
      };
    }
    above = value;
  }
}

/** `The previous version is at [1]`: where the text points to for an earlier version. */
function marksOfVersions(value: string): ReadonlySet<string> {
  const marks = new Set<string>();
  for (const match of matchesOf(POINTED, value)) marks.add(match[1]!);
  return marks;
}

/** Those that are marked as links to an earlier version. */
function* versionLinks(text: Text): Iterable<Found> {
  let pointed: ReadonlySet<string> | undefined;
  for (const found of linksIn(text)) {
    const { before, after, above, mark } = found;
    if (mark !== null) {
      pointed ??= marksOfVersions(text.value);
      if (pointed.has(mark)) {
        yield found;
        continue;
      }
    }
    // The words may be on the line above, if that ends in a colon or holds nothing else.
    const heading = /:\s*$/.test(above) ? above : '';
    if (
      VERSION_BEFORE.test(before) ||
      VERSION_AFTER.test(after) ||
      WORDS.test(before) ||
      WORDS.test(heading) ||
      VERSION_BEFORE.test(heading.trim().slice(-120))
    )
      yield found;
  }
}

const V1 = 'https://lore.kernel.org/all/20240401080000.1-1-ann@example.org';
const commit = (text: string, tags = '') => `KVM: VMX: Reload the cached controls after a reset

Reload the cached controls after a reset, else the first entry fails.
${text === '' ? '' : `\n${text}\n`}
${tags}Signed-off-by: Ann Author <ann@example.org>
`;

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Links',
  why: `Reviewers need the previous version, readers of the history do not: they care about what was merged. Put such links in the
cover letter or below \`---\`, where git drops them. Links to the report or to the discussion that led to the patch are
welcome in the changelog.`,
  valid: [
    { name: 'below the line', message: commit(''), notes: `v1: ${V1}` },
    { name: 'the discussion that led to the patch', message: commit('', `Link: ${V1}\n`) },
    { name: 'a version of the kernel', message: commit(`The code is from v5.10: ${V1}`) },
    {
      name: 'a version of something else',
      message: commit('The format is that of v2: https://example.org/spec-v2'),
    },
    {
      name: 'another thread above than below the line',
      message: commit('', `Link: ${V1}\n`),
      notes: `v1: ${V1.replace('04', '03')}`,
    },
    {
      name: 'where the text points to, for something else',
      message: commit(`The old version of QEMU [1] does not ask.\n\n[1]: ${V1}`),
    },
    { name: 'a report', message: commit('', `Reported-by: Bob Builder <bob@example.org>\nCloses: ${V1}\n`) },
  ],
  invalid: [
    { name: 'by its number', message: commit(`v1: ${V1}`), quotes: [V1] },
    { name: 'in a tag, marked after', message: commit('', `Link: ${V1} # v1\n`), quotes: [V1] },
    {
      name: 'in a tag, marked below the line',
      message: commit('', `Link: ${V1}\n`),
      notes: `v1: ${V1}/`,
      quotes: [V1],
    },
    { name: 'in words', message: commit(`The previous version of the patch is at ${V1}`), quotes: [V1] },
    {
      name: 'where the text points to',
      message: commit(`The previous version can be\nfound at [1].\n\n[1]: ${V1}`),
      quotes: [V1],
    },
    { name: 'below a heading', message: commit(`Changes since v1:\n${V1}`), quotes: [V1] },
    {
      name: 'a list of them',
      message: commit(`- RFC -> ${V1}\n- [PATCH v2]: ${V1.replace('04', '05')}`),
      quotes: [V1, V1.replace('04', '05')],
    },
    { name: 'as b4 writes it', message: commit(`- Link to v1: ${V1}`), quotes: [V1] },
  ],
});
