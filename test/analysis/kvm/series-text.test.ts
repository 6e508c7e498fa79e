/** What a series says in words, without what git makes, and how much of it is there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  asideOf,
  isAllHere,
  isAllHereOf,
  isCoverKnown,
  saidOf,
  wordsOfSeries,
} from '../../../src/analysis/kvm/series-text';
import { exampleMail } from '../../../src/lint/example-mail';
import type { Series } from '../../../src/model/patch';
import { seriesOf } from '../../rules/example-patch';

const STAT =
  ' arch/x86/kvm/x86.c | 4 ++--\n .../kvm/x86/smm_test.c | 2 ++\n 2 files changed, 6 insertions(+)';
const mail = (number: string, more: Partial<Parameters<typeof exampleMail>[0]> = {}) =>
  exampleMail({
    subject: `[PATCH${number}] KVM: x86: Do it`,
    diff: / 0/.test(number) ? {} : { 'arch/x86/kvm/x86.c': ['-a', '-b', '+c', '+d'] },
    ...more,
  });
const COVER = mail(' 0/2', { text: `Why.\n\nAnn (2):\n  KVM: x86: Do it\n  Something else\n\n${STAT}\n` });

async function read(mails: readonly string[], part = false): Promise<Series> {
  const [series] = await seriesOf({ name: 'mails', series: mails, part });
  return series!;
}

test('to reviewers alone: the cover letter and notes, without shortlogs and diffstats', async () => {
  const series = await read([COVER, mail(' 1/2', { notes: `v2: more\n\n${STAT}` }), mail(' 2/2')]);
  assert.deepEqual(asideOf(series).split(/\n+/), ['Why.', 'Ann (2):', '  Something else', 'v2: more']);
  assert.equal(asideOf(await read([mail('')])), '');
});

test('all that a patch and a series say', async () => {
  const series = await read([
    COVER,
    mail(' 1/2', { text: 'Changelog.', notes: `Note.\n\n${STAT}` }),
    mail(' 2/2'),
  ]);
  const said = saidOf(series.patches[0]!);
  for (const words of ['KVM: x86: Do it', 'Changelog.', 'Signed-off-by:', 'Note.'])
    assert.ok(said.includes(words), words);
  assert.ok(!said.includes(' | 4'));
  const all = wordsOfSeries(series);
  for (const words of ['Why.', 'Something else', 'Changelog.', 'Note.'])
    assert.ok(all.includes(words), words);
  assert.ok(!all.includes('files changed'));
});

test('whether each patch is there, or each that matters', async () => {
  const whole = await read([COVER, mail(' 1/2'), mail(' 2/2')]);
  const half = await read([COVER, mail(' 1/2')], true);
  const bare = await read([mail(' 1/2')], true);
  assert.deepEqual([whole, half, bare].map(isAllHere), [true, false, false]);
  assert.equal(isAllHere({ ...whole, patches: [], of: 0 }), false);
  const meant = (part: string) => (path: string) => path.includes(part);
  assert.equal(isAllHereOf(whole, meant('smm_test')), true);
  assert.equal(isAllHereOf(half, meant('x86.c')), true, 'four lines of four');
  assert.equal(isAllHereOf(half, meant('smm_test')), false);
  assert.equal(isAllHereOf(half, meant('lapic')), true);
  assert.equal(isAllHereOf(bare, meant('lapic')), false, 'there is no diffstat');
  const fewer = await read(
    [COVER, mail(' 1/2', { diff: { 'arch/x86/kvm/x86.c': ['-a', '+c', '+d'] } })],
    true,
  );
  assert.equal(isAllHereOf(fewer, meant('x86.c')), false, 'three lines of four');
  const test = { 'tools/testing/selftests/kvm/x86/smm_test.c': ['+a', '+b'] };
  assert.equal(
    isAllHereOf(await read([COVER, mail(' 1/2', { diff: test })], true), meant('selftests')),
    true,
  );
});

test('whether what the cover letter says can be known', async () => {
  assert.ok(isCoverKnown(await read([COVER], true)));
  assert.ok(isCoverKnown(await read([mail(' 1/2')])));
  assert.ok(isCoverKnown(await read([mail('')], true)));
  assert.ok(!isCoverKnown(await read([mail(' 1/2')], true)));
  assert.ok(!isCoverKnown({ ...(await read([COVER])), mailed: false }));
});
