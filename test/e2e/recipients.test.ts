/** Who gets a series: in the mails of `git kvm format-patch`, at `git kvm send`, and by --to-cmd. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { KernelClone } from './kernel-clone';

/** What the kernel's script prints, in small: from MAINTAINERS, by what its own configuration would add, and the patches. */
const SCRIPT = `
my ($mpath) = map { /^--mpath=(.*)/ ? $1 : () } @ARGV;
open(my $file, '<', $mpath) or die; local $/; my $text = <$file>;
open(my $series, '<', $ARGV[-1]) or die; my $patches = <$series>;
print "Eve Tree <eve\\@example.org> (maintainer:TREE)\\n" if -e '.get_maintainer.conf';
print "Ádám Base <base\\@example.org> (maintainer:KVM (KVM/x86))\\n" if $text =~ /KVM/;
print "Sam Selftest <sam\\@example.org> (reviewer:KVM)\\n" if $patches =~ m{^\\+\\+\\+ b/tools/testing}m;
print "kvm\\@vger.kernel.org (open list:KVM (KVM/x86))\\n";
print "stable\\@vger.kernel.org (open list:STABLE)\\n";
`;

describe('recipients', () => {
  const clone = new KernelClone('linux', { install: false });
  after(() => clone.remove());
  mkdirSync(join(clone.path, 'scripts'));
  clone.write('scripts/get_maintainer.pl', SCRIPT);
  clone.write('.get_maintainer.conf', '--evil\n');
  clone.git('add', '-f', '.');
  clone.git('commit', '-q', '-m', 'scripts: Add one');
  clone.install();
  const next = clone.git('rev-parse', 'HEAD');
  clone.follow('kvm-x86', 'https://github.com/kvm-x86/linux.git', { next });
  // What the tree has later never runs.
  clone.write('scripts/get_maintainer.pl', 'print "Mallory <mallory\\@example.org> (maintainer:X)\\n";');
  clone.git('checkout', '-q', '-b', 'work');
  clone.commit('KVM: x86/mmu: Zap less of the range\n\nZap only what was asked for, as zapping is slow.');
  const TEST =
    'KVM: selftests: Verify zapping of ranges\n\nVerify that zapping a range leaves its end alone.';
  clone.commit(TEST, 'tools/testing/selftests/kvm/x86/demo_msr_test.c');
  const outbox = clone.catchMail();
  const folder = join(clone.path, 'outgoing', 'work-v1');
  const mails = (from: string) => readdirSync(from).map((name) => readFileSync(join(from, name), 'utf8'));

  test('the same people are in each mail, by the copy of the script; never stable@', () => {
    const done = clone.tryGit(['kvm', 'format-patch']);
    assert.match(done.said, /^to: Ádám Base <base@example\.org>$/m);
    assert.match(
      done.said,
      /^cc: Sam Selftest <sam@example\.org>, kvm@vger\.kernel\.org, linux-kernel@vger\.kernel\.org$/m,
    );
    assert.equal(mails(folder).length, 3);
    for (const mail of mails(folder)) {
      assert.match(mail, /^To: Ádám Base <base@example\.org>$/m);
      assert.match(
        mail,
        /^Cc: Sam Selftest <sam@example\.org>,\n\s+kvm@vger\.kernel\.org,\n\s+linux-kernel@/m,
      );
      assert.doesNotMatch(mail, /stable@|eve@|mallory@/);
    }
  });

  test('git kvm send opens the letter, shows who gets it, and sends', () => {
    const blocked = clone.tryGit(['kvm', 'send'], { GIT_EDITOR: 'true' });
    assert.equal(blocked.status, 1, blocked.said);
    const write = clone.editor(
      `sed -i 's/\\*\\*\\* SUBJECT HERE \\*\\*\\*/KVM: x86\\/mmu: Zap less/; s/\\*\\*\\* BLURB HERE \\*\\*\\*/Zap less./; s/: \\*\\*\\* RESULTS HERE \\*\\*\\*/:/' "$@"`,
    );
    const done = clone.tryGit(['kvm', 'send'], { GIT_EDITOR: write });
    assert.equal(done.status, 0, done.said);
    assert.match(done.said, /^to: Ádám Base <base@example\.org>$/m);
    const sent = mails(outbox);
    assert.equal(sent.length, 3);
    for (const mail of sent) assert.match(mail, /^To: .*<base@example\.org>$/m);
  });

  test('--to-cmd and --cc-cmd: one patch stands for its series', () => {
    const names = readdirSync(folder).sort();
    const one = join(folder, names[1]!);
    const to = clone.tryGit(['kvm', 'recipients', '--to', one]);
    assert.deepEqual(to, { status: 0, said: 'Ádám Base <base@example.org>\n' });
    assert.match(
      clone.tryGit(['kvm', 'recipients', '--cc', one]).said,
      /^Sam Selftest <sam@example\.org>\nkvm@/,
    );
    clone.run(['sh', '-c', `rm -f '${outbox}'/*`]);
    const args = [
      '--to-cmd=git kvm recipients --to',
      '--cc-cmd=git kvm recipients --cc',
      '--suppress-cc=self',
    ];
    const plain = clone.git('format-patch', '-o', join(clone.home, 'plain'), next).split('\n');
    const done = clone.tryGit(['send-email', '--quiet', ...args, '--no-validate', ...plain]);
    assert.equal(done.status, 0, done.said);
    assert.equal(mails(outbox).length, 2);
    for (const mail of mails(outbox))
      assert.match(mail, /^To: .*<base@[\s\S]*^(?:Cc: |\t)Sam Selftest <sam@/m);
  });

  test('what the user says counts instead', () => {
    const done = clone.tryGit(['kvm', 'format-patch', '-o', 'mine', '--', '--to=x@example.org']);
    assert.doesNotMatch(done.said, /^(?:to|cc): /m);
    for (const mail of mails(join(clone.path, 'mine'))) assert.doesNotMatch(mail, /base@example/);
  });
});
