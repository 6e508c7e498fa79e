/** What is in an archive, how much, and where an interrupted run continues. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fingerprintOf, isThere, readArchives, sizeOfArchive } from '../../src/patches/archive';

const home = mkdtempSync(join(tmpdir(), 'git-kvm-archive-'));
after(() => rmSync(home, { recursive: true, force: true }));

const mail = (n: number) =>
  `From x Mon Sep 17 00:00:00 2001\nFrom: A <a@b.c>\nSubject: [PATCH] ${n}\n\nbody\n\n`;
const MBOX = join(home, 'mbox');
writeFileSync(MBOX, mail(0) + mail(1) + mail(2));
const FOLDER = join(home, 'folder');
mkdirSync(FOLDER);
for (const n of [3, 4]) writeFileSync(join(FOLDER, `${n}.patch`), mail(n));

async function read(paths: string[], options: Parameters<typeof readArchives>[1] = {}): Promise<string[]> {
  const found: string[] = [];
  for await (const one of readArchives(paths, options))
    found.push('raw' in one ? `${one.number} ${/\[PATCH\] (\d)/.exec(String(one.raw))?.[1]}` : 'fault');
  return found;
}

test('mails are numbered over all archives, from the one that is asked for on', async () => {
  assert.deepEqual(await read([MBOX, FOLDER]), ['0 0', '1 1', '2 2', '3 3', '4 4']);
  assert.deepEqual(await read([MBOX, FOLDER], { from: 2 }), ['2 2', '3 3', '4 4']);
  assert.deepEqual(await read([MBOX, FOLDER], { from: 5 }), []);
});

test('a source that was finished before is passed over, and keeps its numbers', async () => {
  const done: { mails: number }[] = [];
  await read([MBOX, FOLDER], { onFinished: (one) => done.push(one) });
  assert.deepEqual(
    done.map(({ mails }) => mails),
    [3, 2],
  );
  assert.deepEqual(await read([MBOX, FOLDER], { from: 3, finished: done.slice(0, 1) as never }), [
    '3 3',
    '4 4',
  ]);
});

test('a file is measured in bytes, a folder in files, standard input not', async () => {
  assert.equal(await sizeOfArchive(MBOX), 3 * mail(0).length);
  assert.equal(await sizeOfArchive(FOLDER), 2);
  assert.equal(await sizeOfArchive('-'), null);
  assert.deepEqual(['-', MBOX, join(home, 'none')].map(isThere), [true, true, false]);
});

test('an archive that changed has another fingerprint', async () => {
  const [file, folder, input] = [
    await fingerprintOf(MBOX),
    await fingerprintOf(FOLDER),
    await fingerprintOf('-'),
  ];
  assert.equal(new Set([file, folder, input]).size, 3);
  assert.deepEqual([await fingerprintOf(MBOX), await fingerprintOf(FOLDER)], [file, folder]);
  writeFileSync(join(FOLDER, '5.patch'), mail(5));
  assert.notEqual(await fingerprintOf(FOLDER), folder);
  writeFileSync(MBOX, mail(0));
  assert.notEqual(await fingerprintOf(MBOX), file);
});
