/** Which files are of one send, by their names and subjects. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { cksum } from '../../../src/hooks/send/cksum';
import { isFreshFolder, sameSeries } from '../../../src/hooks/send/files';
import { folder } from '../../audit/archives';

test('files beside it that are of the same series, each number once', (t) => {
  const dir = folder(t);
  const write = (name: string, subject: string) =>
    writeFileSync(join(dir, name), `From: a@b\nSubject: ${subject}\n\nSay.\n`);
  const same = (name: string) => sameSeries(join(dir, name)).map((path) => basename(path));
  write('a', '[PATCH v2 1/2] KVM: One');
  write('B', '[PATCH v2 2/2] KVM:\n Two');
  write('c', '[PATCH 1/2] KVM: One');
  write('d', '[PATCH v2 1/3] KVM: One');
  write('e', '[PATCH] KVM: Alone');
  writeFileSync(join(dir, 'f'), 'no mail');
  mkdirSync(join(dir, 'g'));
  assert.deepEqual(same('a'), ['B', 'a'], 'by bytes');
  assert.deepEqual(same('B'), ['B', 'a']);
  assert.deepEqual(same('c'), ['c']);
  assert.deepEqual(same('e'), ['e']);
  assert.deepEqual(same('f'), ['f']);
  assert.deepEqual(same('nowhere'), ['nowhere']);
  write('h', '[PATCH v2 1/2] KVM: One again');
  assert.deepEqual(same('a'), ['a'], 'not clear');
});

test('a folder that git made for one send', () => {
  assert.ok(isFreshFolder(join(tmpdir(), 'aB3_efghij')));
  for (const path of ['aB3_efghi', 'aB3_efghijk', 'aB3-efghij', 'x/aB3_efghij'])
    assert.ok(!isFreshFolder(join(tmpdir(), path)), path);
  assert.ok(!isFreshFolder('/home/aB3_efghij'));
});

test('the numbers of cksum', (t) => {
  const file = join(folder(t), 'x');
  const of = (text: string) => {
    writeFileSync(file, text);
    return cksum(file);
  };
  assert.deepEqual(
    [of(''), of('a\n'), of('x'.repeat(1000))],
    ['4294967295-0', '2418082923-2', '3999126958-1000'],
  );
});
