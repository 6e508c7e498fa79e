/** What somebody could send to make the reader slow, or to fill the memory. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { tooLargeToRead, tooLongToCheck, tooManyToCheck } from '../../src/patches/limits';
import { type ParsedMail, readMail } from '../../src/patches/mail';
import { readMbox } from '../../src/patches/mbox';
import { readPaths, unread } from '../../src/patches/paths';
import { assertLinear } from '../growth';

const HEAD = 'From: A <a@example.com>\nSubject: [PATCH] KVM: x86: Do it\n';

const CASES: readonly [string, (scale: number) => string][] = [
  ['one long line', (scale) => `${HEAD}\n${'x'.repeat(2_500_000 * scale)}\n---\n`],
  [
    'one long line of dashes and blanks',
    (scale) => `${HEAD}\n${'- '.repeat(1_250_000 * scale)}\n---${' '.repeat(1_250_000 * scale)}x\n`,
  ],
  [
    'a long quoted-printable line',
    (scale) => `${HEAD}Content-Transfer-Encoding: quoted-printable\n\n${'=C3=A9=\n'.repeat(30_000 * scale)}`,
  ],
  [
    'a long base64 body',
    (scale) =>
      `${HEAD}Content-Transfer-Encoding: base64\n\n${`${'QUFB'.repeat(19)}\n`.repeat(50_000 * scale)}`,
  ],
  ['many headers', (scale) => `${HEAD}${'X-A: b\n'.repeat(25_000 * scale)}\nBody.\n---\n`],
  ['many folded lines', (scale) => `${HEAD}${' x\n'.repeat(25_000 * scale)}\nBody.\n---\n`],
  ['carriage returns in the head', (scale) => `${HEAD}X: ${'\r'.repeat(225_000 * scale)}x\n\nBody.\n---\n`],
  [
    'empty lines of carriage returns in the head',
    (scale) => `${HEAD}${'\r\r\n'.repeat(50_000 * scale)}X: y\n\nBody.\n---\n`,
  ],
  [
    'a subject of encoded words',
    (scale) => `From: A <a@b>\nSubject: ${'=?utf-8?q?a?= '.repeat(15_000 * scale)}\n\nBody.\n`,
  ],
  [
    'a subject of half an encoded word',
    (scale) => `From: A <a@b>\nSubject: ${'=?u?q?'.repeat(37_500 * scale)}\n\nBody.\n`,
  ],
  [
    'a subject of brackets',
    (scale) => `From: A <a@b>\nSubject: ${'[PATCH]['.repeat(25_000 * scale)}\n\nBody.\n`,
  ],
  ['an address of brackets', (scale) => `${HEAD}To: ${'(<"'.repeat(75_000 * scale)}\n\nBody.\n---\n`],
  ['many lines', (scale) => `${HEAD}\n${'\n'.repeat(750_000 * scale)}---\n`],
  ['many files', (scale) => `${HEAD}\nBody.\n---\n${'diff --git a/x b/x\n'.repeat(50_000 * scale)}`],
  ['a long path', (scale) => `${HEAD}\nBody.\n---\ndiff --git ${'a/x b/x '.repeat(50_000 * scale)}\n`],
  [
    'deep nesting',
    (scale) => {
      const parts = Array.from(
        { length: 225 * scale },
        (_, i) => `--b${i}\nContent-Type: multipart/mixed; boundary=b${i + 1}\n\n`,
      );
      return `${HEAD}Content-Type: multipart/mixed; boundary=b0\n\n${parts.join('')}--b${225 * scale}\n\nBody.\n---\n`;
    },
  ],
  [
    'many parts',
    (scale) =>
      `${HEAD}Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nBody.\n---\n'.repeat(12_500 * scale)}--b--\n`,
  ],
  [
    'a long boundary',
    (scale) =>
      `${HEAD}Content-Type: multipart/mixed; boundary=${'b'.repeat(125_000 * scale)}\n\nBody.\n---\n`,
  ],
];

for (const [name, make] of CASES) {
  test(`costs no more than its length: ${name}`, async () => {
    await assertLinear(async (scale) => {
      const mail = await readMail(Buffer.from(make(scale)), { file: 'x', firstLine: 1 });
      if (mail.mail !== null) {
        assert.equal(typeof mail.mail.shortlog.value, 'string');
        assert.ok((mail.headers.to.length ?? 0) >= 0);
        mail.mail.shortlog.span();
      }
    });
  });
}

test('a mail that is too long is cut off, told, and the next one read', async () => {
  const from = 'From a@example.com Mon Jan  5 10:00:00 2026\n';
  const long = `${from}${HEAD}\n${'x'.repeat(50)}\n`.repeat(1) + `${'y'.repeat(99)}\n`.repeat(200);
  const next = `${from}${HEAD}Message-ID: <2@x>\n\nBody.\n---\n`;
  const found = [];
  for await (const mail of readMbox(Readable.from([Buffer.from(`${long}\n${next}`)]), 10_000))
    found.push(mail);
  assert.deepEqual(
    found.map((mail) => [mail.broken !== null, mail.raw.length <= 10_000]),
    [
      [true, true],
      [false, true],
    ],
  );
  assert.equal(found[1]!.firstLine, `${long}\n`.split('\n').length);
});

test('a broken gzip is told, not thrown', async () => {
  const bytes = gzipSync(`${HEAD}\nBody.\n---\n`.repeat(1000));
  const { unreadable } = await readPaths(['-'], { stdin: Readable.from([bytes.subarray(0, 60)]) });
  assert.equal(unreadable.length, 1);
  assert.equal(unreadable[0]!.file, '-');
});

test('a gzip that unpacks to more than a mail may have is read no further', async () => {
  const from = 'From a@example.com Mon Jan  5 10:00:00 2026\n';
  const zipped = gzipSync(`${from}${HEAD}\nBody.\n---\n\n${from}${HEAD}\n${'\0'.repeat(100_000_000)}`);
  let taken = 0;
  async function* pieces() {
    for (let at = 0; at < zipped.length; at += 1000) {
      taken = at;
      yield zipped.subarray(at, at + 1000);
    }
  }
  const found: boolean[] = [];
  await assert.rejects(async () => {
    for await (const mail of readMbox(pieces(), 1_000_000)) found.push(mail.broken !== null);
  }, /^Error: unpacks to a mail of more than 1000000 bytes: the rest is not read$/);
  assert.deepEqual(found, [false, true]);
  assert.ok(taken < zipped.length / 2, `${taken} of ${zipped.length} bytes read`);
});

test('more mails than one check can hold are not read, and named', async () => {
  const one = 'From a@example.com Mon Jan  5 10:00:00 2026\nSubject: x\n\nBody.\n\n';
  let taken = 0;
  async function* archive() {
    for (; taken < 300; taken += 1) yield Buffer.from(one.repeat(1000));
  }
  const { unreadable, summary } = await readPaths(['-'], { stdin: archive() });
  assert.equal(summary.read, 10_000);
  assert.match(unreadable.at(-1)!.why, /^more than 10000 mails: .* git kvm audit /);
  assert.equal(unread({ unreadable })?.line, 50_001);
  assert.ok(taken < 20);
});

test('reading an archive takes the memory of one mail', async () => {
  const one = Buffer.from(
    `From a@example.com Mon Jan  5 10:00:00 2026\n${HEAD}\n${'Prose.\n'.repeat(1000)}---\n\n`,
  );
  async function* archive() {
    for (let i = 0; i < 10_000; i += 1) yield one;
  }
  const before = process.memoryUsage().rss;
  let count = 0;
  let last: ParsedMail | null = null;
  for await (const { raw, firstLine } of readMbox(archive())) {
    count += 1;
    if (count % 100 === 0) last = await readMail(raw, { file: null, firstLine });
  }
  assert.equal(count, 10_000);
  assert.equal(last?.line, 1 + 9999 * one.toString().split('\n').length - 9999);
  assert.ok(process.memoryUsage().rss - before < 200_000_000, 'of 70 MB read');
});

test('a text that nobody wrote is not judged, and told', async () => {
  for (const text of ['Fix it. '.repeat(100_000), 'Fix it.\n'.repeat(30_000)]) {
    for (const subject of ['[PATCH] KVM: x86: Do it', '[PATCH 0/2] KVM: x86: Do it']) {
      const raw = Buffer.from(`From: A <a@example.com>\nSubject: ${subject}\n\n${text}\n---\n`);
      const { series, summary, unreadable } = await readPaths(['-'], { stdin: Readable.from([raw]) });
      assert.equal(series.length, 0);
      assert.equal(summary.other, 1);
      assert.match(unreadable[0]!.why, /^the text has more than \d+ (?:characters|lines)$/);
    }
  }
});

test('of more lines than anybody writes no text is made', async () => {
  const lines = '> quoted\n'.repeat(20_001);
  const why = async (body: string) => {
    const mail = await readMail(Buffer.from(`${HEAD}\n${body}`), { file: null, firstLine: 1 });
    return mail.kind === 'other' ? mail.why : null;
  };
  assert.match((await why(`${lines}---\n`)) ?? '', /more than 20000 lines/);
  assert.match((await why(`Fix.\n---\n${lines}`)) ?? '', /more than 20000 lines/);
});

test('as much as people write is judged', async () => {
  const raw = Buffer.from(`${HEAD}\n${'Fix it, by a table of many lines.\n'.repeat(10_000)}\n---\n`);
  const { summary, unreadable } = await readPaths(['-'], { stdin: Readable.from([raw]) });
  assert.deepEqual(unreadable, []);
  assert.equal(summary.patches, 1);
});

test('of a message file only what may be a message is taken apart', () => {
  assert.equal(tooLargeToRead('# comment\n'.repeat(200_000)), null);
  assert.match(tooLargeToRead('# comment\n'.repeat(200_001)) ?? '', /more than 200000 lines/);
  assert.match(tooLargeToRead('x'.repeat(4_000_001)) ?? '', /more than 4000000 characters/);
});

test('texts and mails are as long as they may be, and no longer', async () => {
  assert.equal(tooLongToCheck('x'.repeat(500_000)), null);
  assert.match(tooLongToCheck('x'.repeat(500_001)) ?? '', /characters/);
  assert.deepEqual([tooManyToCheck(20_000), tooManyToCheck(20_001) === null], [null, false]);
  const why = async (lines: number) => {
    const raw = Buffer.from(HEAD + '\n'.repeat(lines - 2));
    const mail = await readMail(raw, { file: null, firstLine: 1 });
    return mail.kind === 'other' ? mail.why : mail.kind;
  };
  assert.deepEqual([await why(1_000_000), await why(1_000_001)], [null, 'more than 1000000 lines']);
});
