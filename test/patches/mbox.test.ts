/** Mails cut out of a file: where one ends, how it is quoted, and what is too long. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { isGzip, mailsIn, readMbox } from '../../src/patches/mbox';

const GIT = `From ${'0'.repeat(40)} Mon Sep 17 00:00:00 2001`;
const OTHER = 'From ann@example.org Tue Jan  2 10:00:00 2024';
const mail = (from: string, text: string) => `${from}\nSubject: ${text}\n\n${text}\n`;

async function cut(text: string, size = text.length, most?: number): Promise<[string, number, boolean][]> {
  async function* chunks() {
    for (let at = 0; at < text.length; at += size) yield Buffer.from(text.slice(at, at + size));
  }
  const found: [string, number, boolean][] = [];
  for await (const { raw, firstLine, unquote } of readMbox(chunks(), most))
    found.push([raw.toString(), firstLine, unquote]);
  return found;
}

test('mails are cut apart, each at its line, and what is not from git is quoted', async () => {
  const text = mail(GIT, 'one') + mail(OTHER, 'two') + mail(GIT, 'three');
  const mails = [
    [mail(GIT, 'one'), 1, false],
    [mail(OTHER, 'two'), 5, true],
    [mail(GIT, 'three'), 9, false],
  ];
  for (const size of [1, 7, text.length]) assert.deepEqual(await cut(text, size), mails, `${size}`);
  const whole = [...mailsIn(Buffer.from(text))];
  assert.deepEqual(
    whole.map(({ raw, firstLine, unquote }) => [raw.toString(), firstLine, unquote]),
    mails,
  );
});

test('a mail that comes in many chunks, and a short one at the end', async () => {
  const long = mail(OTHER, 'words '.repeat(3000).trim());
  const text = long + mail(GIT, 'two');
  for (const size of [100, 4096, 5000])
    assert.deepEqual(
      (await cut(text, size)).map(([raw, line]) => [raw.length, line]),
      [
        [long.length, 1],
        [text.length - long.length, 5],
      ],
    );
});

test('a From line is only one where a header follows, and where the file starts with one', async () => {
  const quoted = `${GIT}\nSubject: one\n\n${OTHER}\nwords\n\n${OTHER}\n`;
  assert.equal((await cut(quoted)).length, 1);
  const plain = `Subject: one\n\n${mail(GIT, 'two')}`;
  assert.deepEqual(await cut(plain), [[plain, 1, false]]);
  assert.deepEqual(await cut(OTHER), [[OTHER, 1, true]]);
  assert.deepEqual(await cut(`\n\n${mail(OTHER, 'one')}`), [[`\n\n${mail(OTHER, 'one')}`, 1, true]]);
  assert.deepEqual(await cut(''), []);
});

test('a mail that is too long is cut off, and the next one is whole', async () => {
  const text = mail(GIT, 'x'.repeat(500)) + mail(GIT, 'two');
  for (const size of [50, text.length]) {
    const found = [];
    async function* chunks() {
      for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
    }
    for await (const one of readMbox(chunks(), 200)) found.push([one.raw.length, one.firstLine, one.broken]);
    assert.deepEqual(found, [
      [200, 1, 'longer than 200 bytes: truncated'],
      [mail(GIT, 'two').length, 5, null],
    ]);
  }
  const exact = mail(GIT, 'one');
  assert.deepEqual(await cut(exact, 10, exact.length), [[exact, 1, false]]);
  async function* whole() {
    yield exact;
  }
  for (const [most, broken] of [
    [exact.length, null],
    [exact.length - 1, `longer than ${exact.length - 1} bytes: truncated`],
  ] as const)
    for await (const one of readMbox(whole(), most)) assert.equal(one.broken, broken);
});

test('a gzipped file is unpacked, and ends with a mail that is too long', async () => {
  assert.ok(isGzip(Buffer.from([0x1f, 0x8b])));
  for (const head of [[0x1f], [0x1f, 0], [0, 0x8b], []]) assert.ok(!isGzip(Buffer.from(head)));
  const packed = gzipSync(mail(GIT, 'one') + mail(GIT, 'x'.repeat(9000)) + mail(GIT, 'three'));
  async function* bytes() {
    for (const byte of packed) yield Buffer.from([byte]);
  }
  const found: number[] = [];
  await assert.rejects(async () => {
    for await (const { raw } of readMbox(bytes(), 1000)) found.push(raw.length);
  }, /unpacks to a mail of more than 1000 bytes/);
  assert.deepEqual(found, [mail(GIT, 'one').length, 1000]);
  const all = [];
  for await (const { raw } of readMbox(bytes())) all.push(raw.length);
  assert.equal(all.length, 3);
});

test('of a From line all the words count, at the start of a line', async () => {
  for (const text of [
    'From now on\nit: is so\n',
    `>${OTHER}\nSubject: two\n`,
    `${OTHER}\n\nSubject: two\n`,
    OTHER,
  ]) {
    const one = `${mail(OTHER, 'one')}${text}`;
    assert.deepEqual(await cut(one), [[one, 1, true]], text);
  }
});

test('a gzipped stream that breaks off is not waited for', async () => {
  async function* broken() {
    yield gzipSync(mail(GIT, 'one')).subarray(0, 20);
    throw new Error('gone');
  }
  await assert.rejects(async () => {
    for await (const _ of readMbox(broken()));
  }, /gone/);
});
