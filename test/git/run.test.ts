import assert from 'node:assert/strict';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gitRunner } from '../../src/git/run';
import { Sandbox } from '../hooks/install/sandbox';

test('git is given up after its time, which GIT_KVM_PATIENCE multiplies', (t) => {
  using box = new Sandbox();
  mkdirSync(join(box.root, 'bin'));
  chmodSync(box.write('bin/git', '#!/bin/sh\necho said\nexec sleep 1\n'), 0o755);
  const env = { PATH: `${join(box.root, 'bin')}:${process.env.PATH}` };
  const before = process.env.GIT_KVM_PATIENCE;
  t.after(() => {
    process.env.GIT_KVM_PATIENCE = before;
  });
  const said = (factor: string, budgetMs: number, atMostMs?: number) => {
    process.env.GIT_KVM_PATIENCE = factor;
    const options = { partly: true, ...(atMostMs === undefined ? {} : { atMostMs }) };
    return gitRunner(box.root, budgetMs, env).run(['version'], options)?.toString();
  };
  assert.equal(said('', 500), undefined);
  assert.equal(said('nonsense', 500), undefined);
  assert.equal(said('0', 500), undefined);
  assert.equal(said('1', 600_000, 500), undefined);
  assert.equal(said('100', 6000), 'said\n');
  assert.equal(said('1000000000', 6000, 3000), 'said\n');
});
