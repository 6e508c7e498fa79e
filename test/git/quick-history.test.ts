import assert from 'node:assert/strict';
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { hasQuickHistory } from '../../src/git/quick-history';
import { Sandbox } from '../hooks/install/sandbox';

test('a long history is quick where a commit-graph knows the changed paths', () => {
  using box = new Sandbox();
  const clone = box.repository();
  const gitDir = join(box.root, clone, '.git');
  box.git(clone, 'repack', '-adq');
  assert.equal(hasQuickHistory(gitDir), true, 'a small one');

  // What looks like an index of half a million objects.
  const large = join(gitDir, 'objects', 'pack', 'pack-large.idx');
  writeFileSync(large, '');
  truncateSync(large, 14_000_000);
  assert.equal(hasQuickHistory(gitDir), false, 'a large one');
  rmSync(large);
  for (const [option, expected] of [
    ['--no-changed-paths', false],
    ['--changed-paths', true],
  ] as const) {
    for (const split of [[], ['--split=replace']]) {
      box.git(clone, 'commit-graph', 'write', '--reachable', option, ...split);
      writeFileSync(large, '');
      truncateSync(large, 14_000_000);
      assert.equal(hasQuickHistory(gitDir), expected, `${option} ${split}`);
      rmSync(large);
      rmSync(join(gitDir, 'objects', 'info', 'commit-graph'), { force: true });
      rmSync(join(gitDir, 'objects', 'info', 'commit-graphs'), { recursive: true, force: true });
    }
  }
});

test('objects that are borrowed count', () => {
  using box = new Sandbox();
  const clone = box.repository();
  const gitDir = join(box.root, clone, '.git');
  const lender = join(box.root, 'lender');
  mkdirSync(join(lender, 'pack'), { recursive: true });
  writeFileSync(join(lender, 'pack', 'pack-large.idx'), '');
  truncateSync(join(lender, 'pack', 'pack-large.idx'), 14_000_000);
  writeFileSync(join(gitDir, 'objects', 'info', 'alternates'), `${lender}\n`);
  assert.equal(hasQuickHistory(gitDir), false);
});
