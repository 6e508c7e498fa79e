import { patchRule, type RulePage } from '../lint/rule';
import type { RuleFinding } from '../model/finding';
import type { Patch } from '../model/patch';
import type { CommitFact, RepoFacts } from '../model/repo-facts';
import { Text } from '../model/text';

const RIGHT = /^Fixes: [0-9a-f]{12,40} \("(.+)"\)$/;
/** `Fixes` at the start of a line, with what makes it a tag rather than a sentence: an id, a link, quotes, `commit`. */
const TAG =
  /^(?:fix(?:es|ed)?|fixes-commit)(?:[ \t]*:|[ \t])[ \t]*(?=<?(?:https?:\/\/|[0-9a-f]{5,40}\b|commit\b|[("'#]|lore\b))/i;
const KEY = /^fixes[ \t]*:/i;

interface FixesTag {
  /** All of it, over the lines it takes. */
  readonly text: Text;
  /** On one line, spaces made one. */
  readonly line: string;
  /** The id, or its start, in lowercase. */
  readonly id: string | null;
  /** The text in quotes or parentheses. */
  readonly shortlog: string | null;
}

export default patchRule({
  id: 'fixes-format',
  section: 'tags',
  level: 'block',
  scope: 'selftests',
  requires: ['message'],
  summary: 'Write `Fixes: 0123456789ab ("shortlog")`, on one line',
  fixes: true,
  commits: (patch) => fixesTags(patch).flatMap((tag) => tag.id ?? []),
  *check(patch, { clone }) {
    const tags = fixesTags(patch);
    if (tags.length === 0) yield* lostTags(patch);
    for (const tag of tags) {
      if (RIGHT.test(tag.text.value)) continue;
      const line = rightLine(tag, clone);
      const { start } = tag.text;
      yield {
        message: findingOf(tag),
        hint: line === null ? 'Write `Fixes: 0123456789ab ("shortlog of the commit")`' : `Write \`${line}\``,
        at: tag.text.span(),
        ...(line === null
          ? {}
          : {
              fix: {
                title: 'Reformat the tag',
                edits: [{ start, end: tag.text.end, text: line }],
                certain: true,
              },
            }),
      };
    }
  },
});

/** Every Fixes: tag of a message, in git's trailer block or not, valid or not. */
function fixesTags(patch: Patch): FixesTag[] {
  const lines = patch.body.lines();
  const inBlock = new Set(patch.trailers.map((trailer) => trailer.text.start));
  const tags: FixesTag[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i]!;
    const isTrailer = inBlock.has(line.start) && KEY.test(line.value);
    if (!isTrailer && !TAG.test(line.value)) continue;
    let last = line;
    // A tag that was wrapped goes on up to its closing parenthesis.
    for (let j = i + 1; j <= i + 2 && isOpen(textUpTo(line, last)); j += 1) {
      const next = lines[j];
      if (
        next === undefined ||
        next.value.trim() === '' ||
        /^[A-Za-z-]+-by:|^(?:Cc|Link|Closes):/.test(next.value)
      )
        break;
      last = next;
    }
    tags.push(tagOf(textUpTo(line, last)));
  }
  return tags;
}

/** A tag below `---`, and none above: git drops it. */
function* lostTags(patch: Patch): Generator<RuleFinding> {
  for (const line of patch.notes.lines()) {
    if (!TAG.test(line.value.trimStart()) || /^\s{3,}/.test(line.value)) continue;
    yield {
      message: 'Fixes: is below `---`, where git drops it',
      hint: 'Move it above the `---`, as `Fixes: 0123456789ab ("shortlog of the commit")`',
      at: line.trim().span(),
      level: 'warn',
    };
    return;
  }
}

function textUpTo(first: Text, last: Text): Text {
  return new Text(first.source, first.start, first.start + (last.end - first.start)).trim();
}

function isOpen(text: Text): boolean {
  const { value } = text;
  return (/\("/.test(value) && !/"\)/.test(value)) || /:\s*(?:commit\s+)?[0-9a-f]{5,40}$/i.test(value.trim());
}

function tagOf(text: Text): FixesTag {
  const line = text.value.replace(/\s+/g, ' ').trim();
  const id = /\b[0-9a-f]{5,40}\b/i.exec(line.replace(/https?:\/\/\S+/g, ''))?.[0].toLowerCase() ?? null;
  const behind = id === null ? '' : line.slice(line.toLowerCase().indexOf(id) + id.length);
  const quoted =
    // As `git log --format=reference` writes it, with a date.
    /^\s*\(["“](.+?)["”],\s*\d{4}-\d\d-\d\d\)$/.exec(behind) ??
    /^[\s:,-]*\(?["“'](.+?)["”']\)?[.,]?$/.exec(behind) ??
    /^[\s:,-]*\((.+?)\)[.,]?$/.exec(behind);
  return { text, line, id, shortlog: quoted?.[1] ?? null };
}

function findingOf(tag: FixesTag): string {
  const { line, id, text } = tag;
  if (id === null && /https?:\/\//.test(line))
    return 'Use Closes: or Link: for a URL: Fixes: is for a commit';
  if (id === null) return 'No commit id in Fixes:';
  if (/\n/.test(text.value)) return "Don't wrap tags";
  if (!/^Fixes: /.test(line)) return 'Malformed tag: write `Fixes: `';
  if (/^Fixes: commit\b/i.test(line)) return 'No `commit` in a Fixes: tag';
  if (id.length < 12) return `Commit id in Fixes: has ${id.length} digits: use at least 12`;
  if (tag.shortlog === null) return 'Fixes: without the shortlog of the commit';
  if (/[A-F]/.test(line.slice(7, 7 + id.length))) return 'Write the commit id in lowercase';
  return 'Put the shortlog in parentheses and double quotes, with nothing after it';
}

/** The tag as it should be: from the commit in the clone, or else from the given text. */
function rightLine(tag: FixesTag, clone: RepoFacts | null): string | null {
  if (tag.id === null) return null;
  const fact = clone === null ? 'unknown' : clone.commit(tag.id);
  if (isFact(fact)) return `Fixes: ${fact.id.slice(0, 12)} ("${fact.shortlog}")`;
  if (tag.id.length < 12 || tag.shortlog === null) return null;
  return `Fixes: ${tag.id} ("${tag.shortlog}")`;
}

function isFact(answer: CommitFact | string): answer is CommitFact {
  return typeof answer !== 'string';
}

const IN = (tag: string) =>
  `KVM: x86: Fix a leak\n\nFree the root when its vCPU goes.\n\n${tag}\nSigned-off-by: Ada Example <ada@example.org>\n`;
const ID = '0123456789abcdef0123456789abcdef01234567';
const KNOWN = { commits: { [ID]: { shortlog: 'KVM: x86: Add a root' } } };
const GOOD = 'Fixes: 0123456789ab ("KVM: x86: Add a root")';

export const page = (): RulePage => ({
  guide: 'submitting-patches: Describe your changes',
  why: `Scripts of the stable team and of the maintainers parse this tag, and miss it if its key is in lowercase, the line is
wrapped or a quote is missing. Use at least 12 digits of the id, then the shortlog in parentheses and double quotes, however
long, on one line. If the clone has the commit, git-kvm can write the line:
\`git log -1 --abbrev=12 --pretty='Fixes: %h ("%s")'\`.`,
  valid: [
    { name: 'twelve digits', message: IN(GOOD) },
    { name: 'the whole id', message: IN(`Fixes: ${ID} ("KVM: x86: Add a root")`) },
    {
      name: 'a shortlog with quotes in it',
      message: IN('Fixes: 0123456789ab ("KVM: x86: Drop "foo" (again)")'),
    },
    {
      name: 'two of them',
      message: IN(`${GOOD}\nFixes: ba9876543210 ("KVM: SVM: Add a root")`),
    },
    { name: 'a sentence that starts so', message: IN('Fixes for other roots are left for later.\n') },
    { name: 'apart from the other tags', message: IN(`${GOOD}\n`) },
  ],
  invalid: [
    {
      name: 'a date after the shortlog, as git log --format=reference has it',
      message: IN('Fixes: 0123456789ab ("KVM: x86: Add a root", 2024-05-01)'),
      quotes: ['Fixes: 0123456789ab ("KVM: x86: Add a root", 2024-05-01)'],
      fixed: IN('Fixes: 0123456789ab ("KVM: x86: Add a root")'),
    },
    {
      name: 'too few digits',
      message: IN('Fixes: 01234567 ("KVM: x86: Add a root")'),
      quotes: ['Fixes: 01234567 ("KVM: x86: Add a root")'],
      says: ['has 8 digits'],
    },
    {
      name: 'too few digits, in a clone that has the commit',
      message: IN('Fixes: 01234567 ("KVM: x86: Add a root")'),
      clone: KNOWN,
      quotes: ['Fixes: 01234567 ("KVM: x86: Add a root")'],
      says: ['Write `Fixes: 0123456789ab ("KVM: x86: Add a root")`'],
      fixed: IN(GOOD),
    },
    {
      name: 'wrapped',
      message: IN('Fixes: 0123456789ab ("KVM: x86: Add\n a root")'),
      quotes: ['Fixes: 0123456789ab ("KVM: x86: Add\n a root")'],
      says: ["Don't wrap tags"],
      fixed: IN(GOOD),
    },
    {
      name: 'wrapped at the margin',
      message: IN('Fixes: 0123456789ab ("KVM: x86: Add\na root")'),
      quotes: ['Fixes: 0123456789ab ("KVM: x86: Add\na root")'],
      fixed: IN(GOOD),
    },
    {
      name: 'the word commit',
      message: IN('Fixes: commit 0123456789ab ("KVM: x86: Add a root")'),
      quotes: ['Fixes: commit 0123456789ab ("KVM: x86: Add a root")'],
      says: ['No `commit` in'],
      fixed: IN(GOOD),
    },
    {
      name: 'in lowercase',
      message: IN('fixes: 0123456789ab ("KVM: x86: Add a root")'),
      quotes: ['fixes: 0123456789ab ("KVM: x86: Add a root")'],
      says: ['Malformed tag: write `Fixes: `'],
      fixed: IN(GOOD),
    },
    {
      name: 'no quotes',
      message: IN('Fixes: 0123456789ab (KVM: x86: Add a root)'),
      quotes: ['Fixes: 0123456789ab (KVM: x86: Add a root)'],
      says: ['in parentheses and double quotes'],
      fixed: IN(GOOD),
    },
    {
      name: 'no shortlog',
      message: IN('Fixes: 0123456789ab'),
      quotes: ['Fixes: 0123456789ab'],
      says: ['Fixes: without the shortlog of the commit'],
    },
    {
      name: 'a link',
      message: IN('Fixes: https://example.org/bug/1'),
      quotes: ['Fixes: https://example.org/bug/1'],
      says: ['Use Closes: or Link: for a URL'],
    },
    {
      name: 'where git does not see it',
      message: IN('Cc: Ben Example <ben@example.org>'),
      notes: 'Fixes 0123456789ab ("KVM: x86: Add a root")\n',
      quotes: ['Fixes 0123456789ab ("KVM: x86: Add a root")'],
      levels: ['warn'],
    },
    {
      name: 'no colon',
      message: IN('Fixes 0123456789ab ("KVM: x86: Add a root")\n'),
      quotes: ['Fixes 0123456789ab ("KVM: x86: Add a root")'],
      fixed: IN(`${GOOD}\n`),
    },
  ],
});
