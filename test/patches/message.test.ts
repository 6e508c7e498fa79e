/** What git records of the body of a mail, what is below `---`, and what is a patch at all. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMail } from '../../src/patches/mail';

const DIFF = (path: string) => `diff --git a/${path} b/${path}
--- a/${path}
+++ b/${path}
@@ -1 +1 @@
-old
+new
`;

async function read(body: string, subject = '[PATCH] KVM: Do it', more = '') {
  const text = `From: Ann Author <ann@example.org>\nSubject: ${subject}\n${more}\n${body}`;
  return readMail(Buffer.from(text), { file: null, firstLine: 1 });
}

async function patch(body: string, subject?: string, more?: string) {
  const { kind, mail } = await read(body, subject, more);
  assert.equal(kind, 'patch');
  assert.ok(mail?.kind === 'patch');
  const { author, shortlog, changelog, notes, diff } = mail;
  return {
    author: author?.name,
    shortlog: shortlog.value,
    changelog: changelog.value,
    notes: notes.value,
    paths: diff.paths.join(' '),
    base: mail.footer.baseCommit?.value,
  };
}
const kindOf = async (...args: Parameters<typeof read>) => (await read(...args)).kind;
const END = `---\n${DIFF('x.c')}`;

test('headers in the body win, up to the blank line below them', async () => {
  const bob = 'From: Bob Builder <bob@example.org>\n';
  const title = async (body: string) => {
    const { author, shortlog, changelog } = await patch(`${body}${END}`);
    return [author, shortlog, changelog];
  };
  assert.deepEqual(await title(`\n\n${bob}\nText.\n`), ['Bob Builder', 'KVM: Do it', 'Text.']);
  assert.deepEqual(await title(`${bob}Subject: KVM: Other\n thing\n\nText.\n`), [
    'Bob Builder',
    'KVM: Other thing',
    'Text.',
  ]);
  assert.deepEqual(await title(`${bob}\nSubject: of another kind\nas well.\n`), [
    'Bob Builder',
    'KVM: Do it',
    'Subject: of another kind\nas well.',
  ]);
  assert.deepEqual(await title(`${bob}From: whom it may concern\nhere.\n`), [
    'Bob Builder',
    'KVM: Do it',
    'From: whom it may concern\nhere.',
  ]);
  assert.deepEqual(await title('[PATCH] KVM: Other\n thing\nText.\n'), [
    'Ann Author',
    'KVM: Other',
    'thing\nText.',
  ]);
  assert.deepEqual(await title(`>From ${'0'.repeat(40)} Mon Sep 17 00:00:00 2001\n${bob}\nText.\n`), [
    'Bob Builder',
    'KVM: Do it',
    'Text.',
  ]);
  assert.deepEqual(await title('Subject: =?utf-8?q?KVM:_Free?= it\n\nText.\n'), [
    'Ann Author',
    'KVM: Free it',
    'Text.',
  ]);
});

test('notes go from --- to the diff, whatever is in them', async () => {
  const notes = async (rest: string) => (await patch(`Text.\n---\n${rest}`)).notes;
  assert.equal(await notes(`\nv2: more\n\n${DIFF('x.c')}-- \n2.39.5\n`), 'v2: more');
  assert.equal(await notes(`v2: more\nIndex: 3\nmore\n\n${DIFF('x.c')}`), 'v2: more\nIndex: 3\nmore');
  assert.equal(await notes('v2: more\n-- \n2.39.5\n'), 'v2: more');
  assert.equal(await notes(DIFF('x.c')), '');
  assert.equal((await patch(`Text.\n${DIFF('x.c')}`)).notes, '');
  const plain = DIFF('x.c').split('\n').slice(1).join('\n');
  assert.deepEqual(Object.values(await patch(`Text.\n${plain}`)).slice(2, 5), ['Text.', '', 'x.c']);
  assert.equal((await patch(`Text.\nIndex: 3\nmore\n\n${DIFF('x.c')}`)).notes, 'Index: 3\nmore');
  assert.equal(await notes('v2: more\nIndex: 3\nmore\n-- \n2.39.5\n'), 'v2: more\nIndex: 3\nmore');
  const signed = 'Signed-off-by: Ann Author <ann@example.org>\n\n';
  assert.equal(await notes(`${signed}---\nv2: more\n${DIFF('x.c')}`), 'v2: more');
});

test('a folded Subject: in the body is where its lines are', async () => {
  const { mail } = await read(`Subject: KVM: Other\n  thing\n\nText.\n${END}`);
  const { line, column, quote } = mail!.shortlog.span(11, 16);
  assert.deepEqual([line, column, quote], [5, 3, 'thing']);
});

test('a cover letter ends above what a list adds, git signs, and says of the base', async () => {
  const cover = async (body: string) => {
    const { mail } = await read(body, '[PATCH 0/2] KVM: Do it');
    return mail?.kind === 'cover'
      ? [mail.body.value, mail.footer.baseCommit?.value, mail.footer.prerequisites]
      : [];
  };
  const base = 'base-commit: 0123\nprerequisite-patch-id: 45\nprerequisite-patch-id: 67\n';
  assert.deepEqual(await cover(`Text.\n\n${base}-- \n2.39.5\n`), ['Text.', '0123', ['45', '67']]);
  assert.deepEqual(await cover(`Text.\n${'_'.repeat(40)}\nlist\n${'_'.repeat(40)}\n`), [
    'Text.',
    undefined,
    [],
  ]);
  assert.deepEqual(await cover(base), ['', '0123', ['45', '67']]);
  assert.deepEqual(await cover('-- \n2.39.5\n'), ['', undefined, []]);
});

test('every diff of a mail is read, and the base wherever it is', async () => {
  const found = await patch(
    `Text.\n---\nv2\n${DIFF('x.c')}words\n${DIFF('y.c')}\nbase-commit: 0123456789ab\n-- \n2.39.5\n`,
  );
  assert.deepEqual([found.paths, found.notes, found.base], ['x.c y.c', 'v2', '0123456789ab']);
  assert.equal((await patch(`Text.\n---\nbase-commit: abcdef012345\n${DIFF('x.c')}`)).base, 'abcdef012345');
  assert.equal((await patch(`Text.\n\nbase-commit: 12\n${END}`)).base, undefined, 'of the changelog');
  assert.equal((await patch(`Text.\n${END}base-commit: 12\nIndex: 3\n`)).base, '12');
});

test('a patch has a diff, or calls itself one and is cut like one', async () => {
  assert.equal(await kindOf(`Text.\n${END}`, 'KVM: Do it'), 'patch');
  assert.equal(await kindOf('Text.\n---\n', '[PATCH] KVM: Do it'), 'patch');
  assert.equal(await kindOf('Text.\n-- \n2.39.5\n', '[PATCH] KVM: Do it'), 'patch');
  assert.equal(await kindOf('Text.\n', '[PATCH 1/2] KVM: Do it'), 'patch');
  assert.equal(await kindOf('Text.\n', '[PATCH] KVM: Do it'), 'other');
  assert.equal(await kindOf('Text.\n---\n', 'KVM: Do it'), 'other');
});

test('patch 0 is a cover letter, unless it has a diff or is an answer', async () => {
  assert.equal(await kindOf('Text.\n', '[PATCH 0/2] KVM: Do it'), 'cover');
  assert.equal(await kindOf(`Text.\n${END}`, '[PATCH 0/2] KVM: Do it'), 'patch');
  assert.equal(await kindOf('Text.\n', 'Re: [PATCH 0/2] KVM: Do it'), 'reply');
});

test('an answer is a patch where it has a diff, and quotes nothing', async () => {
  const re = 'Re: [PATCH] KVM: Do it';
  assert.equal(await kindOf('Text.\n', re), 'reply');
  assert.equal(await kindOf(`Text.\n${END}`, re), 'patch');
  assert.equal(await kindOf(`> Text.\n${END}`, re), 'reply');
  assert.equal(await kindOf(`On Monday, Ann wrote:\nText.\n${END}`, re), 'reply');
  assert.equal(await kindOf(`ann@example.org wrote:\nText.\n${END}`, re), 'reply');
  assert.equal(await kindOf(`On a host, it is so.\n${END}`, re), 'patch');
  assert.equal(await kindOf(`What Ann wrote:\nText.\n${END}`, re), 'patch');
  assert.equal(await kindOf('Text.\n', 'KVM: a question', 'In-Reply-To: <a@example.org>\n'), 'reply');
});

test('the types of a mail, and parts of it', async () => {
  const text = `Text.\n${END}`;
  const paths = async (type: string, body: string) =>
    (await patch(body, undefined, `Content-Type: ${type}\n`)).paths;
  assert.equal(await paths('text/plain; charset=utf-8; boundary=x', text), 'x.c');
  assert.equal(await paths(';', text), 'x.c');
  assert.equal(await paths('TEXT/PLAIN', text), 'x.c');
  const part = (head: string, body: string) => `--x\nContent-Type: ${head}\n\n${body}\n`;
  const letter = part('text/plain', 'Text.\n---');
  for (const head of [
    'text/x-patch',
    'text/x-diff',
    'text/plain; name="a.patch"\nContent-Disposition: attachment; filename="a.patch"',
  ])
    assert.equal(
      await paths('multipart/mixed; boundary=x', `${letter}${part(head, DIFF('x.c'))}--x--\n`),
      'x.c',
    );
  const whole = part('text/plain', text) + part('text/x-patch', DIFF('y.c'));
  assert.equal(await paths('multipart/mixed; boundary=x', `${whole}--x--\n`), 'x.c');
  assert.equal(await kindOf(text, '[PATCH] KVM: Do it', 'Content-Type: image/png\n'), 'other');
  const mixed = 'multipart/mixed; boundary=x';
  const named = (type: string) => part(`${type}; name="a.patch"`, DIFF('y.c'));
  assert.equal(await paths(mixed, `${letter}${named('application/octet-stream')}--x--\n`), '');
  const swapped = await patch(
    `${named('text/plain')}${letter}--x--\n`,
    undefined,
    `Content-Type: ${mixed}\n`,
  );
  assert.deepEqual([swapped.changelog, swapped.paths], ['Text.', 'y.c']);
  assert.equal(await paths(mixed, `${part('text/html', '<p>')}${whole}--x--\n`), 'x.c');
  assert.equal(await kindOf(text, '[PATCH] KVM: Do it', 'Content-Type: multipart/mixed\n'), 'other');
  const log = async (...parts: string[]) =>
    (await patch(`${parts.join('')}--x--\nbelow\n`, '[PATCH 1/2] KVM: Do it', `Content-Type: ${mixed}\n`))
      .changelog;
  assert.equal(await log(part('text/plain', 'One \ntwo')), 'One \ntwo');
  assert.equal(await log(part('text/plain; format=flowed', 'One \ntwo')), 'One two');
});

test('lines that a mailer let flow are put together', async () => {
  const flowed = async (type: string, body: string) =>
    (await patch(body, undefined, `Content-Type: text/plain; ${type}\n`)).changelog;
  const body = `One \ntwo\n \n  three\n > four\n\nfive\n${END}`;
  assert.equal(await flowed('format=flowed', body), 'One two\n\n three\n> four\n\nfive');
  assert.equal(await flowed('format=flowed; delsp=yes', `One \ntwo\n${END}`), 'Onetwo');
  assert.equal(await flowed('format=fixed', `One \ntwo\n${END}`), 'One \ntwo');
});
