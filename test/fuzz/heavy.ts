/** Inputs larger than anybody sends, of every size up to 50 MB: what a loop over lines, tags, parts or files may not mind. */
import type { Random } from './random';

const HEAD =
  'From: A <a@example.com>\nDate: Wed, 1 May 2024 10:00:00 +0200\nMessage-ID: <x@y>\nSubject: [PATCH] KVM: x86/mmu: Fix the walk\n';
const FILE = 'arch/x86/kvm/mmu/mmu.c';
const DIFF = `diff --git a/${FILE} b/${FILE}\n--- a/${FILE}\n+++ b/${FILE}\n@@ -1,2 +1,2 @@ int f(void)\n-\tint a;\n+\tint b;\n \treturn;\n`;
const END = 'Signed-off-by: A <a@example.com>\n---\n\n';

/** No string is made of what is large: the fuzzer's own memory counts as well. */
const join = (...parts: readonly (string | Buffer)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
const mail = (text: string | Buffer, diff: string | Buffer = DIFF, head: string | Buffer = HEAD) =>
  join(head, '\n', text, `\n\n${END}`, diff, '-- \n2.39.5\n');
const filled = (size: number, what: string | Buffer) => Buffer.alloc(size, what);

const LINES = [
  'Fix the walk of the pages when foo() is called by bar.\n',
  'We fix this patch, and vmx_foo() as well\n',
  '  - a list, see commit 0123456789ab ("KVM: Add")\n',
  '\n',
  '> quoted\n',
  ' \n',
  'x\r',
  '\0',
  'x',
  '. ',
  'commit ',
  '(',
  '"',
  '-',
];
const TAG_LINES = [
  'Fixes: 0123456789ab ("KVM: x86: Add")\n',
  'Cc: stable@vger.kernel.org\n',
  'Reviewed-by: A B <a@b.org>\n',
  'Link: https://lore.kernel.org/r/x@y\n',
  '[a: note]\n',
  'Signed-off-by: A <a@example.com>\nCo-developed-by: B <b@example.com>\n',
];
const DIFF_LINES = [
  '+\tint b = foo(a, b); /* we fix it */\n',
  '+// we fix this, and vmx_foo() as well\n',
  '-\tint a;\n',
  ' \treturn;\n',
  '@@ -1 +1 @@\n',
  '+#define KVM_CAP_X 1\n',
  '+EXPORT_SYMBOL_GPL(x);\n',
  '+\n',
  '+\t}\n+\n+\tif (a) {\n',
];
const FIELDS = [
  'To: A <a@example.com>\n',
  'Cc:\n b@example.org,\n',
  'X: =?utf-8?q?=C3=A9?=\n',
  'References: <a@b>\n',
];

/** By name, so that a report says what it was. */
const MAKERS: Readonly<Record<string, (size: number, random: Random) => Buffer>> = {
  heavyProse: (size, random) => mail(filled(size, random.pick(LINES))),
  heavyInvalid: (size) => mail(filled(size, Buffer.from([0xff, 0xc3, 0x28]))),
  heavyTags: (size, random) => mail(join('Fix.\n\n', filled(size, random.pick(TAG_LINES)))),
  heavyDiff: (size, random) => mail('Fix.', join(DIFF, filled(size, random.pick(DIFF_LINES)))),
  heavyFiles: (size) => mail('Fix.', filled(size, DIFF)),
  heavyFileHeads: (size) => mail('Fix.', filled(size, `diff --git a/${FILE} b/${FILE}\n`)),
  heavyHeaders: (size, random) => mail('Fix.', DIFF, join(HEAD, filled(size, random.pick(FIELDS)))),
  heavyFolds: (size) => mail('Fix.', DIFF, join(HEAD, 'To: a,\n', filled(size, ' b@example.org,\n'))),
  heavySubject(size, random) {
    const words = random.pick(['KVM: x86: ', 'x', '[', '=?utf-8?q?a?= ', ': ']);
    return mail('Fix.', DIFF, join('From: A <a@b>\nSubject: [PATCH] ', filled(size, words), '\n'));
  },
  heavyNested(size, random) {
    const count = Math.min(100_000, Math.floor(size / 60));
    const type = random.pick(['multipart/mixed; boundary=', 'message/rfc822; x=']);
    const nested = Array.from({ length: count }, (_, i) => `Content-Type: ${type}b${i}\n\n--b${i}\n`);
    return join(HEAD, nested.join(''), `\nFix.\n${END}${DIFF}`);
  },
  heavyParts(size, random) {
    const part = random.pick([
      '--b\n\nFix.\n---\n',
      '--b\n',
      '--bb\n\n',
      '--b\nContent-Type: text/plain; charset=utf-16\n\nab\n',
    ]);
    return join(HEAD, 'Content-Type: multipart/mixed; boundary=b\n\n', filled(size, part), '--b--\n');
  },
  heavyBase64: (size) =>
    join(HEAD, 'Content-Transfer-Encoding: base64\n\n', filled(size, `${'QUFB'.repeat(19)}\n`)),
  heavyQuotedPrintable(size, random) {
    const text = random.pick(['=C3=A9=\n', '=', '=\n', 'a=20\n', '=3D=3D']);
    return join(HEAD, 'Content-Transfer-Encoding: quoted-printable\n\n', filled(size, text));
  },
  // An archive is judged mail by mail: what it takes is for each of them.
  heavyBox: (size) =>
    filled(
      Math.min(size, 100_000),
      join('From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n', mail('Fix.'), '\n'),
    ),
  heavyBoundaries: (size) => filled(Math.min(size, 5_000_000), 'From a@b Mon Jan  5 10:00:00 2026\n\n'),
};

/** What git hands to `commit-msg` and is no mail. */
const MESSAGE_MAKERS: Readonly<Record<string, (size: number, random: Random) => Buffer>> = {
  heavyMessage: (size, random) => join('KVM: x86: Fix it\n\n', filled(size, random.pick(LINES))),
  heavyMessageTags: (size, random) =>
    join('KVM: x86: Fix it\n\nFix.\n\n', filled(size, random.pick(TAG_LINES))),
  heavyComments: (size) => join('KVM: x86: Fix it\n', filled(size, '# x\n')),
  heavyShortlog: (size, random) => filled(size, random.pick(['KVM: ', 'x86/', 'a', ' ', 'é'])),
};

export interface Heavy {
  readonly bytes: Buffer;
  readonly how: string;
  readonly isMessage: boolean;
}

/** Sizes from 200 kB to 50 MB, each power of two as often as another. */
export function heavy(random: Random): Heavy {
  const size = Math.floor(200_000 * 2 ** (random.next() * 7.96));
  const isMessage = random.next() < 0.2;
  const makers = isMessage ? MESSAGE_MAKERS : MAKERS;
  const how = random.pick(Object.keys(makers));
  return { bytes: makers[how]!(size, random), how, isMessage };
}
