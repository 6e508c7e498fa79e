import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMail } from '../../src/patches/mail';
import { groupSeries } from '../../src/patches/series';
import { assertLinear } from '../growth';

interface Sent {
  readonly subject: string;
  readonly id?: string;
  readonly to?: string;
  readonly refs?: string;
  readonly from?: string;
}

async function series(sent: readonly Sent[], whole = true) {
  const mails = await Promise.all(
    sent.map(({ subject, id, to, refs, from = 'a@example.com' }) => {
      const head = [`From: A <${from}>`, `Subject: ${subject}`];
      if (id) head.push(`Message-ID: <${id}>`);
      if (to) head.push(`In-Reply-To: <${to}>`);
      if (refs) head.push(`References: ${refs}`);
      return readMail(Buffer.from(`${head.join('\n')}\n\nText.\n---\n`), { file: null, firstLine: 1 });
    }),
  );
  return groupSeries(mails, { whole }).map(
    (one) =>
      `${one.cover ? 'cover ' : ''}v${one.version} ${one.patches.map((patch) => patch.subject.n ?? 'one').join(' ')} of ${one.of}`,
  );
}

test('v2 in the thread of v1 is a series of its own', async () => {
  const found = await series([
    { subject: '[PATCH 0/2] Two', id: 'c' },
    { subject: '[PATCH 1/2] One', id: '1', to: 'c', refs: '<c>' },
    { subject: '[PATCH 2/2] Two', id: '2', to: 'c', refs: '<c>' },
    { subject: '[PATCH v2 0/2] Two', id: 'C', to: 'c' },
    { subject: '[PATCH v2 2/2] Two', id: 'B', to: 'C' },
    { subject: '[PATCH v2 1/2] One', id: 'A', to: 'C', refs: '<c> <C>' },
  ]);
  assert.deepEqual(found, ['cover v1 1 2 of 2', 'cover v2 1 2 of 2']);
});

test('without threading the brackets decide', async () => {
  const found = await series([
    { subject: '[PATCH 1/2] One' },
    { subject: '[PATCH v2 1/2] One' },
    { subject: '[PATCH 2/2] Two' },
    { subject: '[PATCH v2 2/2] Two' },
    { subject: '[kvm-unit-tests PATCH 1/2] One' },
    { subject: '[PATCH RESEND 1/2] One' },
    { subject: '[PATCH] Alone' },
    { subject: '[PATCH] Alone too' },
  ]);
  assert.deepEqual(found, [
    'v1 1 2 of 2',
    'v2 1 2 of 2',
    'v1 1 of 2',
    'v1 1 of 2',
    'v1 one of 1',
    'v1 one of 1',
  ]);
});

test('the first patch of a thread without a cover letter is of that thread', async () => {
  const found = await series([
    { subject: '[PATCH 1/2] One', id: '1' },
    { subject: '[PATCH 1/2] Another', id: 'x', from: 'b@example.com' },
    { subject: '[PATCH 2/2] Two', id: '2', to: '1' },
  ]);
  assert.deepEqual(found, ['v1 1 2 of 2', 'v1 1 of 2']);
});

test('sent without threads, the sender tells two series apart', async () => {
  const found = await series([
    { subject: '[PATCH 1/2] One', id: '1' },
    { subject: '[PATCH 1/2] Another', id: 'x', from: 'b@example.com' },
    { subject: '[PATCH 2/2] Two', id: '2' },
  ]);
  assert.deepEqual(found, ['v1 1 2 of 2', 'v1 1 of 2']);
});

test('a number given twice stays, a cover letter alone is a series without patches', async () => {
  const found = await series([
    { subject: '[PATCH 2/2] Two' },
    { subject: '[PATCH 1/2] One' },
    { subject: '[PATCH 1/2] One again' },
    { subject: '[PATCH v3 0/3] Alone' },
  ]);
  assert.deepEqual(found, ['v1 1 1 2 of 2', 'cover v3  of 3']);
});

test('a thread of ten thousand mails costs no more than its length', async () => {
  const thread = (length: number) =>
    Array.from({ length }, (_, i) => ({
      subject: `[PATCH v${i % 100} 1/1] One`,
      id: `${i}`,
      ...(i > 0 ? { to: `${i - 1}` } : {}),
    }));
  await assertLinear(async (scale) => {
    assert.equal((await series(thread(2500 * scale))).length, 100);
  });
});

test('patches without numbers are series of one each; covers without numbers go by their thread', async () => {
  const thread = { to: 'x', refs: '<x>' };
  const found = await series([
    { subject: '[PATCH] One', id: '1', ...thread },
    { subject: '[PATCH] Two', id: '2', ...thread },
    { subject: '[PATCH 1/2] Three', id: '3', ...thread },
    { subject: '[PATCH 2/2] Four', id: '4', ...thread },
  ]);
  assert.deepEqual(found, ['v1 one of 1', 'v1 one of 1', 'v1 1 2 of 2']);
});

test('words in the brackets and the sender part what no thread does', async () => {
  const numbered = (prefix: string) => ['1/2', '2/2'].map((n) => ({ subject: `[${prefix} ${n}] ${n}` }));
  assert.deepEqual(await series([...numbered('kvm-unit-tests PATCH'), ...numbered('PATCH')]), [
    'v1 1 2 of 2',
    'v1 1 2 of 2',
  ]);
  const sent = numbered('PATCH').map(({ subject }, i) => ({ subject, id: `${i}` }));
  assert.deepEqual(await series(sent), ['v1 1 2 of 2'], 'each with an id, and no thread');
});

test('threads, and words in the brackets, tell series of one shape apart; a word that one patch has does not', async () => {
  const thread = (id: string) => [
    { subject: '[PATCH 1/2] One', id: `${id}1` },
    { subject: '[PATCH 2/2] Two', id: `${id}2`, to: `${id}1` },
  ];
  assert.deepEqual(await series([...thread('a'), ...thread('b')]), ['v1 1 2 of 2', 'v1 1 2 of 2']);
  const words = ['a', 'b'].flatMap((word) =>
    ['1/2', '2/2'].map((n) => ({ subject: `[${word} PATCH ${n}] x` })),
  );
  assert.deepEqual(await series(words), ['v1 1 2 of 2', 'v1 1 2 of 2']);
  const [one, two] = thread('a');
  const tests = { subject: '[kvm-unit-tests PATCH 2/2] Two', id: 't', to: 'a1' };
  assert.deepEqual(await series([one!, tests]), ['v1 1 2 of 2']);
  const nameless = ['x', 'y'].map((to, i) => ({ subject: `[PATCH ${i + 1}/2] x`, to }));
  assert.deepEqual(await series(nameless), ['v1 1 of 2', 'v1 2 of 2']);
  assert.deepEqual(await series([two!, one!]), ['v1 1 2 of 2']);
});
