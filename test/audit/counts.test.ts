import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { audit, auditJson, folder, inbox, lines, mail, maildir, mbox, threads } from './archives';

const MAILS = threads(50);
const COUNTS = {
  read: 200,
  patches: 100,
  covers: 50,
  replies: 50,
  other: 0,
  copies: 0,
  withdrawn: 0,
  unreadable: 0,
};

test('every form of archive comes to the same', (t) => {
  const dir = folder(t);
  writeFileSync(join(dir, 'a.mbox'), mbox(MAILS));
  writeFileSync(join(dir, 'a.mbox.gz'), gzipSync(mbox(MAILS)));
  maildir(join(dir, 'maildir'), MAILS);
  inbox(
    join(dir, 'a.git'),
    MAILS.map((m) => ({ m })),
  );
  inbox(
    join(dir, 'epochs', 'git', '0.git'),
    MAILS.slice(0, 150).map((m) => ({ m })),
  );
  inbox(
    join(dir, 'epochs', 'git', '1.git'),
    MAILS.slice(150).map((m) => ({ m })),
  );
  const first = auditJson(dir, 'a.mbox');
  assert.equal(first.status, 0);
  assert.deepEqual(first.mails, COUNTS);
  assert.equal(first.rules.find((one: { rule: string }) => one.rule === 'shortlog-capitalize').patches, 25);
  assert.deepEqual(
    first.years.map((one: { year: number; patches: number }) => [one.year, one.patches]),
    [2020, 2021, 2022, 2023, 2024].map((year) => [year, 20]),
  );
  assert.equal(first.authors.length, 7);
  for (const name of ['a.mbox.gz', 'maildir', 'a.git', 'epochs']) {
    const { archives, ...other } = auditJson(dir, name);
    const { archives: _, ...same } = first;
    assert.deepEqual(other, same, name);
    assert.deepEqual(archives, [name]);
  }
});

test('a line of JSON for each patch, in the order in which series are closed', (t) => {
  const dir = folder(t);
  writeFileSync(join(dir, 'a.mbox'), mbox(MAILS));
  const { out, err } = audit(dir, '--format', 'jsonl', 'a.mbox');
  const found = lines(out);
  assert.equal(found.length, 100);
  assert.deepEqual(
    found.slice(0, 4).map(({ messageId }) => messageId),
    ['<0-1@example.org>', '<0-2@example.org>', '<1-1@example.org>', '<1-2@example.org>'],
  );
  assert.ok(found[3]!.findings.some(({ rule }) => rule === 'shortlog-capitalize'));
  assert.match(err, /^200 mails: 100 patches, 50 cover letters, 50 replies, 0 other$/m);
});

test('a public-inbox with deletions, a purged commit, an empty and a broken mail', (t) => {
  const dir = folder(t);
  const [one, two] = ['one', 'two'].map((id) => mail({ id, subject: '[PATCH] KVM: x86: Check it' }));
  const spam = mail({ id: 'spam', subject: '[PATCH] KVM: x86: Buy it' });
  inbox(join(dir, 'a.git'), [
    { m: one! },
    { m: spam },
    { m: '' },
    { d: spam },
    'purged',
    { m: 'nothing that has a header\n' },
    { m: two! },
    { m: two! },
  ]);
  const { status, mails, unreadable } = auditJson(dir, '--list-unreadable', 'a.git');
  assert.equal(status, 0);
  assert.deepEqual(mails, {
    read: 6,
    patches: 2,
    covers: 0,
    replies: 0,
    other: 4,
    copies: 1,
    withdrawn: 1,
    unreadable: 2,
  });
  assert.equal(unreadable.length, 2);
  for (const { place, line, why } of unreadable) {
    assert.match(place, /a\.git:[0-9a-f]{40}$/);
    assert.equal(line, 1);
    assert.match(why, /no header/);
  }
});

test('an object that git cannot read costs that mail, and no other', (t) => {
  const dir = folder(t);
  const mails = Array.from({ length: 30 }, (_, i) =>
    mail({ id: `${i}`, subject: '[PATCH] KVM: x86: Check it' }),
  );
  const gitDir = inbox(
    join(dir, 'a.git'),
    mails.map((m) => ({ m })),
  );
  // Unpacked, so that one object can be broken.
  const { execFileSync } = require('node:child_process') as typeof import('node:child_process');
  const git = (args: string[], input?: Buffer) =>
    execFileSync('git', [`--git-dir=${gitDir}`, ...args], { input })
      .toString()
      .trim();
  const pack = execFileSync('sh', ['-c', 'echo "$1"/objects/pack/*.pack', 'sh', gitDir], {
    encoding: 'utf8',
  });
  for (const name of pack
    .trim()
    .split(' ')
    .filter((path) => !path.includes('*'))) {
    const bytes = readFileSync(name);
    for (const end of ['.pack', '.idx', '.rev']) rmSync(name.replace(/\.pack$/, end), { force: true });
    git(['unpack-objects', '-q'], bytes);
  }
  const [tenth] = git(['rev-list', '--reverse', 'master']).split('\n').slice(9);
  const id = git(['rev-parse', `${tenth}:m`]);
  const object = join(gitDir, 'objects', id.slice(0, 2), id.slice(2));
  rmSync(object, { force: true });
  writeFileSync(object, 'broken');
  const { mails: counts, unreadable } = auditJson(dir, '--list-unreadable', 'a.git');
  assert.deepEqual([counts.read, counts.patches, counts.unreadable], [30, 29, 1]);
  assert.equal(unreadable[0].place, `${gitDir}:${tenth}`);
});

test('what cannot be read is no success', (t) => {
  const dir = folder(t);
  assert.equal(audit(dir, 'nowhere').status, 2);
  inbox(join(dir, 'plain.git'), ['purged']);
  const plain = audit(dir, 'plain.git');
  assert.equal(plain.status, 2);
  assert.match(plain.out, /not a public-inbox/);
  writeFileSync(join(dir, 'cut.gz'), gzipSync(mbox(MAILS)).subarray(0, 600));
  const cut = audit(dir, 'cut.gz');
  assert.equal(cut.status, 2);
  assert.match(cut.out, /Read only in part: .*cut\.gz/);
  writeFileSync(join(dir, 'a.mbox'), mbox(MAILS));
  assert.equal(audit(dir, 'a.mbox').status, 0);
  assert.equal(audit(dir, '--fail-on', 'block', 'a.mbox').status, 1);
  assert.equal(audit(dir, '--resume', 'a.mbox').status, 2);
  assert.equal(audit(dir, '--jobs', '0', 'a.mbox').status, 2);
});
