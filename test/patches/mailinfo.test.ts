/** The message is the one that `git am` records: hand-made mails, and real ones where the corpus is at hand. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { readMails } from '../../src/patches/paths';
import { compare } from '../accuracy/mailinfo';

const CORPUS = process.env.GIT_KVM_CORPUS ?? resolve('../shared/corpus');
const BOXES = ['accepted.mbox.gz', 'complaints.mbox.gz', 'order.mbox.gz'];

const home = mkdtempSync(join(tmpdir(), 'git-kvm-mailinfo-'));
after(() => rmSync(home, { recursive: true, force: true }));

const DIFF = `---
diff --git a/a.c b/a.c
--- a/a.c
+++ b/a.c
@@ -1 +1 @@
-old
+new
`;
const SOB = 'Signed-off-by: Ada <a@b>';
const FROM_LINE = 'From a@example.com Mon Jan  5 10:00:00 2026\n';
const GIT_LINE = 'From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\n';

function mail(
  body: string,
  { from = 'Ada <a@b>', subject = '[PATCH] KVM: x86: Do', more = '' } = {},
): string {
  return `From: ${from}\nSubject: ${subject}\nDate: Mon, 1 Jan 2024 00:00:00 +0000\n${more}\n${body}\n\n${SOB}\n${DIFF}`;
}

const flowed = (more = '') => ({ more: `Content-Type: text/plain; charset=utf-8; format=flowed${more}\n` });

const MAILS: Readonly<Record<string, string>> = {
  'a changelog that starts with a quoted From': mail('>From the start, do it.'),
  'the first line of a quoted mail': mail(`>${GIT_LINE}Do it.`),
  'an in-body From': mail('From: Ben Example <b@c>\n\nDo it.'),
  'a folded in-body Subject': mail('Subject: [PATCH v2] KVM: x86: Do\n something\n\twith tabs\n\nDo it.'),
  'an encoded in-body Subject': mail('Subject: =?UTF-8?q?KVM:_x86:_D=C3=B6?=\n\nDo it.'),
  'an in-body Subject and From': mail('From: Ben <b@c>\nSubject: KVM: x86: Other\nDate: today\n\nDo it.'),
  'an in-body [PATCH]': mail('[PATCH] KVM: x86: Other\n\nFrom: Ben <b@c>\n\nDo it.'),
  'an in-body header twice': mail('From: Ben <b@c>\nFrom: Cid <c@d>\n\nDo it.'),
  'an in-body header below text': mail('Do it.\nFrom: Ben <b@c>'),
  'an in-body header below a line of blanks': mail('  \nFrom: Ben <b@c>\n\nDo it.'),
  'a company in parentheses': mail('Do it.', { from: 'Ada Example (Company) <a@b>' }),
  'a name in parentheses': mail('Do it.', { from: 'a@b (Ada Example)' }),
  'quotes and a comma': mail('Do it.', { from: '"Example, Ada (\\"Co\\")" <a@b>' }),
  'an encoded name': mail('Do it.', { from: '=?UTF-8?q?=C3=84da?= Example (Co) <a@b>' }),
  'no name': mail('Do it.', { from: 'a@b' }),
  'an address for a name': mail('Do it.', { from: '"a@b" <c@d>' }),
  'a company in the body': mail('From: Ben Example (Company) <b@c>\n\nDo it.'),
  'format=flowed': mail('Do it so that \nall is one line.\n From here \n and on.', flowed()),
  'format=flowed; delsp=yes': mail(
    'Do it so that\n all is one line, w \nord and all.',
    flowed('; delsp=yes'),
  ),
  'no flow': mail('Do it so that \nall stays.'),
};

for (const [name, text] of Object.entries(MAILS)) {
  test(`as git mailinfo: ${name}`, async () => {
    const file = join(home, 'one.mbox');
    writeFileSync(
      file,
      FROM_LINE + text.replace(/^(>*From )/gm, (from) => (/^>/.test(from) ? `>${from}` : from)),
    );
    const { mails, patches, differ } = await compare(file);
    assert.deepEqual(differ, []);
    assert.deepEqual([mails, patches], [1, 1]);
  });
}

test('a changelog that starts with a quoted From in a mail of git format-patch', async () => {
  const file = join(home, 'one.patch');
  writeFileSync(file, GIT_LINE + mail('>From the start, do it.'));
  for await (const found of readMails([file])) {
    assert.ok('mail' in found && found.mail.kind === 'patch');
    assert.match(found.mail.mail.changelog.value, /^>From the start/);
  }
});

const BOXES_OF_TWO: Readonly<Record<string, string>> = {
  'blank lines before the first From': `\n\r\n \n${FROM_LINE}${mail('Do it.')}\n${FROM_LINE}${mail('Do more.')}`,
  'no blank line between two mails': `${FROM_LINE}${mail('Do it.')}${FROM_LINE}${mail('Do more.')}`,
  'no blank line between two mails of git': `${GIT_LINE}${mail('Do it.')}${GIT_LINE}${mail('Do more.')}`,
};

for (const [name, text] of Object.entries(BOXES_OF_TWO)) {
  test(`as git mailsplit: ${name}`, async () => {
    const file = join(home, 'two.mbox');
    writeFileSync(file, text);
    const { mails, patches, differ } = await compare(file);
    assert.deepEqual(differ, []);
    assert.deepEqual([mails, patches], [2, 2]);
  });
}

for (const box of BOXES) {
  const path = join(CORPUS, box);
  const skip = existsSync(path) ? false : `no corpus at ${CORPUS} (GIT_KVM_CORPUS names another place)`;
  test(`as git mailinfo and git interpret-trailers: ${box}`, { skip }, async (t) => {
    const { patches, differ } = await compare(path);
    t.diagnostic(`${patches} patches`);
    assert.ok(patches > 100);
    assert.deepEqual(differ, []);
  });
}
