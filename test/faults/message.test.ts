/** A message that somebody wrote is never lost, and never half: whatever fails, whenever the hook is killed. */
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { REFUSED_FOLDER } from '../../src/git/left-behind';
import { replaceFile } from '../../src/git/replace-file';
import { keepMessage } from '../../src/hooks/kept-message';
import { KernelClone } from '../e2e/kernel-clone';
import { watchCalls } from './calls';
import { preloadIn, sample } from './clone';
import { inject } from './inject';

const MESSAGE = `kvm: mmu: fix something.\n\n${'A long message. '.repeat(500)}`;
const FAULTS = ['ENOSPC', 'ENOSPC+', 'short', 'EROFS', 'EROFS+', 'EIO'];

function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'git-kvm-message-'));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How many calls `work` takes. */
function callsOf(work: () => void): number {
  let calls = 0;
  const restore = watchCalls(({ n }) => {
    calls = n;
    return undefined;
  });
  work();
  restore();
  return calls;
}

describe('a disk that is full, read-only or broken', () => {
  it('at any call of keeping a refused message: it is kept whole, or known not to be', () => {
    const keep = (folder: string) => keepMessage(folder, MESSAGE, new Date());
    let calls = 0;
    const manyKept = (folder: string) => {
      mkdirSync(join(folder, REFUSED_FOLDER));
      for (let n = 10; n < 40; n += 1) writeFileSync(join(folder, REFUSED_FOLDER, `2020-01-${n}.txt`), 'old');
    };
    inFolder((folder) => {
      manyKept(folder);
      calls = callsOf(() => keep(folder));
    });
    assert.ok(calls > 10, `${calls} calls`);
    for (let n = 1; n <= calls; n += 1)
      for (const fault of FAULTS)
        inFolder((folder) => {
          manyKept(folder);
          const restore = inject(`${fault}:${n}`);
          let kept: string | null;
          try {
            kept = keep(folder);
          } finally {
            restore();
          }
          const where = `${fault}:${n}`;
          if (kept !== null) assert.equal(readFileSync(kept, 'utf8'), `${MESSAGE}\n`, where);
          for (const name of readdirSync(join(folder, REFUSED_FOLDER)))
            assert.match(
              readFileSync(join(folder, REFUSED_FOLDER, name), 'utf8'),
              /^old$|^kvm: (?:.|\n)*\. \n$/,
              where,
            );
        });
  });

  it('at any call of rewriting the message file: it is the old one or the new one, and nothing lies beside it', () => {
    const at = (folder: string) => join(folder, 'COMMIT_EDITMSG');
    for (const fault of FAULTS)
      for (let n = 1; n <= 2; n += 1)
        inFolder((folder) => {
          writeFileSync(at(folder), 'old\n');
          const restore = inject(`${fault}:${n}`);
          let done = true;
          try {
            replaceFile(at(folder), MESSAGE);
          } catch {
            done = false;
          }
          restore();
          assert.equal(readFileSync(at(folder), 'utf8'), done ? MESSAGE : 'old\n', `${fault}:${n}`);
          if (!fault.endsWith('+')) assert.deepEqual(readdirSync(folder), ['COMMIT_EDITMSG']);
        });
  });
});

describe('a hook that is killed', () => {
  const clone = new KernelClone();
  after(() => clone.remove());

  it('at any call refuses the commit, with words, and the message is where git keeps it', () => {
    const counted = join(clone.home, 'calls');
    preloadIn(join(clone.path, '.git'));
    const commit = (fault: string) => {
      clone.stage();
      const env = { GIT_KVM_FAULT: fault, GIT_KVM_CALLS: counted };
      return clone.tryGit(['commit', '-m', MESSAGE.trim()], env);
    };
    assert.notEqual(commit('count').status, 0);
    assert.ok(existsSync(counted));
    const calls = Number(readFileSync(counted, 'utf8'));
    assert.ok(calls >= 2, `${calls} calls`);
    const points = Array.from({ length: calls }, (_, i) => i + 1);
    for (const n of sample(points, 3))
      for (const what of ['SIGKILL', 'half', 'git', 'ENOSPC+', 'EROFS+']) {
        clone.run(['rm', '-rf', join(clone.path, '.git', REFUSED_FOLDER)]);
        const { status, said } = commit(`${what}:${n}`);
        assert.notEqual(status, 0, `${what}:${n}`);
        assert.match(said, /git (?:-C \S+ )?commit .*-eF/, `${what}:${n}`);
        assert.equal(clone.read('.git/COMMIT_EDITMSG').trim(), MESSAGE.trim());
      }
  });
});
