import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { KernelClone } from './kernel-clone';

const X86 = 'https://github.com/kvm-x86/linux.git';
const KVM = 'git://git.kernel.org/pub/scm/virt/kvm/kvm.git';
const CHANGE = 'KVM: x86/mmu: Zap less of the range\n\nZap only what was asked for, as zapping is slow.';
const TEST = 'KVM: selftests: Verify zapping of ranges\n\nVerify that zapping a range leaves its end alone.';
const SELFTEST = 'tools/testing/selftests/kvm/x86/demo_msr_test.c';

/** A clone whose history is: v6.12-rc2, from there next (odd/next), pmu (odd/pmu) and KVM's master (away/master). */
function world() {
  const clone = new KernelClone();
  const tag = clone.git('rev-parse', 'HEAD');
  clone.git('tag', '-a', '-m', 'Linux 6.12-rc2', 'v6.12-rc2');
  const next = clone.commit('KVM: x86: Prepare the next release\n\nPrepare it.', 'arch/x86/kvm/x86.c');
  clone.git('checkout', '-q', '--detach', tag);
  const pmu = clone.commit('KVM: x86/pmu: Count more\n\nCount more.', 'arch/x86/kvm/vmx/vmx.c');
  clone.git('checkout', '-q', '--detach', tag);
  const master = clone.commit('KVM: SVM: Fix it\n\nFix it.', 'arch/x86/kvm/svm/svm.c');
  clone.follow('odd', X86, { next, pmu });
  clone.follow('away', KVM, { master });
  return { clone, tag, next, pmu, master };
}

type World = ReturnType<typeof world>;

function format({ clone }: { clone: KernelClone }, ...args: string[]) {
  return clone.tryGit(['kvm', 'format-patch', ...args]);
}

/** Start a branch at a commit, whatever was there before. */
function start({ clone }: World, branch: string, at: string): void {
  clone.git('checkout', '-q', '-f', '-B', branch, at);
}

function baseIn(clone: KernelClone, folder: string): string | undefined {
  const path = join(clone.path, folder);
  const first = readFileSync(join(path, readdirSync(path).sort()[0]!), 'utf8');
  return /^base-commit: (.*)$/m.exec(first)?.[1];
}

describe('git kvm format-patch finds the base', () => {
  let all: World;
  before(() => {
    all = world();
  });
  after(() => all.clone.remove());

  it('of a topic branch, by the name of the branch and the URL of the remote', () => {
    start(all, 'x86/pmu/count', all.pmu);
    all.clone.commit('KVM: x86/pmu: Count less\n\nCount less.');
    const done = format(all);
    assert.match(done.said, /^base: odd\/pmu, /m);
    assert.equal(baseIn(all.clone, 'outgoing/x86-pmu-count-v1'), all.pmu);
    assert.equal(done.status, 0, done.said);
  });

  it('of kvm-x86/next, where the branch stands on that whatever its name says', () => {
    start(all, 'x86/pmu/next', all.next);
    all.clone.commit(CHANGE);
    assert.match(format(all).said, /^base: odd\/next, /m);
    assert.equal(baseIn(all.clone, 'outgoing/x86-pmu-next-v1'), all.next);
  });

  it('also after next went on', () => {
    start(all, 'behind', all.next);
    all.clone.commit(CHANGE);
    const newer = all.clone.git('commit-tree', '-p', all.next, '-m', 'more', `${all.next}^{tree}`);
    all.clone.git('update-ref', 'refs/remotes/odd/next', newer);
    assert.match(format(all).said, /^base: odd\/next, /m);
    assert.equal(baseIn(all.clone, 'outgoing/behind-v1'), all.next);
    all.clone.git('update-ref', 'refs/remotes/odd/next', all.next);
  });

  it('with an upstream that is somebody’s own backup', () => {
    start(all, 'backed-up', all.next);
    const change = all.clone.commit(CHANGE);
    all.clone.follow('me', 'git@example.org:me/linux.git', { 'backed-up': change });
    all.clone.git('branch', '-q', '--set-upstream-to=me/backed-up');
    assert.match(format(all).said, /^base: odd\/next, /m);
    assert.equal(baseIn(all.clone, 'outgoing/backed-up-v1'), all.next);
  });

  it('of a fix for the current release', () => {
    start(all, 'fix', all.master);
    all.clone.commit(
      `${CHANGE}\n\nFixes: ${all.tag.slice(0, 12)} ("KVM: x86/mmu: Add a helper to zap a range")`,
    );
    assert.match(format(all, '--for', 'current').said, /^base: away\/master, /m);
    assert.match(
      format(all).said,
      /^base: away\/master, \w+ \(assumed to be a fix for the current release\)$/m,
    );
    assert.equal(baseIn(all.clone, 'outgoing/fix-v1'), all.master);
  });

  it('of a multi-arch series on a release candidate', () => {
    start(all, 'many', 'v6.12-rc2');
    const lines = Array.from({ length: 20 }, (_, i) => `/* common ${i} */`).join('\n');
    all.clone.commit('KVM: Change what is common\n\nChange it.', 'virt/kvm/kvm_main.c', lines);
    assert.match(format(all).said, /^base: v6\.12-rc2, /m);
    assert.equal(baseIn(all.clone, 'outgoing/many-v1'), all.tag);
  });

  it('of a next that was rebuilt since, by its tag', () => {
    start(all, 'old-next', all.next);
    all.clone.commit(CHANGE);
    const rebuilt = all.clone.git('commit-tree', '-p', all.tag, '-m', 'rebuilt', `${all.tag}^{tree}`);
    all.clone.git('tag', 'kvm-x86-next-2024.11.04', all.next);
    all.clone.git('update-ref', 'refs/remotes/odd/next', rebuilt);
    for (const args of [[], ['--for', 'next']]) {
      const done = format(all, ...args);
      assert.equal(done.status, 0, done.said);
      assert.match(done.said, /^base: kvm-x86-next-2024\.11\.04, \w+ \(odd\/next was rebuilt since\)$/m);
      assert.equal(baseIn(all.clone, 'outgoing/old-next-v1'), all.next);
    }
    all.clone.git('tag', '-d', 'kvm-x86-next-2024.11.04');
    const gone = format(all);
    assert.equal(gone.status, 2, 'a base that nobody else has');
    assert.match(gone.said, /git rebase --onto odd\/next [0-9a-f]{12}$/m);
    const rebase = /git (rebase --onto \S+ \w+)/.exec(gone.said)![1]!;
    all.clone.git('checkout', '-q', '-f', 'old-next');
    all.clone.tryGit(rebase.split(' '));
    all.clone.tryGit(['rebase', '--abort']);
    all.clone.git('update-ref', 'refs/remotes/odd/next', all.next);
  });

  it('and says so where a multi-arch series stands on next', () => {
    start(all, 'many-next', all.next);
    const lines = Array.from({ length: 20 }, (_, i) => `/* common ${i} */`).join('\n');
    all.clone.commit('KVM: Change what is common\n\nChange it.', 'virt/kvm/kvm_main.c', lines);
    const done = format(all);
    assert.equal(done.status, 2);
    assert.match(done.said, /virt\/kvm\/kvm_main\.c/);
    assert.match(done.said, /git rebase --onto v6\.12-rc2/);
    assert.ok(!readdirSync(join(all.clone.path, 'outgoing')).includes('many-next-v1'));
    assert.match(format(all, '--for', 'next').said, /^base: odd\/next, /m);
  });

  it('and says so where it cannot be told: a merge, or a fix that is not on KVM’s master', () => {
    start(all, 'merged', all.next);
    all.clone.git('merge', '-q', '--no-edit', '--no-verify', all.pmu);
    all.clone.commit(CHANGE);
    const merge = format(all);
    assert.equal(merge.status, 2);
    assert.match(merge.said, /has a merge/);
    assert.equal(format(all, 'HEAD~1..').status, 2);
    start(all, 'late', all.next);
    all.clone.commit(CHANGE);
    const late = format(all, '--for', 'current');
    assert.equal(late.status, 2);
    assert.match(late.said, /git rebase --onto away\/master/);
    assert.match(format(all, '--base', 'odd/next').said, /^base: odd\/next/m);
  });

  it('and says so where nothing is there to base on', () => {
    const clone = new KernelClone();
    clone.commit(CHANGE);
    const done = format({ clone });
    assert.equal(done.status, 2);
    assert.match(done.said, /git remote add -f kvm-x86/);
    clone.remove();
  });
});

describe('git kvm format-patch writes', () => {
  let all: World;
  before(() => {
    all = world();
    start(all, 'x86/zap', all.next);
    all.clone.commit(CHANGE, 'arch/x86/kvm/mmu/mmu.c', 'int demo_zap_less(void) { return 1; }');
    all.clone.commit(TEST, SELFTEST);
  });
  after(() => all.clone.remove());
  const read = (folder: string, name: string) => all.clone.read(join('outgoing', folder, name));

  it('a cover letter from the template, and nothing but file names on standard output', () => {
    const done = format(all);
    assert.equal(done.status, 0, done.said);
    const cover = read('x86-zap-v1', '0000-cover-letter.patch');
    assert.match(cover, /^\*\*\* BLURB HERE \*\*\*$/m);
    assert.match(cover, /^Not tested: \*\*\* RESULTS HERE \*\*\*$/m);
    assert.doesNotMatch(cover, /^Testing/m, 'nothing was recorded');
    assert.match(cover, /^ {2}- KVM selftests$/m);
    assert.match(cover, /^Message-Id: </im);
    assert.match(done.said, /fill in 3 places/);
    assert.match(done.said, /^outgoing\/x86-zap-v1\/0001-/m);
  });

  it('again, and keeps what was written into the letter', () => {
    const path = 'outgoing/x86-zap-v1/0000-cover-letter.patch';
    const filled = all.clone
      .read(path)
      .replace('*** SUBJECT HERE ***', 'KVM: x86/mmu: Zap less')
      .replace('*** BLURB HERE ***', 'Zap less, faster. Größe zählt.')
      .replace('Not tested: *** RESULTS HERE ***', 'Testing: all of it, on both:');
    all.clone.write(path, filled);
    const done = format(all);
    assert.equal(done.status, 0, done.said);
    assert.doesNotMatch(done.said, /fill in \d/);
    const cover = all.clone.read(path);
    assert.match(cover, /^Subject: \[PATCH 0\/2\] KVM: x86\/mmu: Zap less$/m);
    assert.match(cover, /Größe zählt/);
    assert.match(cover, /^Testing: all of it, on both:$/m);
  });

  it('v2 once v1 was sent: with a range-diff, the letter carried over, and what changed to be said', () => {
    const sendmail = join(all.clone.home, 'sendmail');
    all.clone.run([
      'sh',
      '-c',
      `printf '#!/bin/sh\\ncat >>"${all.clone.home}/outbox"\\n' >'${sendmail}'; chmod +x '${sendmail}'`,
    ]);
    const sent = all.clone.tryGit([
      '-c',
      `sendemail.smtpServer=${sendmail}`,
      '-c',
      'sendemail.confirm=never',
      '-c',
      'sendemail.suppresscc=all',
      'send-email',
      '--quiet',
      '--to=kvm@vger.kernel.org',
      'outgoing/x86-zap-v1',
    ]);
    assert.equal(sent.status, 0, sent.said);
    const id = /^Message-ID: <(.*)>$/im.exec(readFileSync(join(all.clone.home, 'outbox'), 'utf8'))![1]!;
    all.clone.stage(SELFTEST);
    all.clone.git('commit', '-q', '--amend', '--no-edit', '--no-verify');
    const done = format(all);
    assert.match(done.said, /^v2: v1 was sent on /m);
    const cover = read('x86-zap-v2', 'v2-0000-cover-letter.patch');
    assert.match(cover, /^Subject: \[PATCH v2 0\/2\] KVM: x86\/mmu: Zap less$/m);
    assert.match(cover, /Größe zählt/);
    assert.ok(cover.includes(`v1: https://lore.kernel.org/all/${id}`), cover);
    assert.match(cover, /^Range-diff against v1:$/m);
    assert.match(cover, /\*\*\* CHANGES HERE \*\*\*/);
    assert.match(done.said, /fill in 1 place/);
  });

  it('what is behind -- as git takes it', () => {
    const done = format(
      all,
      '-o',
      'elsewhere',
      '--',
      '--subject-prefix=PATCH RESEND',
      '--to=kvm@vger.kernel.org',
    );
    const [first] = readdirSync(join(all.clone.path, 'elsewhere')).sort();
    const mail = all.clone.read(join('elsewhere', first!));
    assert.match(mail, /^Subject: \[PATCH RESEND v2 0\/2\]/m);
    assert.match(mail, /^To: kvm@vger\.kernel\.org$/m);
    assert.match(done.said, /send: git send-email elsewhere/);
  });

  it('the template of the user’s own', () => {
    start(all, 'own-template', all.next);
    all.clone.commit(CHANGE);
    all.clone.commit(TEST, SELFTEST);
    all.clone.run(['mkdir', '-p', join(all.clone.home, 'mine')]);
    all.clone.write('../mine/cover-letter.txt', '*** BLURB HERE ***\n\nRegards from v{{version}}\n');
    all.clone.write('.git/git-kvm.yaml', 'templates: ~/mine\n');
    const done = format(all);
    assert.equal(done.status, 0, done.said);
    assert.match(read('own-template-v1', '0000-cover-letter.patch'), /Regards from v1/);
    all.clone.write('../mine/cover-letter.txt', '{{nothing}}\n');
    const wrong = format(all);
    assert.equal(wrong.status, 2);
    assert.match(wrong.said, /\{\{nothing\}\}/);
    all.clone.run(['rm', '.git/git-kvm.yaml']);
  });
});
