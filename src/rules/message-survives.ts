import { patchRule, type RulePage } from '../lint/rule';
import type { Edit, RuleFinding } from '../model/finding';
import { endsMessage, isFromLine, isSeparator } from '../model/message-end';
import type { Patch } from '../model/patch';
import type { Text } from '../model/text';
import { trailersOf } from '../model/trailers';

export default patchRule({
  id: 'message-survives',
  section: 'changelog',
  level: 'block',
  scope: 'selftests',
  requires: ['message'],
  summary: 'Write a message that git and `git am` keep in full',
  fixes: true,
  *check(patch) {
    yield* byteOrderMark(patch);
    yield* brackets(patch);
    yield* joined(patch);
    yield* cutOff(patch);
    yield* comments(patch);
    yield* changeId(patch);
    yield* stubs(patch);
  },
});

const MARK = '\ufeff';

function* byteOrderMark({ message, subject, subjectText }: Patch): Generator<RuleFinding> {
  const at = message.value.indexOf(MARK);
  // The shortlog of a mail is parsed without it.
  const inSubject = subject.raw.indexOf(MARK);
  if (at === -1 && inSubject === -1) return;
  yield {
    message: 'Byte-order mark in the message',
    hint: 'Save the message as UTF-8 without a byte-order mark',
    at: at === -1 ? subjectText!.span(inSubject, inSubject + 1) : message.span(at, at + 1),
    ...(at !== -1 && {
      fix: {
        title: 'Remove the byte-order mark',
        certain: true,
        edits: [{ start: at, end: at + 1, text: '' }],
      },
    }),
  };
}

/** A second bracket of a mail's subject, which is not part of the shortlog: `[PATCH] [PATCH v2] KVM: …`. */
const SECOND = /^\[[^\]]*\] (?=\[)/;

/** Brackets at the start of a shortlog, which `git am` removes. */
function* brackets({ shortlog, message, subject, subjectText }: Patch): Generator<RuleFinding> {
  const { raw, shortlogAt } = subject;
  const from = subjectText === null ? 0 : (SECOND.exec(raw)?.[0].length ?? shortlogAt);
  const dropped = raw.slice(from, shortlogAt).replaceAll(MARK, '').trim();
  if (dropped === '') return;
  yield {
    message: `\`git am\` drops \`${dropped}\` from the shortlog`,
    hint: 'Remove it, and use `git format-patch -v2` or --subject-prefix',
    at: subjectText === null ? message.span(from, shortlogAt) : subjectText.span(from, shortlogAt),
    level: 'warn',
    // Without a shortlog, git takes what follows for it.
    ...(subjectText === null &&
      shortlog.value.trim() !== '' && {
        fix: {
          title: `Remove ${dropped}`,
          certain: true,
          edits: [{ start: 0, end: shortlog.start - message.start, text: '' }],
        },
      }),
  };
}

const TAG_INSIDE = / (?:Signed-off-by|Fixes|Cc|Reported-by|Suggested-by|Link): /;

/** Git takes the whole first paragraph as the shortlog. */
function* joined({ message, shortlog, origin }: Patch): Generator<RuleFinding> {
  const hint = 'Add a blank line after the shortlog';
  if (origin.kind === 'mail') {
    const tag = TAG_INSIDE.exec(shortlog.value);
    if (tag === null) return;
    const at = shortlog.span(tag.index + 1);
    yield { message: 'No blank line after the shortlog: git joined it with a tag', hint, at };
    return;
  }
  const [first, second] = message.lines();
  if (first === undefined || second === undefined || second.value.trim() === '') return;
  const at = first.end - message.start;
  const isWrapped = /^\s*[a-z0-9]/.test(second.value) && first.length + second.length < 75;
  yield {
    message: 'No blank line after the shortlog: git joins these lines into one',
    hint: isWrapped ? 'Write the shortlog on one line' : hint,
    at: second.span(),
    ...(isWrapped && { level: 'warn' }),
    fix: isWrapped
      ? { title: 'Join the shortlog', certain: false, edits: [{ start: at, end: at + 1, text: ' ' }] }
      : { title: hint, certain: true, edits: [{ start: at, end: at, text: '\n' }] },
  };
}

/** Lines at which `git am` ends the message, or splits the mail. */
function* cutOff({ body, message }: Patch): Generator<RuleFinding> {
  const lines = body.lines();
  const first = lines.findIndex(({ value }) => isCut(value));
  const line = lines[first];
  if (line === undefined) return;
  if (isSeparator(line.value)) {
    yield {
      message: 'Tags are below `---`, where `git am` drops them',
      hint: 'Move the tags above the `---`, or remove the line',
      at: line.span(),
    };
    return;
  }
  yield {
    message: '`git am` drops this line and everything below it, tags included',
    hint: 'Indent the line and the lines that belong to it',
    at: line.span(),
    fix: { title: 'Indent it', certain: true, edits: indent(lines, message.start) },
  };
}

function isCut(line: string): boolean {
  return endsMessage(line) || /^From [0-9a-f]{40}/.test(line) || isFromLine(line);
}

/** Indent each paragraph from the line on that cuts the message off. */
function indent(lines: readonly Text[], offset: number): Edit[] {
  const edits: Edit[] = [];
  let inside = false;
  for (const { value, start } of lines) {
    // mutant: below, a `---` gets a finding of its own, which has no fix
    inside = value.trim() !== '' && (inside || (isCut(value) && !isSeparator(value)));
    if (inside) edits.push({ start: start - offset, end: start - offset, text: '  ' });
  }
  return edits;
}

/** Exception names, preprocessor lines and numbers: text, not comments. */
const LOOKS_LOST =
  /^#(?:[A-Z]{2}|(?:define|elif|else|endif|error|if|ifdef|ifndef|include|pragma|undef)\b|\d)/;

/** Lines that git takes for comments: now, or once an editor opens the recorded message. */
function* comments({ message, body, comment }: Patch): Generator<RuleFinding> {
  const lines = body
    .lines()
    .filter(({ value }) => (comment === null ? LOOKS_LOST.test(value) : value.startsWith(comment)));
  if (lines.length === 0) return;
  const [first] = lines;
  const char = comment ?? '#';
  yield {
    message:
      comment === null
        ? `Line starts with \`${char}\`: git drops it when the message is edited`
        : `Line starts with \`${char}\`: git drops it as a comment`,
    hint: `Wrap the text so that no line starts with \`${char}\`, or set core.commentChar to another character`,
    at: first!.span(),
    ...(comment === null && { level: 'warn' }),
    fix: {
      title: 'Put a space before it',
      certain: true,
      edits: lines.map(({ start }) => ({
        start: start - message.start,
        end: start - message.start,
        text: ' ',
      })),
    },
  };
}

function* changeId({ trailers, message }: Patch): Generator<RuleFinding> {
  for (const { text, value } of trailersOf(trailers, 'Change-Id')) {
    if (!/^I[0-9a-f]{40}$/.test(value)) continue;
    const start = text.start - message.start;
    const end = text.end - message.start;
    const isLast = message.value[end] !== '\n';
    yield {
      message: "Remove Gerrit's Change-Id: before sending upstream",
      hint: 'Delete the line',
      at: text.span(),
      level: 'warn',
      fix: {
        title: 'Remove the Change-Id:',
        certain: true,
        edits: [{ start: isLast ? Math.max(0, start - 1) : start, end: isLast ? end : end + 1, text: '' }],
      },
    };
  }
}

/** Placeholders of a template, and recorded comments of one. */
const STUB =
  /^(?:.*\*{3} [A-Z][A-Z -]{1,30} HERE \*{3}.*|# (?:Please enter the commit message|What the guide for KVM x86 wants).*)$/m;

function* stubs({ message }: Patch): Generator<RuleFinding> {
  const found = STUB.exec(message.value);
  if (found === null) return;
  yield {
    message: 'Unedited template text in the message',
    hint: 'Fill it in, or delete it',
    at: message.span(found.index, found.index + found[0].length),
    level: 'warn',
  };
}

const SOB = 'Signed-off-by: Ada Example <ada@example.org>';
const HEAD = 'KVM: x86: Fix a leak\n\nFree the root when its vCPU goes.\n';
const GOOD = `${HEAD}\n${SOB}`;
const PASTED = `diff --git a/x.c b/x.c
--- a/x.c
+++ b/x.c
@@ -1 +1 @@
-old
+new`;
const ID = 'I0123456789abcdef0123456789abcdef01234567';
const FROM = 'From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001';
const REAL = `---
diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
@@ -1 +1 @@
-old
+new
`;

function mail(subject: string, body: string): string {
  return `From: Ada Example <ada@example.org>\nSubject: ${subject}\nDate: Mon, 1 Jan 2024 00:00:00 +0000\n\n${body}\n${REAL}`;
}

export const page = (): RulePage => ({
  guide: 'submitting-patches: The canonical patch format',
  why: `A commit message passes through an editor, a mail and \`git am\`, and each drops something: lines that start with \`#\`,
everything from an unindented diff on, the text below \`---\`, brackets before the shortlog. The loss goes unnoticed until
the patch is applied without its tags.`,
  valid: [
    { name: 'nothing to lose', message: GOOD },
    { name: 'an indented diff', message: `${HEAD}\n${PASTED.replace(/^/gm, '  ')}\n\n${SOB}` },
    { name: 'notes below the tags', message: `${GOOD}\n---\nv2: rebase` },
    { name: 'a # within a line', message: `${HEAD}Then #GP is injected.\n\n${SOB}` },
    { name: "another system's id", message: `${GOOD}\nChange-Id: 42` },
    {
      name: 'a mail with two brackets written by hand',
      mail: mail('[PATCH][next] KVM: x86: Fix a leak', `Free it.\n\n${SOB}`),
    },
    { name: 'a mail', mail: mail('[PATCH v2 1/1] KVM: x86: Fix a leak', `Free it.\n\n${SOB}`), part: true },
  ],
  invalid: [
    {
      name: 'no blank line below the shortlog',
      message: `KVM: x86: Fix a leak\nFree the root when its vCPU goes.\n\n${SOB}`,
      quotes: ['Free the root when its vCPU goes.'],
      says: ['Add a blank line'],
      fixed: GOOD,
      certain: true,
    },
    {
      name: 'a shortlog of two lines',
      message: `KVM: x86: Fix a leak\nof roots\n\nFree them.\n\n${SOB}`,
      quotes: ['of roots'],
      levels: ['warn'],
      says: ['on one line'],
      fixed: `KVM: x86: Fix a leak of roots\n\nFree them.\n\n${SOB}`,
      certain: false,
    },
    {
      name: 'tags below the shortlog, in a mail',
      mail: mail(`[PATCH] KVM: x86: Fix a leak ${SOB}`, ''),
      quotes: [SOB],
    },
    {
      name: 'an unindented diff',
      message: `${HEAD}\n${PASTED}\n\n${SOB}`,
      quotes: ['diff --git a/x.c b/x.c'],
      fixed: `${HEAD}\n${PASTED.replace(/^/gm, '  ')}\n\n${SOB}`,
      certain: true,
    },
    {
      name: 'an unindented diff, in a mail',
      mail: mail('[PATCH] KVM: x86: Fix a leak', `Free it.\n\n${PASTED}\n\n${SOB}`),
      quotes: ['diff --git a/x.c b/x.c'],
    },
    {
      name: 'a line that starts like the header of a diff',
      message: `${HEAD}\n--- a note\n\nIndex: 3\n\n${SOB}`,
      quotes: ['--- a note'],
      fixed: `${HEAD}\n  --- a note\n\n  Index: 3\n\n${SOB}`,
      certain: true,
    },
    {
      name: 'the first line of another mail',
      message: `${HEAD}\n${FROM}\n\n${SOB}`,
      quotes: [FROM],
      fixed: `${HEAD}\n  ${FROM}\n\n${SOB}`,
      certain: true,
    },
    { name: 'tags below ---', message: `${HEAD}\n---\n${SOB}`, quotes: ['---'], says: ['above the `---`'] },
    {
      name: 'tags below ---, in a mail',
      mail: mail('[PATCH] KVM: x86: Fix a leak', `Free it.\n---\n${SOB}`),
      quotes: ['---'],
    },
    {
      name: 'a line that starts with #',
      message: `${HEAD}Do so before\n#GP is injected.\n\n${SOB}`,
      quotes: ['#GP is injected.'],
      says: ['when the message is edited'],
      levels: ['warn'],
      fixed: `${HEAD}Do so before\n #GP is injected.\n\n${SOB}`,
      certain: true,
    },
    {
      name: 'a byte-order mark',
      message: `${MARK}${GOOD}`,
      quotes: [MARK],
      fixed: GOOD,
      certain: true,
    },
    {
      name: 'brackets that a mail has',
      message: `[PATCH v2] ${GOOD}`,
      quotes: ['[PATCH v2] '],
      levels: ['warn'],
      fixed: GOOD,
      certain: true,
    },
    {
      name: 'brackets in the shortlog, in a mail',
      mail: mail('[PATCH] [PATCH v2] KVM: x86: Fix a leak', `Free it.\n\n${SOB}`),
      quotes: ['[PATCH v2] '],
      levels: ['warn'],
    },
    {
      name: "Gerrit's id",
      message: `${HEAD}\nChange-Id: ${ID}\n${SOB}`,
      quotes: [`Change-Id: ${ID}`],
      levels: ['warn'],
      fixed: GOOD,
      certain: true,
    },
    {
      name: "a template's text",
      message: `${HEAD}\n*** REASON HERE ***\n\n${SOB}`,
      quotes: ['*** REASON HERE ***'],
      levels: ['warn'],
    },
  ],
});
