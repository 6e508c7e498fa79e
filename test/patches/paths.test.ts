import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { filesOf, readMails, readPaths, uncheckedLines } from '../../src/patches/paths';

const home = mkdtempSync(join(tmpdir(), 'git-kvm-paths-'));
after(() => rmSync(home, { recursive: true, force: true }));

const mail = (subject: string, id: string, more = '', body = 'Do it.\n\n---\n a | 2 +-\n') =>
  `From: A <a@example.com>\nSubject: ${subject}\nMessage-ID: <${id}@x>\n${more}\n${body}`;
const from = 'From a@example.com Mon Jan  5 10:00:00 2026\n';

test('counts every mail of an mbox, and read is the sum', async () => {
  const reply = '> > Did you mean\n>From what I see, yes.\n';
  const mbox = [
    mail('[PATCH v2 0/2] KVM: x86: Two', 'c', '', 'Hello.\n'),
    mail('[PATCH v2 1/2] KVM: x86: One', '1', 'In-Reply-To: <c@x>\nReferences: <c@x>\n'),
    mail('[PATCH v2 2/2] KVM: x86: Two', '2', 'In-Reply-To: <c@x>\nReferences: <c@x>\n'),
    mail('Re: [PATCH v2 2/2] KVM: x86: Two', 'r', 'In-Reply-To: <2@x>\n', reply),
    mail('[GIT PULL] KVM changes', 'p', '', 'Please pull.\n'),
    mail('[PATCH v2 2/2] KVM: x86: Two', '2', 'In-Reply-To: <c@x>\nReferences: <c@x>\n'),
  ];
  const file = join(home, 'list.mbox.gz');
  writeFileSync(file, gzipSync(mbox.map((one) => `${from}${one}\n`).join('')));
  const { series, summary, unreadable } = await readPaths([file]);
  assert.deepEqual(summary, { read: 6, patches: 2, covers: 1, replies: 1, other: 2 });
  assert.deepEqual(unreadable, []);
  assert.equal(series.length, 1);
  assert.equal(series[0]!.cover?.shortlog.value, 'KVM: x86: Two');
  assert.deepEqual(
    series[0]!.patches.map((patch) => patch.shortlog.value),
    ['KVM: x86: One', 'KVM: x86: Two'],
  );
  assert.equal(series[0]!.whole, false);
});

test('lines count from the start of the mbox', async () => {
  const first = `${from}${mail('[PATCH 1/2] KVM: x86: One', '1')}\n`;
  const second = `${from}${mail('[PATCH 2/2] KVM: x86: Two', '2')}`;
  const { series } = await readPaths(['-'], { stdin: Readable.from([Buffer.from(first + second)]) });
  const patch = series.flatMap((one) => one.patches).find((one) => one.subject.n === 2)!;
  const start = first.split('\n').length - 1;
  assert.equal(patch.shortlog.span().line, start + 3);
  assert.equal(patch.shortlog.span().column, 'Subject: [PATCH 2/2] '.length + 1);
  assert.equal(patch.changelog.span().line, start + 6);
});

test('a From line is a boundary only before a header', async () => {
  const body = `It says:\n${from}and then\n\n${from}No header here.\n\nFrom now on\n---\n`;
  const bytes = Buffer.from(`${from}${mail('[PATCH] KVM: x86: One', '1', '', body)}`);
  const chunks = Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
  const { summary, series } = await readPaths(['-'], { stdin: Readable.from(chunks) });
  assert.equal(summary.read, 1);
  assert.ok(series[0]!.patches[0]!.body.value.endsWith('From now on\n'));
});

test('takes the mails of a directory and of a maildir, and names the rest', async () => {
  const box = join(home, 'box');
  for (const name of ['cur', 'new', 'tmp']) mkdirSync(join(box, name), { recursive: true });
  writeFileSync(join(box, 'cur', '1:2,S'), mail('[PATCH 1/2] KVM: x86: One', '1'));
  writeFileSync(join(box, 'new', '2'), mail('[PATCH 2/2] KVM: x86: Two', '2'));
  writeFileSync(join(box, 'tmp', '3'), mail('[PATCH] KVM: x86: Half', '3'));
  writeFileSync(join(box, 'README'), 'Not a mail.\n');
  const { summary, unreadable, series } = await readPaths([box], { whole: true });
  assert.deepEqual(summary, { read: 2, patches: 2, covers: 0, replies: 0, other: 0 });
  assert.deepEqual(
    unreadable.map(({ file, isAside }) => [file, isAside]),
    [[join(box, 'README'), true]],
  );
  assert.equal(series[0]!.whole, true);
});

test('tells of a named file that is no mail, and of one that is not there', async () => {
  const file = join(home, 'notes.txt');
  writeFileSync(file, 'Not a mail.\n');
  const { summary, unreadable } = await readPaths([file, join(home, 'nowhere')]);
  assert.equal(summary.read, 1);
  assert.equal(summary.other, 1);
  assert.deepEqual(
    unreadable.map((one) => one.file),
    [file, join(home, 'nowhere')],
  );
});

test('what is empty, and what was not checked, is named with its line where it has one', async () => {
  const empty = await readPaths(['-'], { stdin: Readable.from([]) });
  assert.deepEqual(empty.unreadable, [{ file: '-', line: 0, why: 'empty', isAside: false }]);
  assert.equal(uncheckedLines(empty), 'git-kvm: -: not checked: empty\n');
  const read = {
    unreadable: [{ file: 'a\x1b.patch', line: 3, why: 'is\x1b odd', isAside: false }],
    others: [{ file: 'b', line: 1, why: 'not a patch' }],
  };
  assert.equal(
    uncheckedLines(read),
    'git-kvm: a\\x1b.patch:3: not checked: is\\x1b odd\ngit-kvm: b:1: not checked: not a patch\n',
  );
});

test('the files of a folder are those that can be read, in order; those of a maildir as well', async () => {
  const dir = join(home, 'files');
  mkdirSync(join(dir, 'cur'), { recursive: true });
  for (const name of ['b', 'a', '.hidden', 'cur/1']) writeFileSync(join(dir, name), 'x');
  symlinkSync('a', join(dir, 'c'));
  symlinkSync('cur', join(dir, 'd'));
  symlinkSync('nowhere', join(dir, 'e'));
  const names = async () => (await filesOf(dir)).map((file) => file.slice(dir.length + 1));
  assert.deepEqual(await names(), ['a', 'b', 'c']);
  mkdirSync(join(dir, 'new'));
  assert.deepEqual(await names(), ['a', 'b', 'c', 'cur/1']);
  rmSync(join(dir, 'cur'), { recursive: true });
  assert.deepEqual(await names(), ['a', 'b', 'c']);
});

test('of a folder, text is aside, and what can be no patch is not', async () => {
  const dir = join(home, 'aside');
  mkdirSync(dir);
  writeFileSync(join(dir, '1.mbox'), `${from}${mail('x', 'x')}\n${from}Words: of no mail\n\nText.\n`);
  writeFileSync(join(dir, '2.diff'), 'diff --git a/a b/a\n');
  writeFileSync(join(dir, '3.gz'), gzipSync(mail('x', 'x')).subarray(0, 40));
  writeFileSync(join(dir, '4.gz'), gzipSync(mail('x', 'x')));
  writeFileSync(join(dir, '5'), '');
  writeFileSync(join(dir, '6'), `Words.\n${'more\n'.repeat(250_000)}`);
  const found: string[] = [];
  for await (const one of readMails([dir]))
    found.push('mail' in one ? `${one.path.at(-1)} ${one.mail.kind}` : `${one.why} ${one.isAside}`);
  assert.deepEqual(found, [
    'x other',
    'x other',
    'f other',
    'unexpected end of file false',
    'z other',
    'empty true',
    'not a mail: no header true',
  ]);
});

test('copies are counted where all is sent, and passed over in an archive; of answers neither', async () => {
  const file = join(home, 'copies.mbox');
  const [patch, answer] = [mail('[PATCH] KVM: x86: One', '1'), mail('Re: x', '2', '', 'No.\n')];
  writeFileSync(file, [patch, patch, answer, answer].map((one) => `${from}${one}\n`).join(''));
  const counts = async (whole: boolean) => (await readPaths([file], { whole })).summary;
  assert.deepEqual(await counts(true), { read: 4, patches: 2, covers: 0, replies: 2, other: 0 });
  assert.deepEqual(await counts(false), { read: 4, patches: 1, covers: 0, replies: 2, other: 1 });
});

test('of a send, text among the patches is aside, and a bare diff is not', async () => {
  const files = { text: 'Words.\n', diff: 'diff --git a/a b/a\n' };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text);
  const aside = async (send: boolean) => {
    const { unreadable } = await readPaths(
      Object.keys(files).map((name) => join(home, name)),
      { send },
    );
    return unreadable.map(({ isAside }) => isAside);
  };
  assert.deepEqual(
    [await aside(true), await aside(false)],
    [
      [true, false],
      [false, false],
    ],
  );
});
