/** `git kvm send`, where programs that only write down what they are asked stand for b4 and git send-email. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { exampleMail } from '../../src/lint/example-mail';
import { readPosted } from '../../src/workflow/status/posted';
import { type Scratch, scratch } from '../git/scratch';
import { gitKvm } from './command';

const FILE = 'arch/x86/kvm/mmu/mmu.c';
const mail = (subject: string, path = FILE, id = '<1@a>') =>
  exampleMail({
    subject,
    text: 'Drop a comment on behavior that is long gone.',
    diff: { [path]: ['-/* a */', '+int c;'] },
    headers: { 'Message-ID': id, To: 'kvm@vger.kernel.org, Max <max@example.org>' },
  });
const GOOD = mail('[PATCH] KVM: x86/mmu: Drop a stale comment');
const SLOPPY = mail('[PATCH] kvm: x86/mmu: Drop a stale comment');
/** What needs more than the mail. */
const RULES = 'rules:\n  base-commit: off\n  recipients: off\n';

/** A clone where `program` is this script. */
function clone(t: TestContext, program: string, script: string) {
  const repo = scratch(t);
  repo.commit('base\n', { [FILE]: '/* a */\n' });
  const bin = join(repo.dir, '..', 'bin');
  repo.write(`../bin/${program}`, `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, program), 0o755);
  const env: NodeJS.ProcessEnv = { ...repo.env, PATH: `${bin}:${repo.env.PATH}`, LOG: join(repo.dir, 'log') };
  const log = () => (existsSync(env.LOG!) ? readFileSync(env.LOG!, 'utf8') : '');
  return { repo, env, log, send: (...args: string[]) => gitKvm({ dir: repo.dir, env }, 'send', ...args) };
}

/** Writes `mail` where it is told to, and else what it is asked. */
const B4 = `[ "$3" = -o ] && { echo "write $5 $6" >> "$LOG"; cp mail "$4/1.patch"; echo said; exit \${WRITES:-0}; }
echo "$*" >> "$LOG"; exit \${SENDS:-0}`;

describe('git kvm send by b4', () => {
  const withMail = (t: TestContext, text: string) => {
    const all = clone(t, 'b4', B4);
    all.repo.write('mail', text);
    all.repo.write('.git/git-kvm.yaml', RULES);
    return all;
  };
  const posted = (repo: Scratch) => readPosted(join(repo.dir, '.git')).length;

  test('checks what b4 writes, without the options that write nothing, then sends and remembers it', async (t) => {
    const { repo, send, log } = withMail(t, GOOD);
    const dry = await send('--b4', '--', '--dry-run', '--to=a@b');
    assert.deepEqual([dry.status, log(), posted(repo)], [0, 'write --to=a@b \nsend --dry-run --to=a@b\n', 0]);
    for (const option of ['-d', '--reflect', '--preview-to=a@b'])
      assert.deepEqual([(await send('--b4', '--', option)).status, posted(repo)], [0, 0], option);
    assert.deepEqual([(await send('--b4')).status, posted(repo)], [0, 1]);
  });
  test('sends nothing that blocks, and tells of warnings', async (t) => {
    const { repo, send, log } = withMail(t, SLOPPY);
    const { status, err } = await send('--b4');
    assert.match(err, /shortlog-case/);
    assert.match(err, /\nNothing was sent\. Fix the patches and send again\.\n$/);
    assert.deepEqual([status, log(), posted(repo)], [1, 'write  \n', 0]);
    repo.write('.git/git-kvm.yaml', `${RULES}  shortlog-case: warn\n`);
    const warned = await send('--b4');
    assert.match(warned.err, /warn {2}shortlog-case/);
    assert.doesNotMatch(warned.err, /Nothing was sent/);
    assert.deepEqual([warned.status, posted(repo)], [0, 1]);
  });
  test('says where b4 fails, or is not there', async (t) => {
    const { repo, env } = withMail(t, GOOD);
    const said = async (more: NodeJS.ProcessEnv) => {
      const { status, err } = await gitKvm({ dir: repo.dir, env: { ...env, ...more } }, 'send', '--b4');
      return `${status} ${err}`;
    };
    assert.equal(
      await said({ WRITES: '3' }),
      '2 said\ngit-kvm: b4 cannot write the series\n  see its output above\n',
    );
    assert.match(await said({ SENDS: '3' }), /^2 /);
    assert.match(
      await said({ PATH: repo.git('--exec-path') }),
      /^2 .*cannot run b4\n {2}install it \(Debian: apt install b4\)\n$/s,
    );
  });
  test('is the default on a branch of b4, by its configuration or its commit', async (t) => {
    const { repo, send, log } = withMail(t, GOOD);
    assert.match((await send()).err, /nothing to send/);
    repo.git('config', 'branch.master.b4-tracking', '{}');
    assert.equal((await send()).status, 0);
    repo.git('config', '--unset', 'branch.master.b4-tracking');
    repo.commit('EDITME: cover\n\n--- b4-submit-tracking ---\n{}\n', { a: '1' });
    assert.equal((await send()).status, 0);
    assert.equal(log(), 'write  \nsend\n'.repeat(2));
    assert.match((await send('nowhere')).err, /no such file or directory: 'nowhere'/);
    repo.git('checkout', '-q', '--detach');
    assert.match((await send()).err, /nothing to send/);
  });
});

describe('git kvm send by git send-email', () => {
  const GIT = `[ "$1" = send-email ] && { echo "$*" >> "$LOG"; exit \${SENDS:-0}; }\nPATH=\${PATH#*:} exec git "$@"`;

  test('gets the options and the files; its failure is one of the command', async (t) => {
    const { repo, env, log, send } = clone(t, 'git', GIT);
    repo.write('.git/git-kvm.yaml', RULES);
    repo.write('out/1.patch', GOOD);
    const { status, err } = await send('out', '--', '--to=a@b');
    assert.deepEqual([status, log()], [0, 'send-email --to=a@b out\n'], err);
    assert.equal(err, 'to: kvm@vger.kernel.org, Max <max@example.org>\n');
    const failed = await gitKvm({ dir: repo.dir, env: { ...env, SENDS: '1' } }, 'send', 'out/1.patch');
    assert.equal(failed.status, 2);
    assert.equal((await send('out', '--', '-outlook-id-fix')).status, 0);
  });
  test('opens the mail that still has marks, and no other', async (t) => {
    const { repo, env, log } = clone(t, 'git', GIT);
    repo.write('.git/git-kvm.yaml', RULES);
    repo.write('out/1.patch', GOOD.replace('Drop a comment on', '*** BLURB HERE *** on'));
    repo.write('2.patch', mail('[PATCH] KVM: x86: Drop another comment', 'arch/x86/kvm/x86.c', '<2@a>'));
    const GIT_EDITOR = `f() { echo "$@" > ${repo.dir}/opened; sed -i 's/.*BLURB HERE .../Drop a comment/' "$1"; }; f`;
    const { status, err } = await gitKvm(
      { dir: repo.dir, env: { ...env, GIT_EDITOR } },
      'send',
      'out',
      '2.patch',
    );
    assert.match(readFileSync(join(repo.dir, 'opened'), 'utf8'), /^\S*out\/1\.patch\n$/);
    assert.deepEqual([status, log()], [0, 'send-email out 2.patch\n'], err);
  });
  test('tells of mail that cannot be read, and of a place outside a repository', async (t) => {
    const { repo, env, send } = clone(t, 'git', GIT);
    repo.write('out/1.patch', 'no mail');
    assert.match((await send('out')).err, /git-kvm: .*out/);
    const top = join(repo.dir, '..');
    assert.equal((await gitKvm({ dir: top, env }, 'send')).err, 'git-kvm: not a git repository\n');
  });
});
