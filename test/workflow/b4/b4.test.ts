/** What b4 reads of a check, and the series that it keeps for a review. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { exampleMail } from '../../../src/lint/example-mail';
import type { Finding } from '../../../src/model/finding';
import { b4Lines, b4Result } from '../../../src/workflow/b4/lines';
import { seriesInReview } from '../../../src/workflow/b4/thread';
import { scratch } from '../../git/scratch';
import { finding, mail } from '../../report/samples';

const of = mail('[PATCH] KVM: x86: A', `we do\n${'x'.repeat(60)}\n${'y'.repeat(61)}\nERROR: z\x1b\n`);
const at = (quote: string | null, more: Partial<Finding> = {}) => finding(of, of.body, quote, more);

test('a line for each finding that is more than a note, with its place where the words do not have it', () => {
  const findings = [
    at('we do', { hint: 'Say\nwhat' }),
    at('we', { level: 'warn', message: 'No "we" here' }),
    at('do', { level: 'warn', hint: 'Do not' }),
    at(null),
    at('x'.repeat(60)),
    at('y'.repeat(61)),
    at('ERROR: z\x1b', { message: 'An ERROR:', level: 'warn' }),
    at('we', { level: 'note' }),
    at('we', { suppressed: 'it is so' }),
  ];
  assert.equal(
    b4Lines(findings),
    `ERROR: shortlog-case: Wrong case ("we do"). Say what
WARNING: shortlog-case: No "we" here
WARNING: shortlog-case: Wrong case ("do"). Do not
ERROR: shortlog-case: Wrong case
ERROR: shortlog-case: Wrong case ("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")
ERROR: shortlog-case: Wrong case ("yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…")
WARNING: shortlog-case: An ERROR ("ERROR z\\x1b")
`,
  );
});

test('the result of a review: how many, and the worst of them', () => {
  const [block, warn, note] = [at(null), at(null, { level: 'warn' }), at(null, { level: 'note' })];
  const off = at(null, { suppressed: 'it is so' });
  const said = (...all: Finding[]) => {
    const { tool, status, summary, details } = b4Result(all, 'text');
    assert.deepEqual([tool, details], ['git-kvm', 'text']);
    return `${status}: ${summary}`;
  };
  assert.equal(said(), 'pass: Follows the guide');
  assert.equal(said(note, off), 'pass: Follows the guide');
  assert.equal(said(warn, note), 'warn: 1 warning');
  assert.equal(said(warn, warn, off), 'warn: 2 warnings');
  assert.equal(said(block, warn), 'fail: 1 blocking, 1 warning');
  assert.equal(said(block, block), 'fail: 2 blocking');
});

test('the series in review is the one of the tracking file that has the mail; anything else is none', async (t) => {
  const repo = scratch(t);
  const one = (n: number, of: number, id: string) =>
    `From a@b Mon May  6 10:00:00 2024\n${exampleMail({ subject: `[PATCH ${n}/${of}] KVM: x86: ${id}`, headers: { 'Message-ID': `<${id}@a>`, 'In-Reply-To': '<0@a>' } })}\n`;
  repo.write('thread', one(1, 2, '1') + one(2, 2, '2') + one(1, 1, 'other'));
  const blob = repo.git('hash-object', '-w', 'thread');
  const tracking = join(repo.dir, 'tracking');
  const found = async (text: string, id: string | null) => {
    writeFileSync(tracking, text);
    const series = await seriesInReview(tracking, id, repo.dir, repo.env);
    return series?.patches.map(({ shortlog }) => shortlog.value.slice(-5)) ?? null;
  };
  const json = (name: unknown) => JSON.stringify({ series: { 'thread-blob': name } });
  assert.deepEqual(await found(json(blob), '<2@a>'), ['86: 1', '86: 2']);
  assert.deepEqual(await found(json(blob), '<other@a>'), ['other']);
  assert.equal(await found(json(blob), '<3@a>'), null);
  assert.equal(await found(json(blob), null), null);
  for (const text of [
    '',
    'null',
    '{}',
    json(7),
    json('HEAD'),
    json('0'.repeat(40)),
    json(blob) + ' '.repeat(2 ** 24),
  ])
    assert.equal(await found(text, '<2@a>'), null, text.slice(0, 80));
  assert.equal(await seriesInReview(join(repo.dir, 'nowhere'), '<2@a>', repo.dir, repo.env), null);
});
