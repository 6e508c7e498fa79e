import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import libbase64 from 'libbase64';
import type { Patch } from '../../../src/model/patch';
import { readMail } from '../../../src/patches/mail';
import { MAX_MAIL, readMbox } from '../../../src/patches/mbox';
import { type MailChange, rewriteMails } from '../../../src/patches/rewrite/mail';

interface Options {
  subject?: string;
  headers?: string;
  body?: string;
  inBody?: string;
}

const TEXT = 'Do the thing, as nobody did it.\n\nSigned-off-by: Ann Author <ann@example.org>\n';
const REST = `---
 notes stay

 arch/x86/kvm/x86.c | 2 +-

diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
@@ -1 +1 @@
-old \t
+new
-- 
2.39.5

`;

function mail({
  subject = '[PATCH] KVM: x86: do it',
  headers = '',
  body = TEXT + REST,
  inBody = '',
}: Options = {}): string {
  return `From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001
From: Ann Author <ann@example.org>
X-Odd:   kept  as it is\t
Subject: ${subject}
Date: Wed, 1 May 2024 10:00:00 +0200
Message-ID: <1@example.org>
${headers}
${inBody}${body}`;
}

async function patchesOf(bytes: Buffer): Promise<Patch[]> {
  const patches: Patch[] = [];
  async function* stream() {
    yield bytes;
  }
  for await (const raw of readMbox(stream())) {
    const read = await readMail(raw.raw, { file: 'x.patch', ...raw });
    if (read.kind === 'patch') patches.push(read.mail);
  }
  return patches;
}

/** Rewrite the first patch, and see that all else is as it was. */
async function rewrite(text: string | Buffer, change: (message: string) => string): Promise<Buffer> {
  const bytes = Buffer.isBuffer(text) ? text : Buffer.from(text);
  const [patch] = await patchesOf(bytes);
  const message = change(patch!.message.value);
  const rewritten = await rewriteMails(bytes, [{ patch: patch!, message }]);
  const [again] = await patchesOf(rewritten);
  assert.equal(again!.message.value.trimEnd(), message.trimEnd(), 'what is read back is what was meant');
  assert.equal(again!.notes.value, patch!.notes.value);
  assert.deepEqual(
    again!.diff.files.map((file) =>
      file.hunks.map((hunk) => hunk.lines.map((line) => line.kind + line.text)),
    ),
    patch!.diff.files.map((file) =>
      file.hunks.map((hunk) => hunk.lines.map((line) => line.kind + line.text)),
    ),
  );
  return rewritten;
}

test('without a change the file is the same, byte for byte', async () => {
  for (const text of [mail(), mail().replaceAll('\n', '\r\n'), `${mail()}\n\n`]) {
    assert.ok((await rewrite(text, (message) => message)).equals(Buffer.from(text)));
  }
});

test('only the lines that change are written anew', async () => {
  const fixed = await rewrite(mail(), (message) =>
    message
      .replace('do it', 'Do it')
      .replace('as nobody did it.', 'once.')
      .replace('\n\nSigned', '\n\nFixes: x\nSigned'),
  );
  assert.equal(
    fixed.toString(),
    mail({ subject: '[PATCH] KVM: x86: Do it' })
      .replace('as nobody did it.', 'once.')
      .replace('\n\nSigned', '\n\nFixes: x\nSigned'),
  );
});

test('line ends, an in-body From: and folded tags stay', async () => {
  const crlf = mail({ inBody: 'From: Eve Early <eve@example.org>\n\n' }).replaceAll('\n', '\r\n');
  const fixed = await rewrite(crlf, (message) => message.replace('the thing', 'that thing'));
  assert.equal(fixed.toString(), crlf.replace('the thing', 'that thing'));
});

test('a long subject is folded, letters beyond ASCII are encoded', async () => {
  const long = `KVM: x86: ${'very '.repeat(18)}long`;
  const fixed = (await rewrite(mail(), (message) => message.replace('KVM: x86: do it', long))).toString();
  assert.ok(
    fixed.split('\n').every((line) => line.length <= 76),
    fixed,
  );
  const folded = '=?UTF-8?q?caf=C3=A9?=';
  const encoded = await rewrite(mail({ subject: `[PATCH 01/10] KVM: x86:\n Serve ${folded}` }), (message) =>
    message.replace('Serve café', 'Serve the café'),
  );
  assert.match(encoded.toString(), /^Subject: \[PATCH 01\/10\] =\?utf-8\?q\?/im);
});

test('quoted-printable is written as such, and lines that stay keep their bytes', async () => {
  const body = `Serve th=65 caf=C3=A9, soft=
ly and well.
Do the thing =3D.

Signed-off-by: Ann Author <ann@example.org>
`;
  const headers = 'Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n';
  const text = mail({ headers, body: body + REST.replace('old \t', 'old =09') });
  const fixed = await rewrite(text, (message) => message.replace('thing =', 'été = x'));
  assert.equal(fixed.toString(), text.replace('thing =3D', '=C3=A9t=C3=A9 =3D x'));
});

test('base64 is written as such', async () => {
  const headers = 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n';
  const wrapped = Buffer.from(TEXT + REST)
    .toString('base64')
    .replace(/.{76}/g, '$&\n');
  const fixed = await rewrite(mail({ headers, body: `${wrapped}\n` }), (message) =>
    message.replace('thing', 'café'),
  );
  const body = fixed.toString().split('\n\n')[1]!;
  assert.equal(Buffer.from(body, 'base64').toString(), (TEXT + REST).replace('thing', 'café'));
  assert.ok(body.split('\n').every((line) => line.length <= 76));
});

test('a charset is kept, and what it cannot say is refused', async () => {
  const headers = 'Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n';
  const bytes = Buffer.from(mail({ headers }).replace('nobody', 'caf\xe9'), 'latin1');
  const fixed = await rewrite(bytes, (message) => message.replace('café', 'thé'));
  assert.ok(fixed.equals(Buffer.from(bytes.toString('latin1').replace('caf\xe9', 'th\xe9'), 'latin1')));
  await assert.rejects(
    rewrite(bytes, (message) => message.replace('café', '茶')),
    /cannot be encoded in iso-8859-1/,
  );
});

test('of several mails in an mbox the right one changes, and From at the start of a line is quoted', async () => {
  const one = mail().replace(/^From .*\n/, 'From ann@example.org Wed May  1 10:00:00 2024\n');
  const bytes = Buffer.from(one + one.replaceAll('<1@', '<2@') + one.replaceAll('<1@', '<3@'));
  const patches = await patchesOf(bytes);
  const changes: MailChange[] = [
    {
      patch: patches[1]!,
      message: patches[1]!.message.value.replace('Do the thing', 'From now on do the thing'),
    },
    { patch: patches[2]!, message: patches[2]!.message.value },
  ];
  const fixed = await rewriteMails(bytes, changes);
  assert.equal(
    fixed.toString(),
    one +
      one.replaceAll('<1@', '<2@').replace('Do the', '>From now on do the') +
      one.replaceAll('<1@', '<3@'),
  );
});

test('a mail of several parts is refused', async () => {
  const part = `--b\nContent-Type: text/plain\n\n${TEXT}${REST}--b--\n`;
  const text = mail({
    headers: 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n',
    body: part,
  });
  await assert.rejects(
    rewrite(text, (message) => message.replace('thing', 'things')),
    /multipart/,
  );
});

test('a changelog is put in where there was none', async () => {
  const text = mail({ body: REST });
  const fixed = await rewrite(text, (message) => `${message}\n\nDo it.\n`);
  assert.equal(fixed.toString(), mail({ body: `Do it.\n${REST}` }));
});

test('a mail whose base64 is damaged is not written anew where that would change the rest of it', async () => {
  const headers = 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n';
  const coded = Buffer.from(TEXT + REST).toString('base64');
  // One character is gone, behind the message.
  const at = 4 * Math.ceil(TEXT.length / 3) + 41;
  const body = `${coded.slice(0, at)}=${coded.slice(at + 1)}`.replace(/.{76}/g, '$&\n');
  await assert.rejects(
    rewrite(mail({ headers, body: `${body}\n` }), (message) => message.replace('thing', 'things')),
    /without loss/,
  );
});

const subjectOf = (bytes: Buffer) => /^Subject:.*\r?\n(?:[ \t].*\r?\n)*/m.exec(bytes.toString())![0];
const retitled = async (shortlog: string, options?: Options, eol = '\n') =>
  subjectOf(
    await rewrite(mail(options).replaceAll('\n', eol), (message) => message.replace(/^.*/, shortlog)),
  );

test('a subject is folded at 76 columns, before a word and never after its name', async () => {
  const start = 'Subject: [PATCH]';
  const fits = 'x'.repeat(76 - start.length - 1);
  assert.equal(await retitled(fits), `${start} ${fits}\n`);
  assert.equal(await retitled(`${fits}x`), `${start}\n ${fits}x\n`);
  assert.equal(await retitled('x'.repeat(90), { subject: 'do it' }), `Subject: ${'x'.repeat(90)}\n`);
  const lines = `KVM: ${'y'.repeat(53)}\n ${'z'.repeat(70)} a: b\n c`;
  assert.equal(await retitled(lines.replaceAll('\n', '')), `${start} ${lines}\n`);
  assert.equal(await retitled(`${fits}x`, {}, '\r\n'), `${start}\r\n ${fits}x\r\n`);
});

test('a subject that stays keeps its bytes, one that looks encoded is encoded', async () => {
  const subject = ' [PATCH]  KVM:\n\tdo it';
  const fixed = await rewrite(mail({ subject }), (message) => message.replace('the thing', 'that'));
  assert.equal(fixed.toString(), mail({ subject }).replace('the thing', 'that'));
  assert.match(await retitled('Decode =?utf-8?q?it?='), /^Subject: \[PATCH\] =\?UTF-8\?Q\?/);
});

test('what would not be read back as it was meant is rejected', async () => {
  const cases: ((message: string) => string)[] = [
    (message) => message.replace('KVM: x86: do it', '[RFC] do it'),
    (message) => `${message.trimEnd()}\n---\nmore\n`,
  ];
  for (const change of cases)
    await assert.rejects(rewrite(mail(), change), /cannot rewrite this mail without loss/);
});

test('a Subject: in the body and an encoded line break stay, unless they have to change', async () => {
  const inBody = 'Subject: KVM: x86: Do that\n\n';
  const headers = 'Content-Transfer-Encoding: quoted-printable\n';
  const broken = TEXT.replace('thing, ', 'thing,=0A');
  const body = (message: string) => message.replace('the thing', 'that thing');
  const title = (message: string) => message.replace('x86: ', 'x86/mmu: ');
  assert.equal((await rewrite(mail({ inBody }), body)).toString(), body(mail({ inBody })));
  await assert.rejects(rewrite(mail({ inBody }), title), /a Subject: in its body/);
  const encoded = mail({ headers, body: broken + REST });
  assert.equal((await rewrite(encoded, title)).toString(), title(encoded));
  await assert.rejects(rewrite(encoded, body), /without loss/);
  const short = mail({ headers, subject: '[PATCH 1/2] do it', body: 'Do the thing,=0Athen=0Athat.\n' });
  await assert.rejects(rewrite(short, body), /without loss/);
});

test('lines that are added are written as the mail is: line ends, soft breaks, quoted From', async () => {
  const From = (message: string) => message.replace('Do the thing', 'From now on do the thing');
  assert.equal((await rewrite(mail(), From)).toString(), From(mail()));
  const mbox = mail().replace(/^From .*\n/, 'From ann@example.org Wed May  1 10:00:00 2024\n');
  const twice = (message: string) =>
    From(message).replace('From', '>From').replace('\n\nSigned', '\nTwice.\n\nSigned');
  const quoted = (await rewrite(mbox, twice)).toString();
  const meant = mbox.replace('Do the thing', '>>From now on do the thing');
  assert.equal(quoted, meant.replace('\n\nSigned', '\nTwice.\n\nSigned'));
  const equals = mail({ body: `${TEXT.replace('thing, ', 'thing: a =\n')}${REST}` });
  const once = (message: string) => message.replace('nobody', 'no one');
  assert.equal((await rewrite(equals, once)).toString(), once(equals));
  const headers = 'Content-Transfer-Encoding: quoted-printable\n';
  const long = `${'long '.repeat(30)}line`;
  const lines = (
    await rewrite(mail({ headers }).replaceAll('\n', '\r\n'), (message) => message.replace('Do the', long))
  )
    .toString()
    .split('\r\n');
  assert.ok(lines.every((line) => line.length <= 76 && !line.includes('\n')));
  assert.equal(lines.filter((line) => line.endsWith('=')).length, 2);
});

test('base64 is wrapped with the line ends that it has', async () => {
  const headers = 'Content-Transfer-Encoding: base64\n';
  const body = `${libbase64.wrap(Buffer.from(TEXT + REST).toString('base64'), 60)}\n`;
  for (const eol of ['\n', '\r\n']) {
    const text = mail({ headers, body }).replace(/\r?\n/g, eol);
    const titled = (await rewrite(text, (message) => message.replace('do it', 'Do it'))).toString();
    assert.equal(titled, text.replace('do it', 'Do it'));
    const fixed = (await rewrite(text, (message) => message.replace('thing', 'other thing'))).toString();
    assert.deepEqual([...new Set(fixed.match(/\r?\n/g))], [eol]);
  }
});

test('a changelog goes altogether', async () => {
  const fixed = await rewrite(mail(), (message) => message.split('\n')[0]!);
  assert.equal(fixed.toString(), mail({ body: REST }));
});

test('text is written in the charset of the mail, as far as that can be', async () => {
  const written = async (charset: string, words: string) => {
    const headers = `Content-Type: text/plain; charset=${charset}\n`;
    const fixed = await rewrite(mail({ headers }), (message) => message.replace('the thing', words));
    return /^Do (.*),/m.exec(fixed.toString('latin1'))![1];
  };
  for (const charset of ['utf-8', 'UTF8', '""'])
    assert.equal(await written(charset, '\xe9'), '\xc3\xa9', charset);
  for (const charset of ['iso-8859-1', 'latin1', 'windows-1252'])
    assert.equal(await written(charset, '\xe9'), '\xe9', charset);
  assert.equal(await written('koi8-r', 'that'), 'that');
  for (const [charset, words] of [
    ['koi8-r', '\xe9'],
    ['windows-1252', '\u20ac'],
    ['iso-2022-jp', 'that'],
  ])
    await assert.rejects(written(charset!, words!), new RegExp(`cannot be encoded in ${charset}`));
});

test('a file that is not the one that was read is left alone', async () => {
  const [patch] = await patchesOf(Buffer.from(mail()));
  const change = { patch: patch!, message: 'KVM: x86: Do it' };
  const changed = /the file has changed since it was read/;
  for (const other of [
    mail({ body: 'Words.\n', subject: '[PATCH 0/1] KVM: x86: do it' }),
    mail({ body: `Other words.\n${REST}` }),
    'Words.\n',
    `${mail()}${mail({ body: 'x'.repeat(MAX_MAIL) })}`,
  ])
    await assert.rejects(rewriteMails(Buffer.from(other), [change]), changed);
  const packed = gzipSync(mail());
  await assert.rejects(rewriteMails(packed, [change]), /cannot rewrite a gzipped archive/);
  assert.equal(await rewriteMails(packed, []), packed);
});

test('a mail may start with its subject, or be nothing else', async () => {
  const first = 'Subject: [PATCH 1/2] do it\n\nText.\n';
  assert.equal(
    (await rewrite(first, (message) => message.replace('do', 'Do'))).toString(),
    first.replace('do', 'Do'),
  );
  await assert.rejects(
    rewrite('Subject: [PATCH 1/2] do it', () => 'Do it'),
    /without loss/,
  );
});
