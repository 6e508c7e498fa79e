/** `git kvm check --fix`, and what of a check goes into the exit status. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { exampleMail } from '../../src/lint/example-mail';
import { type Scratch, scratch } from '../git/scratch';
import { gitKvm } from './command';

const FILE = 'arch/x86/kvm/mmu/mmu.c';
const SLOPPY = `kvm: x86/mmu: Drop a stale comment

Drop a comment on behavior that is long gone.

Signed-off-by: Ann Author <ann@example.org>
`;
const ONLY = ['--only', 'shortlog-case'];

function clone(t: TestContext, ...messages: string[]): Scratch {
  const repo = scratch(t);
  repo.commit('base\n', { [FILE]: '/* a */\n' });
  repo.git('tag', 'base');
  for (const [i, message] of messages.entries()) repo.commit(message, { [FILE]: `int n${i};\n` });
  return repo;
}

const mail = (subject: string) => exampleMail({ subject, diff: { [FILE]: ['-/* a */', '+int c;'] } });

describe('git kvm check --fix', () => {
  test('writes nothing without being told where, and says how', async (t) => {
    const repo = clone(t, SLOPPY);
    repo.write('a.patch', mail('[PATCH] kvm: x86/mmu: Drop a stale comment'));
    const commits = await gitKvm(repo, 'check', '--fix', ...ONLY, 'base..');
    assert.match(commits.err, /^--- .*commit-[0-9a-f]{12}\b/m);
    assert.match(commits.err, /^Nothing was written\. To write the fixes, use --in-place\.\n$/m);
    const mails = await gitKvm(repo, 'check', '--fix', ...ONLY, 'a.patch');
    assert.match(mails.err, /^--- .*a\.patch\b/m);
    assert.match(mails.err, /^Nothing was written\. To write the fixes, use --out DIR or --in-place\.\n$/m);
    // What is reported is the patch with its fixes.
    assert.deepEqual([commits.status, mails.status, commits.out, mails.out], [0, 0, '', '']);
  });
  test('keeps what it writes over, and says how to take it back', async (t) => {
    const repo = clone(t);
    const fix = (...args: string[]) => gitKvm(repo, 'check', '--fix', ...ONLY, ...args);
    repo.write('out/a.patch', mail('[PATCH] kvm: x86/mmu: Drop a stale comment'));
    repo.write('out/b.patch', mail('[PATCH] KVM: x86/mmu: Drop another comment'));
    const before = readFileSync(join(repo.dir, 'out', 'a.patch'), 'utf8');
    const { err } = await fix('--in-place', 'out');
    assert.match(err, /^fixed: \S*\/out\/a\.patch$/m);
    assert.doesNotMatch(err, /fixed: .*\/b\.patch/);
    const [, undo, copies] = /^To undo: (cp (\S+)\/\* out\/)$/m.exec(err)!;
    assert.equal(readFileSync(join(repo.dir, copies!, 'a.patch'), 'utf8'), before, undo);
    assert.equal(existsSync(join(repo.dir, copies!, 'b.patch')), false);
    repo.write('message', SLOPPY);
    assert.match((await fix('--in-place', '--message', 'message')).err, /^To undo: cp \S+\/\* \.\/$/m);
    repo.write('-odd dir/message', SLOPPY);
    const odd = await fix('--in-place', '--message', '-odd dir/message');
    assert.match(odd.err, /^To undo: cp \S+\/\* '\.\/-odd dir'\/$/m);
    repo.write('out/a.patch', before);
    assert.doesNotMatch((await fix('--out', 'fixed', 'out')).err, /To undo/);
    assert.match(readFileSync(join(repo.dir, 'fixed', 'a.patch'), 'utf8'), /^Subject: \[PATCH\] KVM: /m);
  });
  test('a folder of its own is for mails, and not with --in-place', async (t) => {
    const repo = clone(t, SLOPPY);
    repo.write('a.patch', mail('[PATCH] kvm: x86/mmu: Drop a stale comment'));
    for (const args of [['base..'], ['--in-place', 'a.patch']])
      assert.equal(
        (await gitKvm(repo, 'check', '--fix', '--out', 'fixed', ...args)).err,
        'git-kvm: --out only works with mails\n  use --in-place for a message file or commits\n',
      );
    assert.equal(existsSync(join(repo.dir, 'fixed')), false);
  });
  test('fixes notes only where they are shown', async (t) => {
    const repo = clone(t, SLOPPY);
    const note = ['--rule', 'shortlog-case=note', ...ONLY];
    assert.equal((await gitKvm(repo, 'check', '--fix', ...note, 'base..')).err, '');
    assert.match((await gitKvm(repo, 'check', '--fix', '--notes', ...note, 'base..')).err, /^\+KVM: x86/m);
  });
  test('names each commit that is rewritten, and nothing where all are good', async (t) => {
    const repo = clone(t, SLOPPY, SLOPPY.replace('stale', 'silly'));
    const head = repo.git('rev-parse', 'HEAD');
    const { err } = await gitKvm(repo, 'check', '--fix', '--in-place', ...ONLY, 'base..');
    assert.match(
      err,
      /^master: 2 commits rewritten:\n {2}[0-9a-f]+ KVM: .* stale comment\n {2}[0-9a-f]+ KVM: .* silly comment\n/m,
    );
    const [, backup] = /^To undo: git reset --keep (\S+)$/m.exec(err)!;
    assert.equal(repo.git('rev-parse', backup!), head);
    const again = await gitKvm(repo, 'check', '--fix', '--in-place', ...ONLY, 'base..');
    assert.deepEqual([again.status, again.out, again.err], [0, '', '']);
  });
});

describe('the exit status of git kvm check', () => {
  test('is not of what is suppressed', async (t) => {
    const repo = clone(t, SLOPPY);
    assert.equal((await gitKvm(repo, 'check', ...ONLY, 'base..')).status, 1);
    await gitKvm(repo, 'allow', 'shortlog-case', '--reason', 'so', '--commit', 'HEAD');
    assert.equal((await gitKvm(repo, 'check', ...ONLY, 'base..')).status, 0);
  });
  test('is 2 where some mail is not read and the rest is good, 1 where the rest blocks', async (t) => {
    const repo = clone(t);
    repo.write('bad.patch', 'no mail');
    repo.write('good.patch', mail('[PATCH] KVM: x86/mmu: Drop a stale comment'));
    repo.write('sloppy.patch', mail('[PATCH] kvm: x86/mmu: Drop a stale comment'));
    const status = async (...files: string[]) => (await gitKvm(repo, 'check', ...ONLY, ...files)).status;
    assert.deepEqual(
      [await status('good.patch'), await status('good.patch', 'bad.patch'), await status('bad.patch')],
      [0, 2, 2],
    );
    assert.equal(await status('sloppy.patch', 'bad.patch'), 1);
    assert.match((await gitKvm(repo, 'check', ...ONLY, 'good.patch', 'bad.patch')).err, /bad\.patch/);
  });
});
