/** A program stands by after a commit: what it answers, when it is asked, and how it ends. */
import assert from 'node:assert/strict';
import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, beforeEach, describe, test } from 'node:test';
import { isAlive } from '../../src/git/process';
import { KernelClone } from './kernel-clone';

const GOOD = `KVM: x86/mmu: Drop a stale comment

Drop a comment that describes behavior that is long gone.

Signed-off-by: Ada Example <ada@example.org>`;
const BAD = GOOD.replace('KVM: x86/mmu', 'kvm: x86/mmu');

const skip = existsSync('/proc/self/environ') ? false : 'there is no /proc here';

describe('a program that stands by', { skip }, () => {
  const clone = new KernelClone('linux', { standby: true });
  const [home, starts] = [join(clone.path, '.git', 'git-kvm'), join(clone.home, 'starts')];
  const folder = join(home, 'standby');
  /** Have the hooks start a node that writes down what it is started for. */
  const watchNode = () => {
    const settings = join(home, 'current', 'hooks', 'settings.sh');
    const node = join(clone.home, 'node');
    writeFileSync(node, `#!/bin/sh\necho "\${1##*/}" >>'${starts}'\nexec '${process.execPath}' "$@"\n`, {
      mode: 0o755,
    });
    writeFileSync(settings, readFileSync(settings, 'utf8').replace(/^node=.*$/m, `node='${node}'`));
  };
  watchNode();
  after(() => {
    end();
    clone.remove();
  });
  beforeEach(() => {
    clone.stage();
    rmSync(starts, { force: true });
  });
  afterEach(() => clone.git('reset', '-q', '--hard'));

  const key = () => readFileSync(join(folder, 'process'), 'utf8').trim();
  const until = async (what: string, holds: () => boolean) => {
    // As long as the slowest machine may need.
    for (let i = 0; i < 4000; i += 1) {
      if (holds()) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.fail(`${what}: ${existsSync(folder) ? readdirSync(folder) : 'no folder'}`);
  };
  const isThere = () => existsSync(join(folder, 'process')) && isAlive(key());
  /** There, and free to be asked: nobody's question is open. */
  const isReady = () => isThere() && !existsSync(join(folder, 'busy'));
  const end = () => {
    if (isThere()) process.kill(Number.parseInt(key(), 10), 'SIGTERM');
  };
  const started = () => (existsSync(starts) ? readFileSync(starts, 'utf8').trim().split('\n') : []);
  const commit = (message: string, env: Record<string, string> = {}, ...args: string[]) =>
    clone.tryGit(['commit', '-q', ...args, '-m', message], env);
  /** Have one stand by, whatever the test before has done. */
  const standBy = async () => {
    for (let tries = 0; tries < 5 && !isThere(); tries += 1) {
      clone.tryGit(['commit', '-q', '--allow-empty', '-m', GOOD]);
      clone.stage();
      for (let i = 0; i < 100 && !isThere(); i += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await until('it does not stand by', isReady);
    rmSync(starts, { force: true });
  };
  const CLEAN = { status: 0, said: '' };

  test('is started by a commit, and answers for the next ones without a start of node', async () => {
    assert.deepEqual(commit(GOOD), CLEAN);
    await until('it does not stand by', isReady);
    assert.deepEqual(started(), ['hook.cjs', 'standby.cjs']);
    for (const n of [1, 2]) {
      clone.stage();
      assert.deepEqual(commit(GOOD.replace('stale', `stale ${n}`)), CLEAN);
      await until('it does not stand by', isReady);
    }
    assert.deepEqual(started(), ['hook.cjs', 'standby.cjs']);
    assert.equal(clone.head('%s'), 'KVM: x86/mmu: Drop a stale 2 comment');
  });

  test('leaves to node what is not clean, which is told in the same words', async () => {
    await standBy();
    const warm = commit(BAD);
    assert.deepEqual(started(), ['hook.cjs']);
    assert.notEqual(warm.status, 0);
    assert.match(warm.said, /shortlog-case/);
    const cold = commit(BAD, { GIT_KVM_STANDBY: 'no' });
    const plain = (said: string) => said.replace(/git-kvm-refused\/\S+/, '');
    assert.equal(plain(warm.said), plain(cold.said));
  });

  test('goes on where an editor of its process group is put aside with ^Z', async () => {
    await standBy();
    process.kill(Number.parseInt(key(), 10), 'SIGTSTP');
    assert.deepEqual(commit(GOOD.replace('stale', 'wrong')), CLEAN);
    assert.deepEqual(started(), []);
  });

  test('that is stopped is not asked', async () => {
    await standBy();
    const pid = Number.parseInt(key(), 10);
    process.kill(pid, 'SIGSTOP');
    try {
      assert.deepEqual(commit(GOOD.replace('stale', 'wrong')), CLEAN);
      assert.deepEqual(started(), ['hook.cjs']);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });

  test('reads the configuration anew for each commit', async () => {
    await standBy();
    clone.write('.git-kvmrc.json', '{ "rules": { "shortlog-case": "off" } }');
    try {
      assert.deepEqual(commit(BAD), CLEAN);
      assert.deepEqual(started(), []);
    } finally {
      rmSync(join(clone.path, '.git-kvmrc.json'));
    }
    clone.stage();
    await until('it does not stand by', isReady);
    assert.notEqual(commit(BAD).status, 0);
  });

  test('judges what is amended against what was there before, and a linked worktree where that is', async () => {
    await standBy();
    assert.deepEqual(commit(GOOD), CLEAN);
    clone.stage('arch/x86/kvm/svm/svm.c');
    // Both folders are touched by what is amended: its topic is not the MMU alone.
    await until('it does not stand by', isReady);
    assert.deepEqual(started(), []);
    const amended = commit(GOOD.replace('x86/mmu', 'nSVM'), {}, '--amend');
    assert.match(amended.said, /The files say `KVM: x86:`/);
    const linked = join(clone.home, 'linked');
    clone.git('worktree', 'add', '-q', linked);
    writeFileSync(join(linked, 'arch/x86/kvm/mmu/mmu.c'), '/* linked */\n');
    const there = clone.tryGit(['commit', '-qam', GOOD], {}, linked);
    assert.deepEqual(there, CLEAN);
    const refused = clone.tryGit(['commit', '--allow-empty', '-qm', BAD], {}, linked);
    assert.match(refused.said, /shortlog-case/);
    clone.git('worktree', 'remove', '--force', linked);
  });

  test('that is killed is no harm: the commit is judged, and another one stands by', async () => {
    await standBy();
    const before = key();
    process.kill(Number.parseInt(before, 10), 'SIGKILL');
    await until('it lives on', () => !isAlive(before));
    assert.ok(existsSync(folder));
    assert.match(commit(BAD).said, /shortlog-case/);
    assert.equal(commit(GOOD).status, 0);
    await until('no other one stands by', isReady);
    assert.notEqual(key(), before);
  });

  test('is free again when who asked is gone without waiting for the answer', async () => {
    await standBy();
    const ask = openSync(join(folder, 'ask'), constants.O_WRONLY | constants.O_NONBLOCK);
    writeFileSync(join(folder, 'busy'), '');
    writeSync(ask, `${process.pid}\0no-such-file\0`);
    closeSync(ask);
    await until('it is busy for ever', isReady);
    assert.deepEqual(commit(GOOD), CLEAN);
    assert.deepEqual(started(), []);
  });

  test('is free again when who asked was killed before the question', async () => {
    await standBy();
    const [busy, now] = [join(folder, 'busy'), Date.now() / 1000];
    writeFileSync(busy, '');
    // Some seconds old is what it takes away; not before the commit has come, however slow that is.
    utimesSync(busy, now + 3600, now + 3600);
    assert.deepEqual(commit(GOOD), CLEAN);
    assert.deepEqual(started(), ['hook.cjs']);
    utimesSync(busy, now - 3600, now - 3600);
    await until('it is busy for ever', isReady);
  });

  test('is not waited for by whoever reads what the commit prints', async () => {
    await standBy();
    end();
    await until('it does not end', () => !existsSync(folder));
    // Both streams to a pipe that is read to its end, and one more that a hook should not hand on.
    const done = clone.run(['sh', '-c', 'git commit -q -m "$1" 3>&1 2>&1 | cat', 'sh', GOOD]);
    assert.deepEqual(done, CLEAN);
    await until('it does not stand by', isReady);
  });

  test('is never asked where the environment or the installation says so', async () => {
    await standBy();
    assert.deepEqual(commit(GOOD, { GIT_KVM_STANDBY: 'no' }), CLEAN);
    assert.deepEqual(started(), ['hook.cjs']);
    const again = (option: string[]) =>
      clone.run([
        process.execPath,
        join(process.env.GIT_KVM_DIST!, 'git-kvm.cjs'),
        'install',
        ...option,
        clone.path,
      ]);
    assert.equal(again(['--no-standby']).status, 0);
    await until('an installation does not end it', () => !isThere());
    assert.equal(again([]).status, 0);
    watchNode();
    clone.stage();
    assert.deepEqual(commit(GOOD), CLEAN);
    assert.deepEqual(started().slice(1), ['hook.cjs']);
    assert.equal(again(['--standby']).status, 0);
    watchNode();
  });

  test('ends when its program is another one, and when nobody needs it any more', async () => {
    await standBy();
    const program = join(home, 'current', 'program', 'commit-msg.cjs');
    writeFileSync(program, `${readFileSync(program, 'utf8')}\n`);
    const before = key();
    assert.deepEqual(commit(GOOD), CLEAN);
    assert.deepEqual(started().slice(0, 1), ['hook.cjs']);
    await until('it lives on', () => !isAlive(before));
    clone.stage();
    await standBy();
    const now = key();
    end();
    await until('a signal does not end it', () => !isAlive(now));
    // One that a commit above started, and that was slow to come, may have taken its place.
    assert.ok(!isThere() || key() !== now, 'it leaves its folder');
  });

  test('goes with the clone', async () => {
    const other = new KernelClone('other', { standby: true });
    const process_ = join(other.path, '.git', 'git-kvm', 'standby', 'process');
    other.stage();
    assert.equal(other.tryGit(['commit', '-qm', GOOD]).status, 0);
    await until('it does not stand by', () => existsSync(process_));
    const there = readFileSync(process_, 'utf8').trim();
    other.remove();
    await until('it lives on', () => !isAlive(there));
  });
});
