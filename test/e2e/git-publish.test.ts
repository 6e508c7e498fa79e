import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { KernelClone } from './kernel-clone';

const isThere = spawnSync('git-publish', ['--version']).error === undefined;

describe('git-publish', { skip: isThere ? false : 'git-publish is not installed here' }, () => {
  let clone: KernelClone;
  let outbox: string;
  before(() => {
    clone = new KernelClone();
    outbox = join(clone.home, 'outbox');
    const sendmail = join(clone.home, 'sendmail');
    writeFileSync(sendmail, `#!/bin/sh\ncat >>'${outbox}'\n`);
    chmodSync(sendmail, 0o755);
    clone.git('config', '--global', 'sendemail.smtpserver', sendmail);
    clone.follow('x', 'https://github.com/kvm-x86/linux.git', { next: clone.git('rev-parse', 'HEAD') });
    clone.git('checkout', '-q', '-b', 'zap', 'x/next');
  });
  after(() => clone.remove());
  const publish = (...args: string[]) =>
    clone.run([
      'git-publish',
      '-b',
      'x/next',
      '--to=kvm@vger.kernel.org',
      '--suppress-cc=all',
      '--no-inspect-emails',
      '--no-message',
      ...args,
      '--',
      `--base=${clone.git('rev-parse', 'x/next')}`,
    ]);

  it('is held back before it sends, whether it sends all at once or mail by mail', () => {
    clone.commit('kvm: mmu: zap less of the range.\n\nWe zap too much.');
    for (const args of [[], ['--separate-send']]) {
      const done = publish(...args);
      assert.notEqual(done.status, 0);
      assert.match(done.said, /shortlog-/);
      assert.match(done.said, /Nothing was sent/);
      assert.ok(!existsSync(outbox), 'no mail has left');
    }
  });

  it('sends what follows the guide', () => {
    const message = 'KVM: x86/mmu: Zap less of the range\n\nZap only what was asked for, as zapping is slow.';
    clone.git('commit', '-q', '--amend', '--no-verify', '-s', '-m', message);
    const done = publish();
    assert.equal(done.status, 0, done.said);
    assert.match(
      readFileSync(outbox, 'utf8'),
      /^Subject: \[PATCH[^\]]*\] KVM: x86\/mmu: Zap less of the range$/m,
    );
  });
});
