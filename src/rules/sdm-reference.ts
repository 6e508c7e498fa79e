import { type Comment, commentsOf } from '../analysis/c/comments';
import { isWritten } from '../analysis/c/written';
import { blocksOf } from '../analysis/english';
import { patchRule, type RulePage } from '../lint/rule';
import type { Diff } from '../model/diff';
import type { RuleFinding, Severity } from '../model/finding';
import { matchesOf } from '../model/matches';
import type { Text } from '../model/text';
import { anyOf, oneOf, pattern } from '../model/words';

/** A part of a document by its number: `section 25.3`, `Table 15-7`, `Vol. 3`, `Appendix A`. */
const NUMBERED = anyOf(
  'gi',
  pattern()`\b${oneOf`
      (?:sub)?sections?, sec\.?, sect\.?, chapters?, chap\.?, ch\., volumes?, vol\.?, figures?, fig\.?,
      tables?, appendix, paragraph
    `}\s*#?(?:\d+[A-D]?(?:[.-]\d+)*|[A-H](?:[.-]\d+)+|[IVX]+(?=[\s,.)]))`,
  /§\s?\d+(?:\.\d+)*/,
);
/** A number alone, right after the document's name: `SDM 10.8.5`, `APM Vol2 15.9`, `SDM, 25.3.1`. */
const BARE = /\b(?:SDM|APM|TLFS|PPR)\b[^.\n\d]{0,30}?\b(\d{1,2}(?:\.\d{1,2}){1,4}|\d{1,2}-\d{1,2})\b/g;
/** `table 29-8`: only the manuals number so, and a range does not end with a lower number than it starts with. */
const TABLE = /\b(?:table|figure)\s(?:[2-9]\d|1\d)-\d\b(?!-|\.\d)/i;
/** What makes a number one of a document: the document. */
const DOCUMENT = pattern('i')`\b${oneOf`
    SDM, APM, PPR, TLFS, EAS, ISE, manuals?, specifications?, specs?, programmer['’]?s, developer['’]?s,
    Intel['’]?s?, AMD['’]?s?, AMD64, whitepaper, white paper, revision guide, architecture reference,
    GHCB, datasheet, ACPI, PCIe?
  `}\b`;
/** Any citation. */
const CITATION = /\b(?:SDM|APM)\b|\b(?:Intel|AMD)\S* (?:Software Developer|Architecture Programmer)/;

export default patchRule({
  id: 'sdm-reference',
  section: 'changelog',
  level: 'block',
  requires: ['message'],
  summary: 'Avoid section, table and figure numbers of the SDM, the APM and other specifications',
  *check(patch) {
    const [inShortlog] = numberedIn(patch.shortlog.value);
    if (inShortlog) yield finding(patch.shortlog, inShortlog, 'warn');
    for (const block of blocksOf(patch.changelog)) {
      if (['code', 'splat', 'table'].includes(block.kind)) continue;
      const found = numberedIn(block.text.value)[0];
      if (found) yield finding(block.text, found, 'warn');
    }
    for (const comment of commentsOf(patch.diff)) yield* inComment(comment, patch.diff);
  },
});

function* inComment(comment: Comment, diff: Diff): Iterable<RuleFinding> {
  const value = comment.text.value;
  const isAdded = (at: number, words: string) => isWritten(diff, comment, at, at + words.length);
  const found = numberedIn(value).find((one) => isAdded(one.at, one.value));
  if (found) {
    yield finding(comment.text, found, 'block');
    return;
  }
  const table = TABLE.exec(value);
  if (table !== null && isAdded(table.index, table[0]) && comment.file.newPath.startsWith('arch/x86/')) {
    yield finding(comment.text, { at: table.index, value: table[0] }, 'warn');
    return;
  }
  const citation = CITATION.exec(value);
  if (citation === null || !isAdded(citation.index, citation[0])) return;
  yield {
    message: `Avoid citing the ${citation[0]} in comments: following it is implied`,
    hint: 'Say what the code does and why; cite it in the changelog instead',
    at: comment.text.span(citation.index, citation.index + citation[0].length),
    level: 'note',
  };
}

interface Found {
  readonly at: number;
  readonly value: string;
}

/** Numbered parts of documents, where the document is named in the same paragraph, not far away. */
function numberedIn(value: string): Found[] {
  const found: Found[] = [];
  for (const match of matchesOf(NUMBERED, value)) {
    const from = Math.max(0, match.index - 200);
    const near = value.slice(from, match.index + match[0].length + 120);
    if (isOfDocument(match[0], value.slice(from, match.index), near))
      found.push({ at: match.index, value: match[0] });
  }
  for (const match of matchesOf(BARE, value)) {
    const number = match[1]!;
    const at = match.index + match[0].length - number.length;
    // A version of the document: "TLFS v6.0", "SDM revision 84".
    if (/\b(?:v|ver\.?|version|rev\.?|revision|from)\s*$/i.test(value.slice(Math.max(0, at - 40), at)))
      continue;
    found.push({ at, value: number });
  }
  return found.sort((a, b) => a.at - b.at);
}

function isOfDocument(part: string, before: string, near: string): boolean {
  // "page tables 4 and 5", "EPT table 3", "the first section 2"; a table of a manual has two numbers or a capital.
  if (
    (/\b(?:page|pages|epts?|npts?|level|dispatch|vector|jump)\s*$/i.test(before) || /^t/.test(part)) &&
    !/[.-]/.test(part)
  )
    return false;
  return DOCUMENT.test(near);
}

function finding(text: Text, { at, value }: Found, level: Severity): RuleFinding {
  return {
    message: `\`${value}\`: volume, section and table numbers change between revisions of the document`,
    hint:
      level === 'block'
        ? 'Say what the code does and why; if the document is needed, name the section by its title'
        : 'Name the section or table by its title, and copy the relevant text',
    at: text.span(at, at + value.length),
    level,
  };
}

const HEAD = `diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
@@ -1,2 +1,3 @@
 	a();
`;
const IN = (text: string) => `KVM: VMX: Check the guest's RIP\n\n${text}\n`;
const CHECK = IN('Check the RIP on entry.');

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: SDM and APM References',
  why: `The numbers change with every revision of the manuals: name sections and tables by their titles, and copy the relevant
text into the changelog. Comments need no citation, as KVM is expected to follow the architecture. A number in a comment
blocks, one in a changelog warns, and any citation in a comment is a note.`,
  valid: [
    {
      name: 'by title',
      message: IN('Check the RIP.  Per "Checks on Guest RIP" in Intel’s SDM:\n\n  It must be canonical.'),
    },
    { name: 'the SDM alone', message: IN('Check the RIP, as the SDM wants it.') },
    { name: 'an edition', message: IN('Check the RIP, see the SDM, version 4.85, and TLFS v6.0.') },
    { name: 'a page table', message: IN('Check the RIP in page table 4 on Intel.') },
    { name: 'a section of an object', message: IN('Put the check in section .text.unlikely of vmx.o.') },
    {
      name: 'a comment without a citation',
      message: CHECK,
      diff: `${HEAD}+	/* The CPU checks RIP before CR3. */\n 	b();\n`,
    },
  ],
  invalid: [
    {
      name: 'in the shortlog',
      message: 'KVM: VMX: Check the RIP per SDM section 27.3.1\n\nCheck the RIP.\n',
      quotes: ['section 27.3.1'],
      levels: ['warn'],
    },
    {
      name: 'a section by number',
      message: IN('Check the RIP, see SDM section 27.3.1.4.'),
      quotes: ['section 27.3.1.4'],
      says: ['copy the relevant text'],
      levels: ['warn'],
    },
    {
      name: 'a number alone',
      message: IN('Check the RIP, see Intel SDM 27.3.1.4.'),
      quotes: ['27.3.1.4'],
      levels: ['warn'],
    },
    {
      name: 'a table in a reference',
      message: IN("Check the RIP [1].\n\n[1] AMD64 Architecture Programmer's Manual, Vol. 2 (Table 15-7)"),
      quotes: ['Vol. 2'],
      levels: ['warn'],
    },
    {
      name: 'another spec',
      message: IN('Check the RIP as chapter 4 of the GHCB spec wants it.'),
      quotes: ['chapter 4'],
      levels: ['warn'],
    },
    {
      name: 'in a comment',
      message: CHECK,
      diff: `${HEAD}+	/* See section 27.3.1.4 of the SDM. */\n 	b();\n`,
      quotes: ['section 27.3.1.4'],
      says: ['Say what the code does and why'],
    },
    {
      name: 'a citation in a comment',
      message: CHECK,
      diff: `${HEAD}+	/* The SDM wants a canonical RIP. */\n 	b();\n`,
      quotes: ['SDM'],
      levels: ['note'],
    },
  ],
});
