import { blocksOf, isProse } from '../analysis/english';
import { patchRule, type RulePage } from '../lint/rule';
import type { RuleFinding } from '../model/finding';
import { matchesOf } from '../model/matches';
import type { Patch } from '../model/patch';
import { type CommitFact, isFact, type RepoFacts } from '../model/repo-facts';
import type { Text } from '../model/text';

/** Minimum number of digits of a commit id in a changelog. */
const DIGITS = 12;

/** `commit 0123456789ab`, with what follows: `("shortlog")`, `"shortlog"`, `(shortlog)`. */
const MENTION = /(\bcommit:?\s+)?(?<![\w/#=.@-])([0-9a-f]{6,40})(?![\w/-])/gi;
const TITLE = /^(\s*[,:]?\s*)(\(\s*["“]|["“]|\(['‘`]+|\()/;

interface Mention {
  readonly prose: Text;
  /** Offset of the id into the prose. */
  readonly at: number;
  readonly id: string;
  readonly hasWord: boolean;
  /** The shortlog precedes the id: `"shortlog" (0123456789ab)`. */
  readonly isReversed: boolean;
  /** The shortlog that was given, without its quotes; null if there is none. */
  readonly title: {
    readonly from: number;
    readonly to: number;
    readonly value: string;
    readonly isForm: boolean;
    /** The parentheses go on after it: `("shortlog", which …)`. */
    readonly isOpen: boolean;
  } | null;
}

export default patchRule({
  id: 'commit-reference',
  section: 'changelog',
  level: 'warn',
  scope: 'selftests',
  requires: ['message'],
  summary: 'Cite commits as `commit 0123456789ab ("shortlog")`',
  fixes: true,
  commits: (patch) => mentionsIn(patch).map(({ id }) => id),
  *check(patch, { clone }) {
    const named = new Set<string>();
    for (const mention of mentionsIn(patch)) {
      const key = mention.id.slice(0, 6).toLowerCase();
      const finding = findingOf(mention, clone, named.has(key));
      named.add(key);
      if (finding !== null) yield finding;
    }
  },
});

function mentionsIn(patch: Patch): Mention[] {
  return blocksOf(patch.changelog)
    .filter(isProse)
    .flatMap((block) => mentionsOf(block.text));
}

function mentionsOf(prose: Text): Mention[] {
  const { value } = prose;
  // Links are not mentions, and neither is what only someone else says.
  const masked = maskLinks(value);
  const mentions: Mention[] = [];
  for (const match of matchesOf(MENTION, masked)) {
    const id = match[2]!;
    const at = match.index + match[0].length - id.length;
    const before = value.slice(Math.max(0, match.index - 200), match.index);
    const title = titleBehind(value, at + id.length);
    const hasWord =
      match[1] !== undefined || /\bcommits:?\s+$|\bcommits?\b[^.]{0,160}\b(?:and|or|,)\s*$/i.test(before);
    const isReversed = title === null && id.length >= 8 && REVERSED.test(before.slice(-60));
    // Without the word and without a shortlog, a number is a number.
    if (
      !hasWord &&
      !isReversed &&
      !isBlamed(id, before, value.slice(at + id.length, at + id.length + 20)) &&
      (title === null || !/[a-f]/i.test(id) || id.length < 8)
    )
      continue;
    if (/^[a-z]+$/i.test(id) || /\b(?:reverts|reverted|upstream|picked from|from)\s+$/i.test(before))
      continue;
    mentions.push({ prose, at, id, hasWord, isReversed, title });
  }
  return mentions;
}

/** `… the table" (` before an id. */
const REVERSED = /["”]\s\(\s?$/;

/** `introduced by 0123456789ab`, `since 0123456789ab`: of a whole id, or of as many digits as required. */
function isBlamed(id: string, before: string, after: string): boolean {
  return (
    (id.length === DIGITS || id.length === 40) &&
    /[a-f]/.test(id) &&
    (/\b(?:since|prior to|(?:introduced|added|broken|fixed|removed|changed|reverted|done|merged)\s(?:in|by|with))\s+$/i.test(
      before,
    ) ||
      /^\s(?:introduced|added|broke|fixed|removed|changed|forgot|moved|dropped)\b/.test(after))
  );
}

function maskLinks(value: string): string {
  return value.replace(/https?:\/\/\S+/g, (found) => ' '.repeat(found.length));
}

function titleBehind(value: string, from: number): Mention['title'] {
  const open = TITLE.exec(value.slice(from, from + 40));
  if (!open) return null;
  const start = from + open[0].length;
  const mark = open[2]!;
  const close =
    mark.includes('"') || mark.includes('“') ? /["”](?:\s*\))?/ : mark === '(' ? /\)/ : /['’`]+\s*\)?/;
  const rest = value.slice(start, start + 300);
  // A shortlog may quote something itself: the last quote before the parenthesis closes it.
  const nested = mark.length > 1 ? /["”](?:,\s*[\d-]{8,10})?\s*\)/.exec(rest) : null;
  const end = nested ?? close.exec(rest);
  if (!end) return null;
  const title = rest.slice(0, end.index).replace(/\s+/g, ' ').trim();
  // "(which broke it)" is not a shortlog.
  if (mark === '(' && !/^[\w/]+(?:[\w ,/-]*): \S/.test(title)) return null;
  return {
    from: from + open[1]!.length,
    to: start + end.index + end[0].length,
    value: title,
    isForm:
      isInParentheses(value.slice(Math.max(0, from - 1000), from)) ||
      (/^\(\s*["“]$/.test(mark) && /^\s+$/.test(open[1]!)),
    isOpen: mark.startsWith('(') && !end[0].endsWith(')'),
  };
}

/** `(see commit 0123456789ab "…")`: nested parentheses are not required. */
function isInParentheses(before: string): boolean {
  return before.lastIndexOf('(') > before.lastIndexOf(')');
}

function findingOf(mention: Mention, clone: RepoFacts | null, again: boolean): RuleFinding | null {
  const { id, title, prose, at } = mention;
  const answer = clone?.commit(id);
  const other = answer === 'missing' && title !== null ? onlyNamed(title.value, clone) : null;
  if (other !== null) {
    const right = `commit ${other.id.slice(0, DIGITS)} ("${other.shortlog}")`;
    return {
      message: `Unknown commit ${id}`,
      hint: `Did you mean \`${right}\`, the commit with this shortlog?`,
      at: prose.span(at, at + id.length),
      fix: fixOf(mention, right),
    };
  }
  const fact = answer !== undefined && isFact(answer) ? answer : null;
  const flaw = flawOf(mention, fact, again);
  if (flaw === null) return null;
  const right = rightForm(mention, fact, again);
  return {
    message: messageOf(flaw, mention),
    hint: right === null ? howToWrite(id) : `Write \`${right}\``,
    at: flaw === 'wrong' ? prose.span(title!.from, title!.to) : prose.span(at, at + id.length),
    ...(flaw === 'no word' && { level: 'note' as const }),
    ...(right !== null && { fix: fixOf(mention, right) }),
  };
}

/** An id too short; no shortlog; that of another commit; one in another form; an id without the word "commit". */
type Flaw = 'short' | 'missing' | 'wrong' | 'malformed' | 'no word';

/** The first flaw; null if there is none. */
function flawOf(mention: Mention, fact: CommitFact | null, again: boolean): Flaw | null {
  const { id, title, isReversed } = mention;
  if (id.length < DIGITS) return 'short';
  if (isUntitled(mention, again)) return 'missing';
  if (fact !== null && title !== null && !isSame(title.value, fact.shortlog)) return 'wrong';
  if (isReversed || (title !== null && !title.isForm)) return 'malformed';
  return mention.hasWord ? null : 'no word';
}

/** A commit is cited with its shortlog once. */
function isUntitled({ title, isReversed }: Mention, again: boolean): boolean {
  return title === null && !again && !isReversed;
}

function messageOf(flaw: Flaw, { id, isReversed }: Mention): string {
  switch (flaw) {
    case 'short':
      return `\`${id}\` has ${id.length} digits: use at least ${DIGITS}`;
    case 'missing':
      return `Commit \`${id}\` is cited without its shortlog`;
    case 'wrong':
      return `Shortlog does not match commit ${id}`;
    case 'malformed':
      return `Put the shortlog ${isReversed ? 'after the id, ' : ''}in parentheses and double quotes`;
    case 'no word':
      return 'No "commit" before the commit id';
  }
}

/** The correct citation; null if the id or shortlog isn't known, or the words around it would have to change. */
function rightForm(mention: Mention, fact: CommitFact | null, again: boolean): string | null {
  const { id, title, isReversed } = mention;
  const short = id.length < DIGITS;
  if (isReversed || (fact === null && (short || isUntitled(mention, again)))) return null;
  const rightId = short && fact !== null ? fact.id.slice(0, DIGITS) : id;
  return `commit ${rightId}${title === null && again ? '' : ` ("${fact?.shortlog ?? title?.value}")`}`;
}

function howToWrite(id: string): string {
  const shown = id.length < DIGITS ? '<12 digits>' : id;
  return `Write \`commit ${shown} ("<shortlog>")\`: git log -1 --abbrev=12 --format='commit %h ("%s")' ${id}`;
}

/** The only commit that has this shortlog: then the id is wrong. */
function onlyNamed(shortlog: string, clone: RepoFacts | null): CommitFact | null {
  const found = clone?.commitsByShortlog(shortlog) ?? 'unknown';
  return found !== 'unknown' && found.length === 1 ? found[0]! : null;
}

/** Shortlogs are wrapped and shortened in changelogs; white space means nothing, an ellipsis leaves off the rest. */
function isSame(given: string, shortlog: string): boolean {
  const plain = (text: string) => text.replace(/\s+/g, ' ').replace(/["“”]/g, '"').trim();
  const [left, right] = [plain(given), plain(shortlog)];
  return left === right;
}

function fixOf({ prose, at, id, title, hasWord }: Mention, good: string) {
  const text = good.slice(hasWord ? 'commit '.length : 0, title?.isOpen ? -1 : undefined);
  const start = prose.start + at;
  const end = prose.start + (title?.to ?? at + id.length);
  return { title: `Write ${good}`, edits: [{ start, end, text }], certain: true };
}

const IN = (text: string) => `KVM: SVM: Restore the ASID after a reset\n\n${text}\n`;
const ID = '1234567890abcdef1234567890abcdef12345678';
const SHORTLOG = 'KVM: SVM: Forget the ASID on reset';
const clone = { commits: { [ID]: { shortlog: SHORTLOG } } };

export const page = (): RulePage => ({
  guide: 'submitting-patches: Describe your changes',
  why: `An id alone tells the reader nothing, and a short one may become ambiguous. Twelve digits and the shortlog identify
the commit in any tree. Later mentions of the same commit may be bare. If the clone has the commit, git-kvm checks the
shortlog, and can fill it in.`,
  valid: [
    { name: 'the form', message: IN(`Restore what commit 1234567890ab ("${SHORTLOG}") lost.`), clone },
    {
      name: 'over a line break',
      message: IN('Restore what commit 1234567890ab ("KVM: SVM: Forget\nthe ASID on reset") lost.'),
      clone,
    },
    {
      name: 'named before',
      message: IN(
        `Restore what commit 1234567890ab ("${SHORTLOG}") lost.  Before commit 1234567890ab it was there.`,
      ),
    },
    { name: 'a revert', message: `Revert "${SHORTLOG}"\n\nThis reverts commit ${ID}.\n`, clone },
    { name: 'a number', message: IN('Restore the ASID 0x1234567890ab, or 1234567, or deadbeef.') },
    {
      name: 'a link',
      message: IN(`Restore it, see https://git.example.org/c/commit/1234567890/ and /c/${ID}.`),
    },
    {
      name: 'a clone that does not have it',
      message: IN('Restore what commit abcdef012345 ("KVM: Lose it") lost.'),
      clone,
    },
    {
      name: 'in parentheses, nested parentheses are not required',
      message: IN(`Restore the ASID (lost by commit 1234567890ab "${SHORTLOG}").`),
      clone,
    },
    {
      name: 'a word of hexadecimal letters',
      message: IN('Restore what the commit deadbeefcafe lost, as commit decade says.'),
    },
    {
      name: 'numbers with words in quotes after them',
      message: IN('Restore 12345678 ("the ASID"), decaffed ("a word") and 123abc ("short").'),
    },
    {
      name: 'a shortlog that quotes something',
      message: IN('Restore what commit 1234567890ab ("KVM: SVM: Drop "forget" (again)") lost.'),
    },
  ],
  invalid: [
    {
      name: 'too short',
      message: IN(`Restore what commit 1234567 ("${SHORTLOG}") lost.`),
      clone,
      quotes: ['1234567'],
      says: ['has 7 digits: use at least 12'],
      fixed: IN(`Restore what commit 1234567890ab ("${SHORTLOG}") lost.`),
    },
    {
      name: 'no shortlog',
      message: IN('Restore what commit 1234567890ab lost.'),
      clone,
      quotes: ['1234567890ab'],
      says: ['is cited without its shortlog'],
      fixed: IN(`Restore what commit 1234567890ab ("${SHORTLOG}") lost.`),
    },
    {
      name: 'no shortlog, no clone',
      message: IN('Restore what commit 1234567890ab lost.'),
      quotes: ['1234567890ab'],
      says: ['git log -1 --abbrev=12 --format=\'commit %h ("%s")\' 1234567890ab'],
    },
    {
      name: 'another shortlog',
      message: IN('Restore what commit 1234567890ab ("KVM: SVM: Forget it") lost.'),
      clone,
      quotes: ['("KVM: SVM: Forget it")'],
      says: ['Write `commit 1234567890ab ("KVM: SVM: Forget the ASID on reset")`'],
      fixed: IN(`Restore what commit 1234567890ab ("${SHORTLOG}") lost.`),
    },
    {
      name: 'quotes without parentheses',
      message: IN(`Restore what commit 1234567890ab "${SHORTLOG}" lost.`),
      quotes: ['1234567890ab'],
      says: ['in parentheses and double quotes'],
      fixed: IN(`Restore what commit 1234567890ab ("${SHORTLOG}") lost.`),
    },
    {
      name: 'without the word',
      message: IN(`Restore what 1234567890ab ("${SHORTLOG}") lost.`),
      quotes: ['1234567890ab'],
      says: ['No "commit" before'],
      levels: ['note'],
      fixed: IN(`Restore what commit 1234567890ab ("${SHORTLOG}") lost.`),
    },
    {
      name: 'too short, and no clone',
      message: IN('Restore what commit 1234567 lost.'),
      quotes: ['1234567'],
      says: ['Write `commit <12 digits> ("<shortlog>")`'],
    },
    {
      name: 'a shortlog without quotes',
      message: IN(`Restore what commit 1234567890ab (${SHORTLOG}) lost.`),
      quotes: ['1234567890ab'],
      says: ['Put the shortlog in parentheses and double quotes'],
      fixed: IN(`Restore what commit 1234567890ab ("${SHORTLOG}") lost.`),
    },
  ],
});
