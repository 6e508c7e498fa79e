import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { makeCodeCache } from '../../../src/hooks/install/code-cache';
import { Sandbox } from './sandbox';

const BAD = 'kvm: mmu: fix something.\n\nWe fix it.\n';
const GOOD =
  'KVM: x86/mmu: Drop a stale comment\n\nDrop it.\n\nSigned-off-by: Ada Example <ada@example.org>\n';
const ADA = { GIT_AUTHOR_NAME: 'Ada Example', GIT_AUTHOR_EMAIL: 'ada@example.org' };

describe('the compiled code of the hooks', () => {
  const made = (sandbox: Sandbox) => {
    const folder = join(sandbox.root, 'program');
    cpSync(process.env.GIT_KVM_DIST!, folder, { recursive: true });
    makeCodeCache(folder, process.execPath);
    return folder;
  };
  const judge = (folder: string, text: string, flags: string[] = []) => {
    const file = join(folder, 'MESSAGE');
    writeFileSync(file, text);
    const args = [...flags, join(folder, 'hook.cjs'), 'commit-msg', file, 'diff'];
    // As hooks/commit-msg hands over what git says: nothing is staged, and git ended well.
    const env = { ...process.env, ...ADA, GIT_EDITOR: ':' };
    return spawnSync(process.execPath, args, { cwd: folder, env, input: '\n0', encoding: 'utf8' }).status;
  };

  it('is made of every program, and judges as the program does', () => {
    using sandbox = new Sandbox();
    const folder = made(sandbox);
    for (const name of ['commit-msg', 'prepare-commit-msg', 'send']) {
      const twice = readFileSync(join(folder, `${name}.cache`));
      assert.ok(
        twice.length > 10_000 && twice.subarray(twice.length / 2).equals(twice.subarray(0, twice.length / 2)),
      );
    }
    assert.deepEqual([judge(folder, GOOD), judge(folder, BAD)], [40, 41]);
    assert.deepEqual(
      [judge(folder, GOOD, ['--no-opt']), judge(folder, BAD, ['--no-opt'])],
      [40, 41],
      'other flags',
    );
  });

  it('is taken by V8, for each program', () => {
    using sandbox = new Sandbox();
    const folder = made(sandbox);
    const spy = join(sandbox.root, 'spy.cjs');
    writeFileSync(
      spy,
      `const vm = require('node:vm');
      vm.Script = class extends vm.Script {
        constructor(source, options) {
          super(source, options);
          process.stdout.write('rejected: ' + this.cachedDataRejected);
        }
      };`,
    );
    for (const hook of ['commit-msg', 'prepare-commit-msg', 'sendemail-validate']) {
      const done = spawnSync(process.execPath, ['-r', spy, join(folder, 'hook.cjs'), hook], {
        cwd: folder,
        encoding: 'utf8',
      });
      assert.equal(done.stdout, 'rejected: false', hook);
    }
  });

  it('is passed over where it is cut off, damaged or gone', () => {
    using sandbox = new Sandbox();
    const folder = made(sandbox);
    const cache = join(folder, 'commit-msg.cache');
    const whole = readFileSync(cache);
    const faults: (() => void)[] = [
      () => truncateSync(cache, whole.length / 2),
      () => truncateSync(cache, whole.length / 4),
      () => truncateSync(cache, 0),
      ...[0.1, 0.4, 0.6, 0.9].map((where) => () => {
        const bytes = Buffer.from(whole);
        bytes.fill(0x5a, Math.floor(where * bytes.length), Math.floor(where * bytes.length) + 400);
        writeFileSync(cache, bytes);
      }),
      () => rmSync(cache),
    ];
    for (const fault of faults) {
      fault();
      assert.deepEqual([judge(folder, GOOD), judge(folder, BAD)], [40, 41], String(fault));
    }
  });

  it('is none where it cannot be made', () => {
    using sandbox = new Sandbox();
    const folder = made(sandbox);
    writeFileSync(join(folder, 'send.cjs'), 'throw new Error();');
    makeCodeCache(folder, process.execPath);
    for (const name of ['commit-msg', 'prepare-commit-msg', 'send'])
      assert.ok(!existsSync(join(folder, `${name}.cache`)), name);
  });
});
