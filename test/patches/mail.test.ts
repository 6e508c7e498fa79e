import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Patch } from '../../src/model/patch';
import type { Text } from '../../src/model/text';
import { type ParsedMail, readMail } from '../../src/patches/mail';
import fc from '../properties';

const read = (text: string | Buffer) => readMail(Buffer.from(text), { file: 'x.patch', firstLine: 1 });

function patchOf(mail: ParsedMail): Patch {
  assert.equal(mail.kind, 'patch');
  return (mail as ParsedMail & { kind: 'patch' }).mail;
}

const DIFF = `diff --git a/a.c b/a.c
index 1111111..2222222 100644
--- a/a.c
+++ b/a.c
@@ -1,3 +1,2 @@
 one
--- 
 three
`;

const PATCH = `From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001
From: "Author, Ada" <ada@example.com>
Date: Mon, 5 Jan 2026 10:00:00 +0100
Subject: [RFC PATCH v3 02/11] KVM: x86/mmu: Do something that takes
 two lines
To: kvm@vger.kernel.org, Someone <some@example.com>

Say why.

Fixes: 0123456789ab ("KVM: x86: Break it")
Signed-off-by: Ada Author <ada@example.com>
---
v3: Say why.

 a.c | 1 -
 1 file changed, 1 deletion(-)

${DIFF}
base-commit: 0123456789012345678901234567890123456789
prerequisite-patch-id: abcdef
-- 
2.39.5

`;

/** The characters of the file at a place. */
function at(file: string, text: Text, from = 0, to = text.length): string {
  const span = text.span(from, to);
  const lines = file.split('\n');
  if (span.line === span.endLine) return lines[span.line - 1]!.slice(span.column - 1, span.endColumn - 1);
  return [
    lines[span.line - 1]!.slice(span.column - 1),
    ...lines.slice(span.line, span.endLine - 1),
    lines[span.endLine - 1]!.slice(0, span.endColumn - 1),
  ].join('\n');
}

test('a patch is cut into message, notes, diff and footer', async () => {
  const patch = patchOf(await read(PATCH));
  assert.equal(patch.shortlog.value, 'KVM: x86/mmu: Do something that takes two lines');
  assert.equal(patch.subject.version, 3);
  assert.equal(patch.subject.n, 2);
  assert.equal(patch.subject.rfc, true);
  assert.equal(patch.changelog.value, 'Say why.');
  assert.deepEqual(
    patch.trailers.map((trailer) => trailer.key),
    ['Fixes', 'Signed-off-by'],
  );
  assert.ok(patch.notes.value.startsWith('v3: Say why.\n\n a.c | 1 -'));
  assert.deepEqual(patch.author, { name: 'Author, Ada', email: 'ada@example.com' });
  assert.deepEqual(
    patch.headers?.to.map((person) => person.email),
    ['kvm@vger.kernel.org', 'some@example.com'],
  );
  assert.equal(patch.diff.files[0]!.hunks[0]!.lines[1]!.text, '-- ');
  assert.equal(patch.footer.baseCommit?.value, '0123456789012345678901234567890123456789');
  assert.equal(at(PATCH, patch.footer.baseCommit!), patch.footer.baseCommit!.value);
  assert.deepEqual(patch.footer.prerequisites, ['abcdef']);
  assert.equal(PATCH.split('\n')[patch.diff.files[0]!.at - 1], 'diff --git a/a.c b/a.c');
});

test('a folded subject points at both of its lines', async () => {
  const { shortlog } = patchOf(await read(PATCH));
  assert.equal(at(PATCH, shortlog, 0, 4), 'KVM:');
  const two = shortlog.value.indexOf('two');
  assert.equal(at(PATCH, shortlog, two, two + 3), 'two');
  assert.equal(shortlog.span(two).line, 5);
});

const inline = (body: string, head = '') =>
  `From: A <a@example.com>\nSubject: [PATCH] KVM: x86: Do it\n${head}\n${body}`;

test('every span of a plain message is what stands in the file', async () => {
  const line = fc.string({ unit: 'grapheme-ascii', maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), fc.boolean(), async (lines, crlf) => {
      const file = inline(`Start.\n${lines.join('\n')}\nEnd.\n---\n a | 1 +\n`);
      const mail = await read(crlf ? file.replaceAll('\n', '\r\n') : file);
      const { message } = patchOf(mail);
      let offset = 0;
      for (const one of message.lines()) {
        assert.equal(at(file, one), one.value);
        offset += one.length;
      }
      assert.ok(offset > 0);
    }),
  );
});

test('quoted-printable: each piece points at its raw line, also behind soft breaks and escapes', async () => {
  const body = 'Caf=C3=A9 is =\nlong and =E2=9C=93 done.  =20\nNext line=\n\n---\n a | 1 +\n';
  const file = inline(
    body,
    'Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n',
  );
  const { body: text } = patchOf(await read(file));
  assert.equal(text.value, 'Café is long and ✓ done.   \nNext line\n');
  for (const word of ['Caf', 'is', 'long', 'done', 'Next']) {
    const from = text.value.indexOf(word);
    assert.equal(at(file, text, from, from + word.length), word, word);
  }
  assert.equal(text.span(text.value.indexOf('✓')).line, 7);
});

test('quoted-printable: a line that goes on over more lines than it can have places for is read to its end', async () => {
  const type = 'Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n';
  const file = inline(`${'=C3=A9 =\n'.repeat(30_000)}the end\nNext line\n---\n a | 1 +\n`, type);
  const { body: text } = patchOf(await read(file));
  assert.equal(text.value, `${'é '.repeat(30_000)}the end\nNext line\n`);
  const from = text.value.indexOf('Next');
  assert.equal(at(file, text, from, from + 4), 'Next');
});

test('quoted-printable in a charset that Node does not know points at its raw lines as well', async () => {
  const type = 'Content-Type: text/plain; charset=utf-7\nContent-Transfer-Encoding: quoted-printable\n';
  const file = inline('Serve =\nthe coffee =\nwell.\n---\n a | 1 +\n', type);
  const { body: text } = patchOf(await read(file));
  assert.equal(text.value, 'Serve the coffee well.\n');
  for (const word of ['Serve', 'the', 'well']) {
    const from = text.value.indexOf(word);
    assert.equal(at(file, text, from, from + word.length), word, word);
  }
});

test('base64 points at the raw line', async () => {
  const plain = `${'Prose in the first line. '.repeat(3)}\n\n${'More é prose. '.repeat(6)}\nEnd.\n---\n a | 1 +\n\n${DIFF}`;
  const encoded = Buffer.from(plain)
    .toString('base64')
    .replace(/(.{76})/g, '$1\n');
  const file = inline(
    encoded,
    'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n',
  );
  const patch = patchOf(await read(file));
  assert.equal(patch.diff.files.length, 1);
  const end = patch.body.value.indexOf('End.');
  const before = Buffer.byteLength(plain.slice(0, plain.indexOf('End.')));
  assert.equal(patch.body.span(end).line, 6 + Math.floor((before * 4) / 3 / 76));
});

test('other charsets, and bytes that claim none', async () => {
  const latin = Buffer.from(inline('Caf\xe9.\n---\n'), 'latin1');
  assert.equal(patchOf(await read(latin)).body.value, 'Café.\n');
  const japanese = Buffer.concat([
    Buffer.from(inline('', 'Content-Type: text/plain; charset=iso-2022-jp\n')),
    Buffer.from('1b2442467c4b5c1b2842', 'hex'),
    Buffer.from('\n---\n'),
  ]);
  assert.equal(patchOf(await read(japanese)).body.value, '日本\n');
  const unknown = inline('Plain.\n---\n', 'Content-Type: text/plain; charset=x-nobody-knows\n');
  assert.equal(patchOf(await read(unknown)).body.value, 'Plain.\n');
});

test('encoded words are decoded, side by side and across folds', async () => {
  const file = `From: =?utf-8?q?Ad=C3=A0_Author?= <ada@example.com>
To: =?utf-8?q?Last=2C_First?= <l@example.com>, group: b@example.com, "C (no) D" <c@example.com>;
Subject: [PATCH] =?utf-8?q?KVM=3A_x86=3A_Caf?=
 =?utf-8?b?w6k=?= and more

Why.
---
`;
  const patch = patchOf(await read(file));
  assert.equal(patch.shortlog.value, 'KVM: x86: Café and more');
  const more = patch.shortlog.value.indexOf('more');
  assert.equal(at(file, patch.shortlog, more, more + 4), 'more');
  assert.equal(patch.shortlog.span(0).line, 3);
  assert.equal(patch.author?.name, 'Adà Author');
  assert.deepEqual(patch.headers?.to, [
    { name: 'Last, First', email: 'l@example.com' },
    { name: '', email: 'b@example.com' },
    { name: 'C (no) D', email: 'c@example.com' },
  ]);
});

test('headers in the body win', async () => {
  const file = inline('From: Real Author <real@example.com>\nSubject: KVM: SVM: Other\n\nWhy.\n---\n');
  const patch = patchOf(await read(file));
  assert.deepEqual(patch.author, { name: 'Real Author', email: 'real@example.com' });
  assert.equal(patch.shortlog.value, 'KVM: SVM: Other');
  assert.equal(at(file, patch.shortlog), 'KVM: SVM: Other');
  assert.equal(patch.body.value, 'Why.\n');
});

test('git format-patch --attach: the patch is a part of its own', async () => {
  const file = inline(
    `This is a multi-part message in MIME format.
--------------b
Content-Type: text/plain; charset=UTF-8; format=fixed
Content-Transfer-Encoding: 8bit

Why.
---
 a.c | 1 -

--------------b
Content-Type: text/x-patch; name="0001-x.patch"
Content-Disposition: attachment; filename="0001-x.patch"

${DIFF}
--------------b--
`,
    'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="------------b"\n',
  );
  const patch = patchOf(await read(file));
  assert.equal(patch.changelog.value, 'Why.');
  assert.equal(at(file, patch.changelog), 'Why.');
  assert.equal(patch.diff.files.length, 1);
  assert.equal(file.split('\n')[patch.diff.files[0]!.at - 1], 'diff --git a/a.c b/a.c');
});

test('a patch above the text that stands in front of it: no place ends before it starts', async () => {
  const file = inline(
    `--b
Content-Type: text/x-patch; name="0001-x.patch"

Why not.
---
${DIFF}
--b
Content-Type: text/plain

Why,
--b--
`,
    'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n',
  );
  const { changelog } = patchOf(await read(file));
  assert.equal(changelog.value, 'Why,\nWhy not.');
  const { line, endLine } = changelog.span();
  assert.equal(at(file, changelog, 0, 4), 'Why,');
  assert.equal(endLine, line);
});

test('a signed mail is read, nested as it is', async () => {
  const file = inline(
    `--s
Content-Type: multipart/mixed; boundary=m

--m
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Why =3D this.
---
 a.c | 1 -

${DIFF.replaceAll('=', '=3D')}
--m--

--s
Content-Type: application/pgp-signature; name=x.asc

-----BEGIN PGP SIGNATURE-----
--s--
`,
    'Content-Type: multipart/signed; micalg=pgp-sha512;\n\tprotocol="application/pgp-signature"; boundary=s\n',
  );
  const patch = patchOf(await read(file));
  assert.equal(patch.changelog.value, 'Why = this.');
  assert.equal(patch.changelog.span().line, 13);
  assert.equal(patch.diff.files.length, 1);
});

const GIT_LINE = 'From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\n';
const KINDS: readonly [string, ParsedMail['kind']][] = [
  [inline('Why.\n---\n'), 'patch'],
  [inline('Is this right?\n'), 'other'],
  [inline('Why.\n---\n').replace('[PATCH]', 'Re: [PATCH]'), 'reply'],
  [inline('Why.\n---\n').replace('[PATCH]', 'Fwd: [PATCH]'), 'reply'],
  [inline(`> Why.\n\nI would do:\n\n${DIFF}`, 'In-Reply-To: <x@y>\n').replace('[PATCH] ', ''), 'reply'],
  [
    inline(`Ada wrote:\n\n${DIFF}`).replace('[PATCH]', 'Re: [PATCH]').replace('Ada', 'On Monday, Ada'),
    'reply',
  ],
  [inline(`Why.\n---\n${DIFF}`).replace('[PATCH]', 'Re: [PATCH]'), 'patch'],
  [inline(`Why.\n---\n${DIFF}`, 'In-Reply-To: <x@y>\n').replace('[PATCH] ', ''), 'patch'],
  [inline('Hello.\n', 'In-Reply-To: <x@y>\n').replace('[PATCH] ', ''), 'reply'],
  ...['RESEND', 'V2', 'PATCHv2.1', 'PATCH:', 'kvm-x86/next', '6.1.y', 'stable:PATCH', 'PATCHi v2'].flatMap(
    (prefix): [string, ParsedMail['kind']][] => [
      [inline(`Why.\n---\n${DIFF}`, 'In-Reply-To: <x@y>\n').replace('[PATCH]', `[${prefix}]`), 'patch'],
      [inline('Hello.\n', 'In-Reply-To: <x@y>\n').replace('[PATCH]', `[${prefix} 0/2]`), 'cover'],
    ],
  ),
  [GIT_LINE + inline('Hello.\n').replace('[PATCH] ', ''), 'cover'],
  [GIT_LINE + inline('Why.\n---\n').replace('[PATCH] ', ''), 'patch'],
  [`\n\n${inline(`Why.\n---\n${DIFF}`)}`, 'patch'],
  [`\r\n \n${GIT_LINE}${inline(`Why.\n---\n${DIFF}`)}`, 'patch'],
  [inline('Why.\n---\n', 'In-Reply-To: <x@y>\n'), 'patch'],
  [inline('Hello.\n').replace('[PATCH]', '[PATCH v2 00/12]'), 'cover'],
  [inline('Why.\n\n-- \n2.39.5\n'), 'patch'],
  [inline('Why.\n').replace('[PATCH]', '[PATCH 3/3]'), 'patch'],
  [inline('Please pull.\n---\n').replace('[PATCH]', '[GIT PULL]'), 'other'],
  [inline('Please pull.\n').replace('[PATCH]', '[GIT PULL 1/2]'), 'other'],
  [inline(`Look:\n\n${DIFF}`).replace('[PATCH] ', ''), 'patch'],
  [PATCH.replace('[RFC PATCH v3 02/11] ', ''), 'patch'],
  ['', 'other'],
  ['no mail at all', 'other'],
];

for (const [i, [file, kind]] of KINDS.entries()) {
  test(`${kind}: ${/^Subject: (.*)$/m.exec(file)?.[1] ?? 'nothing'} (${i + 1})`, async () => {
    assert.equal((await read(file)).kind, kind);
  });
}

test('a cover letter has neither footer nor signature', async () => {
  const file = inline('Hello.\n\nA (2):\n  x\n\n\nbase-commit: 0123\n-- \n2.39.5\n').replace(
    '[PATCH]',
    '[PATCH 0/2]',
  );
  const mail = await read(file);
  assert.equal(mail.kind, 'cover');
  assert.equal(mail.mail?.kind === 'cover' && mail.mail.body.value, 'Hello.\n\nA (2):\n  x');
  assert.equal(mail.mail?.footer.baseCommit?.value, '0123');
});

test('no bytes make the reader throw', async () => {
  const bit = fc.constantFrom(
    ...[
      'Subject: ',
      '[PATCH 1/2] ',
      '=?utf-8?b?',
      '?=',
      '\n',
      '\r\n',
      '\r',
      '\n\n',
      '--b',
      '--b--',
      ' ',
      '\t',
      '\0',
      'é',
    ],
    ...[
      'Content-Type: multipart/mixed; boundary=b\n',
      'Content-Transfer-Encoding: base64\n',
      '---\n',
      'diff --git a/x b/x\n',
    ],
    ...[
      '@@ -1,9 +1,9 @@\n',
      'From: ',
      '<a@b>',
      '"',
      '(',
      ':',
      '=',
      '=3D=\n',
      'Content-Type: message/rfc822\n',
      '\xff',
    ],
  );
  await fc.assert(
    fc.asyncProperty(fc.array(bit, { maxLength: 60 }), async (bits) => {
      const mail = await read(Buffer.from(`Subject: [PATCH 1/1] x\n${bits.join('')}`, 'latin1'));
      for (const line of mail.kind === 'patch' ? mail.mail.message.lines() : [])
        assert.ok(line.span().line > 0);
    }),
    { numRuns: 500 },
  );
});

test('where a mail starts, and its body', async () => {
  const start = async (text: string) => {
    const { kind, mail } = await read(text);
    return kind === 'patch' ? [mail.shortlog.value, mail.changelog.value, mail.message.span(5).line] : kind;
  };
  const head = 'From: A <a@example.com>\nSubject: [PATCH 1/2] do it\n';
  assert.deepEqual(await start(`\r\n \t\n\n${head}\nText.\n`), ['do it', 'Text.', 5]);
  assert.deepEqual(await start(`${head}\n\n\nText.\n`), ['do it', 'Text.', 2]);
  assert.equal(patchOf(await read(`${head}\n\n\nText.\n`)).changelog.span().line, 6);
  assert.deepEqual(await start(`${head}\nText.\n\r\nMore.\n`), ['do it', 'Text.\n\nMore.', 2]);
  assert.deepEqual(await start(head.trimEnd()), ['do it', '', 2]);
  assert.deepEqual(await start(`${head}\r\nText.\r\n`.replace(/(?<!\r)\n/g, '\r\n')), ['do it', 'Text.', 2]);
});

test('what is not a mail, or not a whole one, is named', async () => {
  const why = async (text: string | Buffer, broken?: string) => {
    const mail = await readMail(Buffer.from(text), { file: null, firstLine: 1, broken });
    return mail.kind === 'other' ? [mail.why?.split(/[:,]/)[0], mail.isText] : mail.kind;
  };
  assert.deepEqual(await why(`\ufeff${PATCH}`), ['starts with a byte-order mark', false]);
  assert.deepEqual(await why(Buffer.from(PATCH, 'utf16le')), ['UTF-16 text', false]);
  assert.deepEqual(await why(DIFF), ['a bare diff', false]);
  assert.deepEqual(await why('--- a.c\n+++ b.c\n'), ['a bare diff', false]);
  assert.deepEqual(await why('--- a.c\n'), ['not a mail', true]);
  assert.deepEqual(await why(PATCH, 'longer than it may be'), ['longer than it may be', undefined]);
});
