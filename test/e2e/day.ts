/** A day with git-kvm, from install to uninstall, in whatever surroundings: another shell, another git, another node. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Done, KernelClone } from './kernel-clone';

/** Each command is run by this one: `unshare …`, say; none runs them as they are. */
class Surroundings extends KernelClone {
  constructor(private readonly wrapper: readonly string[]) {
    super('linux', { install: false });
  }

  override run(command: readonly string[], env?: Record<string, string>, cwd?: string): Done {
    // Not yet there while the clone is made.
    return super.run([...(this.wrapper ?? []), ...command], env, cwd);
  }
}

const GOOD = `KVM: x86/mmu: Drop a stale comment

Drop a comment that describes behavior that is long gone.`;

/** @throws AssertionError where a step does not end as it should */
export function tryDay(wrapper: readonly string[] = []): void {
  const clone = new Surroundings(wrapper);
  try {
    const before = clone.git('config', '--local', '--list');
    clone.install();
    assert.equal(clone.tryGit(['kvm', '--version'], {}, join(clone.path, 'arch')).status, 0);
    const next = clone.git('rev-parse', 'HEAD');
    clone.follow('kvm-x86', 'https://github.com/kvm-x86/linux.git', { next });
    tryCommits(clone);
    const cache = join(clone.path, '.git/git-kvm/current/compile-cache');
    assert.equal(existsSync(cache), canCompile(), 'kept in the installation, and nowhere else');
    const doctor = clone.tryGit(['kvm', 'doctor']);
    assert.equal(doctor.status, 0, doctor.said);
    trySends(clone, next);
    const end = clone.tryGit(['kvm', 'uninstall']);
    assert.equal(end.status, 0, end.said);
    assert.ok(!existsSync(join(clone.path, '.git/git-kvm')));
    assert.equal(clone.git('config', '--local', '--list').replace(/\nremote\.[^\n]*/g, ''), before);
  } finally {
    clone.remove();
  }
}

/** Node 22.1 and later can keep the code that it compiled. */
function canCompile(): boolean {
  return 'enableCompileCache' in require('node:module');
}

function tryCommits(clone: KernelClone): void {
  clone.stage();
  const rejected = clone.tryGit(['commit', '-q', '-s', '-m', 'kvm: fix it.']);
  assert.notEqual(rejected.status, 0);
  assert.match(rejected.said, /shortlog-case/);
  assert.equal(clone.kept().length, 1, 'the message is saved');
  const passed = clone.tryGit(['commit', '-q', '-s', '-m', GOOD]);
  assert.deepEqual(passed, { status: 0, said: '' }, 'a clean commit prints nothing');
}

function trySends(clone: KernelClone, base: string): void {
  const outbox = clone.catchMail();
  const send = (folder: string, reply: readonly string[] = []) =>
    clone.tryGit(['send-email', '--quiet', '--to=kvm@vger.kernel.org', ...reply, folder]);
  clone.git('format-patch', '-q', '--base=kvm-x86/next', '-o', 'good', base);
  // What comes from the command line alone.
  const reply = send('good', ['--in-reply-to=<some@where.example>']);
  assert.notEqual(reply.status, 0);
  assert.match(reply.said, /in-reply-to/);
  clone.commit('KVM: x86/mmu: fixed it.\n\nThis patch fixes it.');
  clone.git('format-patch', '-q', '--base=kvm-x86/next', '-o', 'bad', base);
  const rejected = send('bad');
  assert.notEqual(rejected.status, 0);
  assert.match(rejected.said, /shortlog-punctuation[\s\S]*Nothing was sent/);
  assert.deepEqual(readdirSync(outbox), []);
  const left = send('good');
  assert.equal(left.status, 0, left.said);
  assert.equal(readdirSync(outbox).length, 1);
  assert.deepEqual(sendsUnderWay(clone), []);
}

function sendsUnderWay(clone: KernelClone): string[] {
  const folder = join(clone.path, '.git/git-kvm/sends');
  return existsSync(folder) ? readdirSync(folder) : [];
}
