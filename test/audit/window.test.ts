import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { audit } from '../../src/audit/audit';
import { asWhole } from '../../src/audit/batch';
import { openPool } from '../../src/audit/pool';
import { Recent } from '../../src/audit/recent';
import { emptyTally } from '../../src/audit/tally';
import { Window } from '../../src/audit/window';
import type { ArchivedMail } from '../../src/patches/archive';
import { readHead, readMail } from '../../src/patches/mail';
import { groupSeries } from '../../src/patches/series';
import { mail } from './archives';

function archived(number: number, text: string): ArchivedMail {
  return {
    number,
    place: 'a',
    raw: Buffer.from(text),
    firstLine: 1,
    unquote: false,
    state: 'mail',
    broken: null,
  };
}

function add(window: Window, number: number, text: string): void {
  const one = archived(number, text);
  window.add(one, readHead(one.raw, 1));
}

const numbers = (threads: Iterable<readonly ArchivedMail[]>) =>
  [...threads].map((thread) => thread.map(({ number }) => number));

test('a thread waits until nothing came for it for a while', () => {
  const window = new Window();
  add(window, 0, mail({ id: 'a', subject: '[PATCH 0/2] KVM: x86: A' }));
  add(window, 1, mail({ id: 'b', subject: '[PATCH] KVM: x86: B' }));
  add(window, 200, mail({ id: 'a1', subject: '[PATCH 1/2] KVM: x86: A', to: 'a' }));
  assert.deepEqual(numbers(window.ripe(256)), []);
  assert.deepEqual(numbers(window.ripe(257)), [[1]]);
  assert.deepEqual(
    window.held().map(({ number }) => number),
    [0, 200],
  );
  assert.deepEqual(numbers(window.ripe(456)), [[0, 200]]);
  assert.deepEqual(
    window.held().map(({ number }) => number),
    [],
  );
  // Too late: on its own.
  add(window, 500, mail({ id: 'a2', subject: '[PATCH 2/2] KVM: x86: A', to: 'a' }));
  assert.deepEqual(numbers(window.ripe(800)), [[500]]);
});

test('a mail that answers two threads makes one of them, in the order in which they came', () => {
  const window = new Window();
  add(window, 0, mail({ id: 'x', subject: '[PATCH 2/3] KVM: x86: A', to: 'p' }));
  add(window, 1, mail({ id: 'y', subject: '[PATCH 1/3] KVM: x86: B', to: 'q' }));
  const both = mail({ id: 'z', subject: '[PATCH 3/3] KVM: x86: C', to: 'p' });
  add(window, 2, both.replace('References: ', 'References: <q@example.org> '));
  assert.deepEqual(numbers(window.ripe(1000)), [[0, 1, 2]]);
});

test('without a thread, sender and brackets tie, each number once', () => {
  const window = new Window();
  const patch = (number: number, n: number, from?: string) =>
    add(
      window,
      number,
      mail({ id: `${number}`, subject: `[PATCH ${n}/2] KVM: x86: A`, ...(from && { from }) }),
    );
  patch(0, 1);
  patch(1, 2);
  patch(2, 1, 'Bob <bob@example.org>');
  patch(3, 2);
  patch(4, 1);
  assert.deepEqual(numbers(window.ripe(1000)), [[0, 1], [2], [3, 4]]);
});

test('when too much is held, the oldest goes', () => {
  const window = new Window();
  const large = mail({ id: 'l', subject: '[PATCH] KVM: x86: A', body: 'x'.repeat(9_000_000) });
  add(window, 0, large);
  assert.deepEqual(numbers(window.ripe(0)), []);
  add(window, 1, large.replace('<l@', '<m@'));
  assert.deepEqual(numbers(window.ripe(1)), [[0]]);
});

test('a series with cover letter and all patches is whole, any other is not', async () => {
  const texts = [
    mail({ id: '0', subject: '[PATCH 0/2] KVM: x86: A' }),
    mail({ id: '1', subject: '[PATCH 1/2] KVM: x86: A', to: '0' }),
    mail({ id: '2', subject: '[PATCH 2/2] KVM: x86: B', to: '0' }),
  ];
  const mails = await Promise.all(
    texts.map((text) => readMail(Buffer.from(text), { file: null, firstLine: 1 })),
  );
  const whole = (some: typeof mails) =>
    groupSeries(some, { whole: false }).map((series) => asWhole(series).whole);
  assert.deepEqual(whole(mails), [true]);
  assert.deepEqual(whole(mails.slice(0, 2)), [false]);
  assert.deepEqual(whole(mails.slice(1)), [false]);
  assert.deepEqual(whole([mails[0]!, mails[1]!, mails[1]!]), [false]);
});

test('what was seen last is known, what was seen long ago is not', () => {
  const recent = new Recent();
  assert.equal(recent.add('<a@b>'), false);
  assert.equal(recent.add('<a@b>'), true);
  assert.equal(new Recent(String(recent)).add('<a@b>'), true);
  for (let i = 0; i < 8192; i += 1) recent.add(`<${i}@b>`);
  assert.equal(recent.add('<a@b>'), false);
  assert.equal(String(recent).length, 8192 * 10);
});

test('however much there is, no more than a window of it is held', async () => {
  const text = (i: number) =>
    `From a@example.org Mon May  6 10:00:00 2024\n${mail({
      id: `${i}`,
      subject: i % 8 ? 'Re: [PATCH] KVM: x86: A' : '[PATCH] KVM: s390: A',
      to: 'q',
      body: `${`line ${i}\n`.repeat(4000)}---\n`,
    })}\n`;
  let most = 0;
  const mails = 6000;
  const stream = function* () {
    for (let i = 0; i < mails; i += 1) {
      if (i % 100 === 0) most = Math.max(most, process.memoryUsage().arrayBuffers);
      yield Buffer.from(text(i));
    }
  };
  const pool = openPool(1, { settings: { rules: {} }, wantsLines: false });
  let patches = 0;
  const { tally } = await audit({
    archives: ['-'],
    pool,
    stdin: Readable.from(stream()),
    onResult: (result) => {
      patches += result.tally.counts.patches;
    },
  });
  assert.equal(tally.counts.read, mails);
  assert.equal(patches, mails / 8);
  assert.ok(mails * 40_000 > 200e6);
  assert.ok(most < 120e6, `${most} bytes of mails`);
});

test('a batch is closed when it is full, results come in order, and no more are on their way than there is room', async () => {
  const text = (i: number, size: number) =>
    `From a@example.org Mon May  6 10:00:00 2024\n${mail({ id: `${i}`, subject: '[PATCH] KVM: x86: A', from: `${i} <a${i}@example.org>`, body: `${'x'.repeat(size)}\n` })}\n`;
  const batches = async (count: number, size: number, room: number) => {
    const sizes: number[] = [];
    const results: number[] = [];
    const marks: (number | null)[] = [];
    const seen: [number, number, number][] = [];
    let [running, most] = [0, 0];
    const mails = Array.from({ length: count }, (_, i) => text(i, size)).join('');
    const { tally } = await audit({
      archives: ['-'],
      stdin: Readable.from([mails]),
      pool: {
        room,
        async linter({ threads, bytes }) {
          const number = sizes.push(threads.flat().length);
          assert.equal(bytes.length, threads.flat().at(-1)?.end ?? 0);
          running += 1;
          most = Math.max(most, running);
          await new Promise((done) => setTimeout(done, number % 2));
          running -= 1;
          return {
            tally: { ...emptyTally(), counts: { ...emptyTally().counts, read: number } },
            lines: '',
            trouble: [],
          };
        },
        close: async () => {},
      },
      onResult(result, mark) {
        results.push(result.tally.counts.read);
        marks.push(mark?.next ?? null);
      },
      onProgress: (...progress) => seen.push(progress),
    });
    assert.equal(tally.counts.read, count);
    assert.deepEqual(
      results,
      sizes.map((_, i) => i + 1),
    );
    return { sizes, marks, most, seen };
  };
  // Mails wait for their threads until 256 more were read.
  const small = await batches(400, 10, 3);
  assert.deepEqual(small.sizes, [64, 64, 64, 64, 64, 64, 16]);
  assert.ok(small.most <= 3, `${small.most}`);
  assert.ok(small.seen.every(([archive, , mails]) => archive === 0 && mails <= 400));
  assert.deepEqual((await batches(3, 300_000, 1)).sizes, [2, 1]);
  const { marks } = await batches(2600, 10, 1);
  assert.deepEqual(
    marks.filter((mark) => mark !== null),
    [1024, 2048],
  );
});

test('many small mails are too much as well', () => {
  const window = new Window();
  const next = (i: number) => add(window, i, mail({ id: `${i}`, subject: 'A', to: `q${i % 100}` }));
  for (let i = 0; i < 4096; i += 1) next(i);
  assert.deepEqual(numbers(window.ripe(4095)), []);
  next(4096);
  const [gone, ...more] = numbers(window.ripe(4096));
  assert.deepEqual([gone!.slice(0, 2), more], [[97, 197], []]);
});

test('mails without a Message-ID stand alone, and so does a patch without a number that refers to nothing', () => {
  const window = new Window();
  const nameless = mail({ id: 'x', subject: '[PATCH] KVM: x86: A' }).replace(/Message-ID: .*\n/, '');
  add(window, 0, nameless);
  add(window, 1, nameless);
  assert.deepEqual(numbers(window.ripe(1000)), [[0], [1]]);
});

test('brackets tie patches that refer to nothing but themselves', () => {
  const tied = (to?: string) => {
    const window = new Window();
    const more = to === undefined ? {} : { to };
    add(window, 0, mail({ id: '1', subject: '[PATCH 1/2] KVM: x86: A' }));
    add(window, 1, mail({ id: '2', subject: '[PATCH 2/2] KVM: x86: B', ...more }));
    return numbers(window.ripe(1000)).length;
  };
  assert.deepEqual([tied(), tied('2'), tied('elsewhere')], [1, 1, 2]);
});

test('what comes late is in order again, and a thread that is gone takes nothing with it', () => {
  const window = new Window();
  add(window, 0, mail({ id: 'a', subject: '[PATCH 1/3] KVM: x86: A' }));
  add(window, 1, mail({ id: 'b', subject: '[PATCH] KVM: x86: B', to: 'p' }));
  add(window, 2, mail({ id: 'c', subject: '[PATCH 2/3] KVM: x86: C' }));
  assert.deepEqual(
    window.held().map(({ number }) => number),
    [0, 1, 2],
  );
  // The same number again opens another series, which has the brackets from now on.
  add(window, 3, mail({ id: 'd', subject: '[PATCH 1/3] KVM: x86: D' }));
  assert.deepEqual(numbers([window.oldest()!]), [[1]]);
  assert.deepEqual(numbers([window.oldest()!]), [[0, 2]]);
  add(window, 4, mail({ id: 'e', subject: '[PATCH 2/3] KVM: x86: E' }));
  assert.deepEqual(numbers(window.ripe(1000)), [[3, 4]]);
  assert.equal(window.oldest(), null);
});
