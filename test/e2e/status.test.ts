import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { KernelClone } from './kernel-clone';

const MESSAGES = [
  'KVM: x86/mmu: Zap less of the range\n\nZap only what was asked for, as zapping is slow.',
  'KVM: x86/mmu: Zap faster\n\nZap in one go, as flushing is slow.',
  'KVM: selftests: Verify zapping of ranges\n\nVerify that zapping a range leaves its end alone.',
];
const PATHS = [
  'arch/x86/kvm/mmu/mmu.c',
  'arch/x86/kvm/mmu/mmu.c',
  'tools/testing/selftests/kvm/x86/demo_msr_test.c',
];

describe('git kvm status', () => {
  let clone: KernelClone;
  /** Subjects and Message-IDs of what left, in order. */
  let sent: { subject: string; id: string }[];
  let mbox: string;
  before(() => {
    clone = new KernelClone();
    mbox = join(clone.home, 'list.mbox');
    const next = clone.git('rev-parse', 'HEAD');
    clone.follow('x', 'https://github.com/kvm-x86/linux.git', { next });
    clone.git('checkout', '-q', '-b', 'x86/mmu/zap', next);
    for (const [i, message] of MESSAGES.entries()) clone.commit(message, PATHS[i]);
    assert.equal(clone.tryGit(['kvm', 'format-patch']).status, 0);
    const cover = 'outgoing/x86-mmu-zap-v1/0000-cover-letter.patch';
    const filled = clone.read(cover).replace(/\*\*\* \w+ HERE \*\*\*/g, 'KVM: x86/mmu: Zap less');
    clone.write(cover, filled);
    const sendmail = join(clone.home, 'sendmail');
    writeFileSync(sendmail, `#!/bin/sh\ncat >'${clone.home}'/mail-$(ls '${clone.home}' | wc -l)\n`);
    chmodSync(sendmail, 0o755);
    for (const [key, value] of [
      ['smtpserver', sendmail],
      ['confirm', 'never'],
      ['to', 'kvm@vger.kernel.org'],
      ['suppresscc', 'all'],
    ])
      clone.git('config', '--global', `sendemail.${key}`, value!);
    assert.match(clone.tryGit(['kvm', 'status']).said, /Nothing was sent/);
    const done = clone.tryGit(['kvm', 'send', '--', '--quiet']);
    assert.equal(done.status, 0, done.said);
    const mails = readdirSync(clone.home)
      .filter((name) => name.startsWith('mail-'))
      .sort()
      .map((name) => readFileSync(join(clone.home, name), 'utf8'));
    sent = mails.map((mail) => ({
      subject: /^Subject: (.*)$/m.exec(mail)![1]!,
      id: /^Message-ID: (.*)$/im.exec(mail)![1]!,
    }));
  });
  after(() => clone.remove());

  let replies = 0;
  const reply = (
    to: { subject: string; id: string },
    body: string,
    from = 'Max Maintainer <max@example.org>',
  ) => {
    replies += 1;
    const id = `<reply-${replies}@example.org>`;
    const mail = [
      'From mboxrd@z Thu Jan  1 00:00:00 1970',
      `From: ${from}`,
      `Subject: Re: ${to.subject}`,
      `Message-ID: ${id}`,
      `In-Reply-To: ${to.id}`,
      `Date: Mon, 30 Nov 2026 10:00:${String(replies).padStart(2, '0')} +0000`,
      '',
      body,
      '',
      '',
    ];
    writeFileSync(mbox, mail.join('\n'), { flag: 'a' });
    return { subject: to.subject, id };
  };
  const status = (...args: string[]) => clone.tryGit(['kvm', 'status', ...args]);

  it('has no word of what was just sent', () => {
    assert.equal(sent.length, 4);
    const done = status();
    assert.match(done.said, /^KVM: x86\/mmu: Zap less \(v1, 3 patches, sent \d{4}-/);
    assert.match(done.said, /no notification/);
  });

  it('tells tree, branch and commits, and what was not taken', () => {
    const note = reply(
      sent[0]!,
      `On Mon, 23 Nov 2026, Ada Example wrote:\n> Applied to nothing, thanks!\n\nApplied to kvm-x86 mmu, thanks!\n\n` +
        `[1/3] KVM: x86/mmu: Zap less of the range\n      https://github.com/kvm-x86/linux/commit/aaaaaaaaaaaa\n` +
        `[2/3] KVM: x86/mmu: Zap faster\n      (not applied)\n` +
        `[3/3] KVM: selftests: Verify the zapping of ranges\n      https://github.com/kvm-x86/linux/commit/cccccccccccc\n`,
    );
    const done = status(mbox);
    assert.match(done.said, /^ {2}kvm-x86 mmu, 2026-11-30: 2 of 3 taken$/m);
    assert.match(done.said, /^ +1 {2}aaaaaaaaaaaa {2}KVM: x86\/mmu: Zap less of the range$/m);
    assert.match(done.said, /^ +2 {2}not taken +KVM: x86\/mmu: Zap faster$/m);
    assert.match(done.said, /as: KVM: selftests: Verify the zapping of ranges/);
    reply(note, 'Dropped this here, it breaks.\n', 'Ben Bystander <ben@example.org>');
    assert.match(status(mbox).said, /2 of 3 taken/, 'it is not his to drop');
  });

  it('follows drops and changed SHA-1s by who took it, and warns of a commit that quotes one', () => {
    const note = { subject: sent[0]!.subject, id: '<reply-1@example.org>' };
    reply(
      note,
      'FYI, I rebased mmu, new hashes:\n\n[1/3] KVM: x86/mmu: Zap less of the range\n      commit: dddddddddddd\n',
    );
    reply(note, 'Dropped patch 3, it fails on AMD.\n');
    clone.commit(
      'KVM: x86/mmu: Zap right\n\nZap right.\n\nFixes: aaaaaaaaaaaa ("KVM: x86/mmu: Zap less of the range")',
    );
    const done = status(mbox);
    assert.match(done.said, /^ +1 {2}dddddddddddd .*\n +no longer aaaaaaaaaaaa$/m);
    assert.match(done.said, /^ +3 {2}dropped/m);
    assert.match(done.said, /\("KVM: x86\/mmu: Zap right"\) quotes it: .* is no longer aaaaaaaaaaaa/);
  });

  it('gives JSON to tools', () => {
    const { series } = JSON.parse(status('--format', 'json', mbox).said.replace(/^git-kvm: .*$/gm, ''));
    assert.equal(series.length, 1);
    assert.equal(series[0].localBranch, 'x86/mmu/zap');
    assert.deepEqual(
      series[0].patches.map(({ fate }: { fate: string }) => fate),
      ['taken', 'not taken', 'dropped'],
    );
    assert.deepEqual(series[0].patches[0].formerly, ['aaaaaaaaaaaa']);
  });

  it('takes words of other series for what they are', () => {
    const other = join(clone.home, 'other.mbox');
    const [cover] = sent;
    writeFileSync(other, readFileSync(mbox, 'utf8').replaceAll(cover!.id, '<another@example.org>'));
    assert.match(status(other).said, /no notification/);
    assert.equal(status('--since', 'yesterdayish').status, 2);
  });

  it('mail that cannot be read is named, and the exit status is 2', () => {
    const { status, said } = clone.tryGit(['kvm', 'status', 'nosuch.mbox']);
    assert.equal(status, 2, said);
    assert.match(said, /^git-kvm: nosuch\.mbox: not read: no such file or directory$/m);
    assert.match(said, /KVM: x86\/mmu: Zap less/);
  });
});
