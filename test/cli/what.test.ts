/** What is named on the command line of `git kvm check` and its like. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fix } from '../../src/cli/fix';
import { readOneSeries, readWhat } from '../../src/cli/what';
import { exampleMail } from '../../src/lint/example-mail';
import { UsageError } from '../../src/model/errors';

const home = mkdtempSync(join(tmpdir(), 'git-kvm-what-'));
after(() => rmSync(home, { recursive: true, force: true }));
mkdirSync(join(home, 'folder'));
for (const n of [1, 2]) {
  const mail = exampleMail({ subject: `[PATCH ${n}/2] KVM: x86: Do part ${n}` });
  writeFileSync(join(home, 'folder', `000${n}.patch`), mail);
}
const ONE = join('folder', '0001.patch');
const TWO = join('folder', '0002.patch');

test('a folder, and several files, hold all of a series; a file alone need not', async () => {
  const whole = async (...what: string[]) => {
    const { read } = await readWhat({ what, cwd: home });
    return read.series.map((series) => [series.patches.length, series.whole]);
  };
  assert.deepEqual(await whole('folder'), [[2, true]]);
  assert.deepEqual(await whole(ONE, TWO), [[2, true]]);
  assert.deepEqual(await whole(ONE), [[1, false]]);
});

test('files and ranges do not mix, and one series is one', async () => {
  await assert.rejects(readWhat({ what: [ONE, 'HEAD'], cwd: home }), UsageError);
  await assert.rejects(readWhat({ what: ['HEAD~', 'HEAD'], cwd: home }), UsageError);
  writeFileSync(join(home, 'other.patch'), exampleMail({ subject: '[PATCH v3] KVM: x86: Do more' }));
  await assert.rejects(readOneSeries({ what: [ONE, 'other.patch'], cwd: home }), /2 series/);
  assert.equal((await readOneSeries({ what: ['folder'], cwd: home })).patches.length, 2);
});

test('--out is for copies of mails, not together with --in-place, a message or commits', async () => {
  const { read } = await readWhat({ what: ['folder'], cwd: home });
  const judge = { findings: () => [] } as unknown as Parameters<typeof fix>[1];
  const io = { out: () => {}, err: () => {}, color: false };
  const fixed = (kind: 'mails' | 'commits', inPlace: boolean) =>
    fix(
      { kind, series: read.series },
      judge,
      { out: 'fixed', inPlace, notes: false, cwd: home, env: {} },
      io,
    );
  await assert.rejects(fixed('mails', true), UsageError);
  await assert.rejects(fixed('commits', false), UsageError);
  assert.equal((await fixed('mails', false)).length, 1);
});

test('a name that is neither a file nor a commit is called that; a bad range keeps the words of git', async () => {
  await assert.rejects(
    readWhat({ what: ['nosuch'], cwd: home }),
    /^UsageError: 'nosuch' is neither a file nor a commit$/,
  );
  await assert.rejects(readWhat({ what: ['nosuch..'], cwd: home }), /bad revision range 'nosuch\.\.'/);
});
