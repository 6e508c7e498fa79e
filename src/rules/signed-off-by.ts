import {
  addressKey,
  isRelay,
  isTool,
  maybeSame,
  peopleOf,
  personOf,
  type SignOff,
  sameName,
  samePerson,
} from '../analysis/kvm/people';
import { patchRule, type RulePage } from '../lint/rule';
import type { RuleFinding } from '../model/finding';
import type { Patch, Person } from '../model/patch';

export default patchRule({
  id: 'signed-off-by',
  section: 'tags',
  level: 'block',
  scope: 'selftests',
  fixes: true,
  requires: ['message'],
  summary: 'Require Signed-off-by: of the author, of each co-developer, and of the sender last',
  *check(patch) {
    const signed = peopleOf(patch.trailers, 'Signed-off-by');
    const { author } = patch;
    // Without a blank line below the shortlog, git has joined the tags with it: `message-survives` reports that.
    if (/[ \n]Signed-off-by: /.test(patch.message.value.split('\n\n', 1)[0]!)) return;
    const hidden = signed.length === 0 ? HIDDEN.exec(patch.message.value) : null;
    if (hidden !== null) {
      yield {
        message: 'Text after the Signed-off-by: lines',
        hint: 'End the message with the tags, and move notes below a `---` line',
        at: patch.message.span(hidden.index, hidden.index + hidden[0].length),
        level: 'warn',
      };
    } else if (signed.length === 0) {
      yield {
        message: 'No Signed-off-by:',
        hint: author === null ? 'Commit with `git commit -s`' : `Add \`Signed-off-by: ${written(author)}\``,
        at: null,
      };
    } else {
      yield* authorProblems(signed, author);
      yield* senderProblems(patch, signed);
      yield* twice(signed);
      yield* toolProblems(signed);
    }
    yield* pairProblems(patch);
  },
});

const HIDDEN = /^Signed-off-by: [^\n]{3,200}$/m;

function written(person: Person): string {
  return `${person.name} <${person.email}>`.trimStart();
}

function placeOf(found: SignOff) {
  return found.trailer.text.span();
}

function* authorProblems(signed: readonly SignOff[], author: Person | null): Generator<RuleFinding> {
  if (author === null || isRelay(author)) return;
  const own = signed.filter(({ person }) => samePerson(person, author));
  if (own.length === 0) {
    yield {
      message: `No Signed-off-by: of the author, ${author.name || author.email}`,
      hint: `Add \`Signed-off-by: ${written(author)}\``,
      at: placeOf(signed[0]!),
    };
    return;
  }
  if (own.some(({ person }) => sameText(person.name, author.name))) return;
  const [found] = own;
  if (found === undefined || author.name === '' || found.person.name === '') return;
  yield {
    message: `The author is written ${author.name}, the Signed-off-by: ${found.person.name}`,
    hint: 'Write the name the same way in both: see `git config user.name`',
    at: placeOf(found),
    level: sameName(found.person, author) ? 'warn' : 'note',
  };
}

/** As written, but for case, quotes and accents that a mailer took. */
function sameText(a: string, b: string): boolean {
  const plain = (name: string) =>
    name
      .normalize('NFKD')
      .replace(/[\p{M}"'.]/gu, '')
      .replace(/\s+/g, ' ')
      .toLowerCase();
  return plain(a) === plain(b);
}

/** The chain ends with the sender of the mail. */
function* senderProblems(patch: Patch, signed: readonly SignOff[]): Generator<RuleFinding> {
  const sender = patch.headers?.from ?? null;
  if (sender === null || isRelay(sender)) return;
  const last = signed.at(-1)!;
  const own = signed.filter(({ person }) => samePerson(person, sender));
  if (own.length === 0) {
    // Without their own name the author is missing as well, which is already reported.
    if (patch.author !== null && samePerson(patch.author, sender)) return;
    yield {
      message: `No Signed-off-by: of the sender, ${sender.name || sender.email}`,
      hint: `When sending someone else's patch, add \`Signed-off-by: ${written(sender)}\` last`,
      at: placeOf(last),
      ...(maybeSame(sender, last.person) && { level: sender.name === '' ? 'note' : 'warn' }),
    };
    return;
  }
  const isAuthor = patch.author !== null && samePerson(patch.author, sender);
  if (!samePerson(last.person, sender)) {
    yield {
      message: 'The last Signed-off-by: is not that of the sender',
      hint: `Move \`Signed-off-by: ${written(sender)}\` to the end`,
      at: placeOf(last),
    };
    return;
  }
  // More than any patch has; a mail of 100,000 tags must not cost a comparison of each with each.
  const developers = peopleOf(patch.trailers, 'Co-developed-by').slice(0, 50);
  for (const found of signed) {
    const isKnown =
      samePerson(found.person, sender) ||
      (patch.author !== null && samePerson(found.person, patch.author)) ||
      developers.some(({ person }) => samePerson(person, found.person));
    if (isKnown) continue;
    if (!isAuthor) {
      // Handlers between the author and the sender sign off as well; those who wrote part of the patch are co-developers.
      yield {
        message: `${found.person.name || found.person.email} is neither author nor sender`,
        hint: 'Keep it if they handled the patch; put Co-developed-by: before it if they wrote part of it',
        at: placeOf(found),
        level: 'note',
      };
      continue;
    }
    yield {
      message: `${found.person.name || found.person.email} signed off, but is neither author nor sender`,
      hint: 'Put Co-developed-by: before it for a second author; otherwise use Suggested-by: or the like',
      at: placeOf(found),
      level: 'warn',
    };
  }
}

/** The kernel's Documentation/process/coding-assistants.rst: only a person can certify the origin of a patch. */
function* toolProblems(signed: readonly SignOff[]): Generator<RuleFinding> {
  for (const found of signed) {
    if (!isTool(found.person)) continue;
    yield {
      message: `${found.person.name || found.person.email} is a tool, and can't sign off`,
      hint: 'Sign off as the sender, and name the tool in Assisted-by:',
      at: placeOf(found),
    };
  }
}

/** The last one stays: the chain ends with it. */
function* twice(signed: readonly SignOff[]): Generator<RuleFinding> {
  const seen = new Map<string, SignOff>();
  for (const found of signed) {
    if (found.person.email === '') continue;
    const key = addressKey(found.person.email);
    const before = seen.get(key);
    if (before !== undefined) {
      const { start, end } = before.trailer.text;
      // Identical lines, without a sign-off in between.
      const isSame =
        before.trailer.text.value === found.trailer.text.value &&
        signed.indexOf(found) === signed.indexOf(before) + 1;
      yield {
        message: `${found.person.name} signed off twice`,
        hint: 'Keep the last one',
        at: placeOf(found),
        level: 'warn',
        ...(isSame && {
          fix: {
            title: 'Remove the first of two equal Signed-off-by:',
            edits: [{ start, end: end + 1, text: '' }],
            certain: true,
          },
        }),
      };
    }
    seen.set(key, found);
  }
}

function* pairProblems(patch: Patch): Generator<RuleFinding> {
  const { trailers } = patch;
  for (const [i, trailer] of trailers.entries()) {
    if (trailer.key.toLowerCase() !== 'co-developed-by') continue;
    const next = trailers[i + 1];
    const person = personOf(trailer.value);
    if (next?.key.toLowerCase() === 'signed-off-by' && samePerson(personOf(next.value), person)) continue;
    yield {
      message: 'Co-developed-by: is followed by the Signed-off-by: of the same person',
      hint: `Put \`Signed-off-by: ${written(person)}\` on the line after it`,
      at: trailer.text.span(),
    };
  }
}

const ADA = 'Signed-off-by: Ada Example <ada@example.org>';
const BEN = 'Signed-off-by: Ben Example <ben@example.org>';
const BODY = 'KVM: x86: Fix a leak\n\nFree the root when its vCPU goes.\n\n';

function mail(from: string, tags: string, inBody = ''): string {
  return `From: ${from}
To: kvm@vger.kernel.org
Subject: [PATCH] KVM: x86: Fix a leak
Message-ID: <1@example.org>
Date: Mon, 1 Jan 2024 00:00:00 +0000

${inBody}Free the root when its vCPU goes.

${tags}
---
 arch/x86/kvm/x86.c | 2 +-

diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
@@ -1 +1 @@
-old
+new
`;
}

export const page = (): RulePage => ({
  guide: "submitting-patches: Sign your work - the Developer's Certificate of Origin",
  why: `Signed-off-by: says that a person may pass the patch on; without the author's, it can't be applied. The chain
shows the way that the patch took, so the last one is the sender's. Co-developed-by: names a second author, whose
Signed-off-by: follows immediately. Addresses are compared without case and \`+tag\`, names without dots and order, as
mailers vary them.`,
  valid: [
    {
      name: 'people whose names tools have, too',
      message: `${BODY}Signed-off-by: Claude <claude@example.org>\nSigned-off-by: Claude Example <cl@example.org>\n${ADA}\n`,
    },
    { name: 'while it is committed', message: `${BODY}${ADA}\n`, stage: 'commit' },
    { name: 'the author sends', mail: mail('Ada Example <ada@example.org>', ADA) },
    {
      name: "another's patch, passed on",
      mail: mail(
        'Ben Example <ben@example.org>',
        `${ADA}\n${BEN}`,
        'From: Ada Example <ada@example.org>\n\n',
      ),
    },
    {
      name: 'a co-developer',
      mail: mail(
        'Ada Example <ada@example.org>',
        `Co-developed-by: Ben Example <ben@example.org>\n${BEN}\n${ADA}`,
      ),
    },
    { name: 'another address of the same person', mail: mail('Ada Example <ada+kvm@Example.org>', ADA) },
    {
      name: 'sent by a relay',
      mail: mail('Ada Example via B4 Relay <devnull+ada.example.org@kernel.org>', ADA),
    },
  ],
  invalid: [
    {
      name: 'an assistant',
      message: `${BODY}Signed-off-by: Claude Opus 4.1 <noreply@anthropic.com>\n${ADA}\n`,
      quotes: ['Signed-off-by: Claude Opus 4.1 <noreply@anthropic.com>'],
    },
    {
      name: 'assistants and bots by their names',
      message: `${BODY}Signed-off-by: GitHub Copilot <c@example.org>\nSigned-off-by: ci[bot] <ci@example.org>\nSigned-off-by: Devin <no-reply@example.org>\n${ADA}\n`,
      quotes: [
        'Signed-off-by: GitHub Copilot <c@example.org>',
        'Signed-off-by: ci[bot] <ci@example.org>',
        'Signed-off-by: Devin <no-reply@example.org>',
      ],
    },
    { name: 'none', message: `${BODY}Cc: Ben Example <ben@example.org>\n`, quotes: [null] },
    {
      name: 'text below',
      message: `${BODY}${ADA}\n\nV2:\n- say why\n`,
      quotes: [ADA],
      levels: ['warn'],
    },
    { name: 'not the author', mail: mail('Ada Example <ada@example.org>', BEN), quotes: [BEN] },
    {
      name: 'passed on without a name',
      mail: mail('Ben Example <ben@example.org>', ADA, 'From: Ada Example <ada@example.org>\n\n'),
      quotes: [ADA],
    },
    {
      name: 'passed on under a part of the name',
      mail: mail('A. Example <aexample@example.net>', ADA, 'From: Ada Example <ada@example.org>\n\n'),
      quotes: [ADA],
      levels: ['warn'],
    },
    {
      name: 'passed on from what may be an address of the author',
      mail: mail('aexample@example.net', ADA, 'From: Ada Example <ada@example.org>\n\n'),
      quotes: [ADA],
      levels: ['note'],
    },
    {
      name: 'the sender is not the last',
      mail: mail('Ada Example <ada@example.org>', `${ADA}\n${BEN}`),
      quotes: [BEN],
    },
    {
      name: 'a co-developer who has not signed off',
      message: `${BODY}Co-developed-by: Ben Example <ben@example.org>\n${ADA}\n`,
      quotes: ['Co-developed-by: Ben Example <ben@example.org>'],
    },
    {
      name: 'a co-developer whose own comes later',
      message: `${BODY}Co-developed-by: Ben Example <ben@example.org>\n${ADA}\n${BEN}\n`,
      quotes: ['Co-developed-by: Ben Example <ben@example.org>'],
    },
    {
      name: 'a signer whose role is unknown',
      mail: mail('Ada Example <ada@example.org>', `${BEN}\n${ADA}`),
      quotes: [BEN],
      levels: ['warn'],
    },
    {
      name: 'twice',
      message: `${BODY}${BEN}\n${ADA}\n${ADA}\n`,
      quotes: [ADA],
      levels: ['warn'],
      fixed: `${BODY}${BEN}\n${ADA}\n`,
    },
  ],
});
