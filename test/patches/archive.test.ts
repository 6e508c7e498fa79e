/** What is in an archive, how much, and where an interrupted run continues. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  type Finished,
  fingerprintOf,
  isThere,
  type ReadError,
  readArchives,
  sizeOfArchive,
} from '../../src/patches/archive';
import { inbox } from '../audit/archives';

const home = mkdtempSync(join(tmpdir(), 'git-kvm-archive-'));
after(() => rmSync(home, { recursive: true, force: true }));

const mail = (n: number) =>
  `From x Mon Sep 17 00:00:00 2001\nFrom: A <a@b.c>\nSubject: [PATCH] ${n}\n\nbody\n\n`;
const MBOX = join(home, 'mbox');
writeFileSync(MBOX, mail(0) + mail(1) + mail(2));
const FOLDER = join(home, 'folder');
mkdirSync(FOLDER);
for (const n of [3, 4]) writeFileSync(join(FOLDER, `${n}.patch`), mail(n));

const EPOCHS = join(home, 'list');
for (const n of [6, 7]) inbox(join(EPOCHS, 'git', `${n}.git`), [{ m: mail(n) }, 'purged']);

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
  const more = await fingerprintOf(FOLDER);
  assert.notEqual(more, folder);
  writeFileSync(join(FOLDER, '5.patch'), `${mail(5)}longer\n`);
  assert.notEqual(await fingerprintOf(FOLDER), more);
  writeFileSync(MBOX, mail(0));
  assert.notEqual(await fingerprintOf(MBOX), file);
});

test('an inbox is measured in commits, numbered from the first that is wanted, and known by its tips', async () => {
  assert.equal(await sizeOfArchive(EPOCHS), 4);
  const all = ['0 6', '1 undefined', '2 7', '3 undefined'];
  for (const from of [0, 1, 2, 3, 4]) assert.deepEqual(await read([EPOCHS], { from }), all.slice(from));
  assert.deepEqual(await read([EPOCHS, MBOX], { from: 4 }), ['4 0']);
  const before = await fingerprintOf(EPOCHS);
  writeFileSync(join(EPOCHS, 'notes'), 'of the reader\n');
  assert.equal(await fingerprintOf(EPOCHS), before);
});

test('a source that holds a wanted mail is read again, one that was finished repeats its errors', async () => {
  const none = join(home, 'none');
  const done: Finished[] = [];
  await read([none, FOLDER], { onFinished: (one) => done.push(one) });
  assert.deepEqual(done[0]!.readErrors, [{ place: none, reason: 'no such file or directory' }]);
  const finished = done.map((one) => ({ ...one, readErrors: [{ place: 'earlier', reason: 'x' }] }));
  const errors: string[] = [];
  for await (const one of readArchives([none, FOLDER], { finished }))
    if ('reason' in one) errors.push(one.place);
  assert.deepEqual(errors, ['earlier']);
});

test('standard input is an archive, and what breaks while it is read is named', async () => {
  async function* stdin() {
    yield mail(1) + mail(2) + 'more\n'.repeat(1000);
    throw new Error('broken pipe');
  }
  const found: (string | ReadError)[] = [];
  for await (const one of readArchives(['-'], { stdin: stdin() })) found.push('raw' in one ? one.place : one);
  assert.deepEqual(found, ['-', { place: '-', reason: 'broken pipe' }]);
});

test('an empty file in a folder is a lost mail, and progress is told in the unit of the size', async () => {
  const maildir = join(home, 'maildir');
  for (const name of ['cur', 'new']) mkdirSync(join(maildir, name), { recursive: true });
  writeFileSync(join(maildir, 'cur', '1'), '');
  writeFileSync(join(maildir, 'new', '2'), mail(8));
  const told: number[][] = [];
  const broken: (string | null)[] = [];
  const paths = [maildir, MBOX, EPOCHS];
  const onProgress = (...one: number[]) => told.push(one);
  for await (const one of readArchives(paths, { onProgress })) if ('raw' in one) broken.push(one.broken);
  assert.deepEqual(broken, ['empty', ...Array(broken.length - 1).fill(null)]);
  const last = (archive: number) => told.filter(([one]) => one === archive).at(-1)![1];
  for (const [i, path] of paths.entries()) assert.equal(last(i), await sizeOfArchive(path), path);
});

test('what cannot be read to its end is named, and the rest is read', async () => {
  const odd = inbox(join(home, 'odd.git'), ['purged']);
  const cut = join(home, 'cut');
  mkdirSync(cut);
  writeFileSync(join(cut, '1.gz'), gzipSync(mail(1)).subarray(0, 40));
  writeFileSync(join(cut, '2'), mail(2));
  const found: string[] = [];
  for await (const one of readArchives([odd, cut, join(cut, '1.gz')]))
    found.push('reason' in one ? `${one.place.slice(home.length)}: ${one.reason}` : `${one.number}`);
  assert.deepEqual(found, [
    '/odd.git: not a public-inbox v2 repository: no commit has a blob `m`',
    '/cut/1.gz: unexpected end of file',
    '0',
    '/cut/1.gz: unexpected end of file',
  ]);
});
