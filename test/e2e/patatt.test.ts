// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sh writes parameters so
/** A series that both git-kvm and patatt's sendemail-validate see: checked first, signed then, and the signatures hold. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { KernelClone } from './kernel-clone';

const HOOK = '#!/bin/sh\npatatt sign --hook "${1}"\n';

const skip = spawnSync('patatt', ['--version']).error ? 'no patatt here' : false;

describe('beside patatt', { skip }, () => {
  const clone = new KernelClone('linux', { install: false });
  after(() => clone.remove());
  const outbox = join(clone.home, 'sent');
  const patatt = (...args: string[]) => clone.run(['patatt', ...args]);
  if (skip === false) {
    const made = patatt('genkey');
    for (const [, key, value] of made.said.matchAll(/^ {4}(signingkey|selector) = (\S+)$/gm))
      clone.git('config', '--global', `patatt.${key}`, value!);
    assert.equal(patatt('install-hook').status, 0);
  }
  const before = skip === false ? clone.read('.git/hooks/sendemail-validate') : '';
  clone.install();
  mkdirSync(outbox);
  const sendmail = clone.editor(`cat >"$(mktemp '${outbox}/XXXXXXXX')"`);
  for (const [key, value] of Object.entries({ smtpserver: sendmail, confirm: 'never', suppresscc: 'all' }))
    clone.git('config', '--global', `sendemail.${key}`, value);
  const next = clone.git('rev-parse', 'HEAD');
  clone.follow('kvm-x86', 'https://github.com/kvm-x86/linux.git', { next });

  /** Patches of these commits, in a new folder. */
  const format = (...messages: string[]) => {
    clone.git('checkout', '-q', '-f', '--detach', next);
    for (const message of messages) clone.commit(message);
    const folder = join(clone.home, `out-${readdirSync(clone.home).length}`);
    clone.git('format-patch', '-q', `--base=${next}`, '--cover-letter', '-o', folder, next);
    const letter = join(folder, '0000-cover-letter.patch');
    const text = readFileSync(letter, 'utf8')
      .replace('*** SUBJECT HERE ***', 'KVM: x86/mmu: Drop stale comments')
      .replace('*** BLURB HERE ***', 'Drop comments that are stale.');
    writeFileSync(letter, text);
    return folder;
  };
  const send = (folder: string) => {
    for (const name of readdirSync(outbox)) rmSync(join(outbox, name));
    const done = clone.tryGit(['send-email', '--quiet', '--to=kvm@vger.kernel.org', folder]);
    return { ...done, sent: readdirSync(outbox).map((name) => join(outbox, name)) };
  };
  const assertSigned = (mails: readonly string[]) => {
    assert.ok(mails.length > 1, 'patatt takes one file alone for an mbox');
    const { status, said } = patatt('validate', ...mails);
    assert.deepEqual([status, said.match(/PASS \|/g)?.length], [0, mails.length], said);
  };
  const STALE = (what: string) =>
    `KVM: x86/mmu: Drop ${what}\n\nDrop a comment that describes behavior that is long gone.`;

  it('each mail of a clean series leaves with a signature that holds', () => {
    const done = send(format(STALE('a stale comment'), STALE('another one — größer')));
    assert.equal(done.status, 0, done.said);
    assert.equal(done.sent.length, 3);
    assertSigned(done.sent);
    const [first] = done.sent;
    writeFileSync(first!, readFileSync(first!, 'utf8').replace(/^Drop /m, 'Add '));
    assert.match(patatt('validate', ...done.sent).said, /FAIL|BADSIG/, 'patatt sees a change');
  });

  it('a signature is no reason to reject a series that is sent again', () => {
    const folder = format(STALE('a stale comment'));
    assert.equal(send(folder).status, 0);
    const again = send(folder);
    assert.equal(again.status, 0, again.said);
    assertSigned(again.sent);
  });

  it('a series that is rejected is not signed', () => {
    const folder = format(STALE('a stale comment'), 'KVM: x86/mmu: fixed it.\n\nThis patch fixes it.');
    const done = send(folder);
    assert.notEqual(done.status, 0);
    assert.deepEqual(done.sent, []);
    for (const name of readdirSync(folder))
      assert.doesNotMatch(readFileSync(join(folder, name), 'utf8'), /X-Developer/, name);
  });

  it('is restored by an uninstall, and may come later', () => {
    clone.git('kvm', 'uninstall');
    assert.equal(clone.read('.git/hooks/sendemail-validate'), before);
    rmSync(join(clone.path, '.git/hooks/sendemail-validate'));
    clone.install();
    assert.match(patatt('install-hook').said, /already exists/);
    mkdirSync(join(clone.path, '.git/git-kvm-hooks'), { recursive: true });
    writeFileSync(join(clone.path, '.git/git-kvm-hooks/sendemail-validate'), HOOK, { mode: 0o755 });
    const done = send(format(STALE('a stale comment')));
    assert.equal(done.status, 0, done.said);
    assertSigned(done.sent);
  });
});
