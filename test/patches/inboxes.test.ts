/** Where the git directories of a list's archive are. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { inboxesAt } from '../../src/patches/public-inbox';

const home = mkdtempSync(join(tmpdir(), 'git-kvm-inboxes-'));
after(() => rmSync(home, { recursive: true, force: true }));
const repository = (...path: string[]) => {
  const folder = join(home, ...path);
  mkdirSync(join(folder, 'objects'), { recursive: true });
  writeFileSync(join(folder, 'HEAD'), '');
  return folder;
};

test('a repository, bare or with a work tree', () => {
  const bare = repository('bare.git');
  assert.deepEqual(inboxesAt(bare), [bare]);
  const inside = repository('work', '.git');
  assert.deepEqual(inboxesAt(join(home, 'work')), [inside]);
});

test('the epochs of an inbox by number, below git/ or beside each other', () => {
  const epochs = ['2.git', '10.git', '0.git'].map((name) => repository('list', 'git', name));
  repository('list', 'git', 'all.git');
  mkdirSync(join(home, 'list', 'git', '3.git'));
  assert.deepEqual(inboxesAt(join(home, 'list')), [epochs[2], epochs[0], epochs[1]]);
  const mirrored = [repository('mirror', '1.git'), repository('mirror', '0.git')];
  mkdirSync(join(home, 'mirror', 'git'));
  assert.deepEqual(inboxesAt(join(home, 'mirror')), mirrored.reverse());
});

test('what is no repository has none', () => {
  mkdirSync(join(home, 'half', 'objects'), { recursive: true });
  assert.deepEqual(inboxesAt(join(home, 'half')), []);
  mkdirSync(join(home, 'head'));
  writeFileSync(join(home, 'head', 'HEAD'), '');
  assert.deepEqual(inboxesAt(join(home, 'head')), []);
  assert.deepEqual(inboxesAt(join(home, 'nothing')), []);
});
