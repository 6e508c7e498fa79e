import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { KernelClone } from './kernel-clone';

const GOOD = 'KVM: x86/mmu: Zap less of the range\n\nZap only what was asked for, as zapping is slow.';
const BAD = 'kvm: mmu: zap less of the range.\n\nWe zap too much.';

/** b4 as PATH has it, and another one where GIT_KVM_B4 names its program. */
const versions = ['b4', ...(process.env.GIT_KVM_B4 ? [process.env.GIT_KVM_B4] : [])].map((name) => {
  const done = spawnSync(name, ['--version'], { encoding: 'utf8' });
  const version =
    done.status === 0 ? `${done.stdout}${done.stderr}`.match(/\d+\.\d+(?:\.\d+)*/)?.[0] : undefined;
  return { name, version: version ?? null };
});

function mailOf(clone: KernelClone): string {
  return clone.git('format-patch', '--stdout', '-1');
}

describe('git kvm b4-check', () => {
  const clone = new KernelClone();
  after(() => clone.remove());
  const check = (mail: string, ...args: string[]) => {
    const done = spawnSync('git', ['kvm', 'b4-check', ...args], {
      cwd: clone.path,
      env: clone.env,
      input: mail,
      encoding: 'utf8',
    });
    return { status: done.status, out: done.stdout, err: done.stderr };
  };

  it('says nothing of a patch that follows the guide, on either stream', () => {
    clone.commit(GOOD);
    assert.deepEqual(check(mailOf(clone)), { status: 0, out: '', err: '' });
  });

  it('says a line for each finding, and ERROR: where one blocks', () => {
    clone.commit(BAD);
    const { status, out, err } = check(mailOf(clone), '--cache-key', 'any');
    assert.equal(status, 0);
    assert.equal(err, '');
    assert.match(out, /^ERROR: shortlog-punctuation: No punctuation at the end of the shortlog\. Drop it$/m);
    for (const line of out.trim().split('\n')) assert.match(line, /^(?:ERROR|WARNING): [\w-]+: [A-Z`]/);
    assert.doesNotMatch(out, /base-commit|recipients/, 'b4 adds these when it sends');
  });

  it('knows what is suppressed for the commit, also in a mail that does not name it', () => {
    clone.commit(BAD);
    const mail = mailOf(clone).replace(/^From .*\n/, '');
    const rules = [...check(mail).out.matchAll(/^\w+: ([\w-]+): /gm)].map(([, rule]) => rule!);
    assert.ok(rules.length > 1);
    for (const rule of rules) clone.git('kvm', 'allow', rule, '--reason', 'as asked', '--commit', 'HEAD');
    assert.equal(check(mail).out, '');
  });

  it('does not let what is quoted look like a failure', () => {
    clone.commit(GOOD.replace('Zap only', 'ERROR: we zap only'));
    const warned = check(mailOf(clone))
      .out.split('\n')
      .filter((line) => line.startsWith('WARNING'));
    for (const line of warned) assert.doesNotMatch(line, /ERROR:/);
  });

  it('fails where it cannot check', () => {
    const nothing = check('');
    assert.equal(nothing.status, 2);
    assert.match(nothing.out, /^ERROR: could not check/);
    const review = check('', '--review');
    assert.equal(JSON.parse(review.out)[0].status, 'fail');
  });

  it('speaks JSON to a reviewer', () => {
    clone.commit(BAD);
    const [result] = JSON.parse(check(mailOf(clone), '--review').out);
    assert.equal(result.tool, 'git-kvm');
    assert.equal(result.status, 'fail');
    assert.match(result.summary, /^\d+ blocking, 1 warning$/);
    assert.match(result.details, /shortlog/);
    clone.commit('README: Say more\n\nSay more.', 'README');
    assert.deepEqual(JSON.parse(check(mailOf(clone), '--review').out), []);
  });

  it('judges a whole series from the thread that b4 keeps', () => {
    const base = clone.git('rev-parse', 'HEAD');
    for (const path of ['arch/x86/kvm/x86.c', 'arch/x86/kvm/svm/svm.c']) clone.commit(GOOD, path);
    const thread = clone.git('format-patch', '--stdout', '--thread', '--cover-letter', base);
    writeFileSync(join(clone.home, 'thread'), `${thread}\n`);
    const blob = clone.git('hash-object', '-w', join(clone.home, 'thread'));
    const tracking = join(clone.home, 'tracking.json');
    writeFileSync(tracking, JSON.stringify({ series: { 'thread-blob': blob } }));
    const cover = `${thread.split(/^(?=From [0-9a-f]{40} )/m)[0]}\n`;
    clone.env.B4_TRACKING_FILE = tracking;
    const [result] = JSON.parse(check(cover, '--review', '--series').out);
    assert.equal(result.status, 'fail');
    assert.match(result.details, /SUBJECT HERE/);
    writeFileSync(tracking, '{"series": 1}');
    assert.equal(JSON.parse(check(cover, '--review', '--series').out)[0].tool, 'git-kvm');
    delete clone.env.B4_TRACKING_FILE;
  });
});

describe('install --b4', () => {
  it('adds to what is configured, and uninstall takes exactly that away', () => {
    const clone = new KernelClone('linux', { install: false });
    clone.git('config', '--add', 'b4.prep-perpatch-check-cmd', './mine');
    const before = clone.read('.git/config');
    clone.install();
    assert.equal(clone.tryGit(['kvm', 'install', '--b4']).status, 0);
    clone.git(
      'config',
      '--global',
      'b4.prep-pre-flight-checks',
      'disable-needs-editing, disable-needs-checking',
    );
    const again = clone.tryGit(['kvm', 'install', '--b4']);
    assert.equal(again.status, 0, 'twice is once');
    assert.match(
      again.said,
      /pre-flight-checks is .*gitconfig.*: b4 send won't say that b4 prep --check was not run/,
    );
    const commands = clone.git('config', '--get-all', 'b4.prep-perpatch-check-cmd').split('\n');
    assert.equal(commands[0], './mine');
    assert.match(commands[1]!, /b4-check --cache-key \d/);
    assert.equal(commands.length, 2);
    assert.match(clone.git('config', 'b4.review-series-check-cmd'), /b4-check --review --series$/);
    assert.equal(clone.tryGit(['kvm', 'uninstall']).status, 0);
    assert.equal(clone.read('.git/config'), before);
    clone.remove();
  });
});

for (const { name, version } of versions) {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  const canCheck = major > 0 || minor >= 13;
  describe(`real b4 ${version ?? ''}`, {
    skip: version === null ? `${name} is not installed here` : false,
  }, () => {
    let clone: KernelClone;
    let outbox: string;
    before(() => {
      clone = new KernelClone('my linux');
      clone.install();
      assert.equal(clone.tryGit(['kvm', 'install', '--b4']).status, 0);
      outbox = join(clone.home, 'outbox');
      const sendmail = join(clone.home, 'sendmail');
      writeFileSync(sendmail, `#!/bin/sh\ncat >>'${outbox}'\n`);
      chmodSync(sendmail, 0o755);
      for (const [key, value] of [
        ['sendemail.smtpserver', sendmail],
        ['sendemail.confirm', 'never'],
        ['b4.send-series-to', 'kvm@vger.kernel.org'],
        ['b4.send-no-patatt-sign', 'yes'],
        ['b4.send-endpoint-web', 'no'],
        ['b4.prep-pre-flight-checks', 'disable-all'],
      ])
        clone.git('config', '--global', key!, value!);
      // So that `git kvm send` runs this b4, whatever PATH says.
      const bin = join(clone.home, 'bin');
      clone.run(['mkdir', '-p', bin]);
      writeFileSync(join(bin, 'b4'), `#!/bin/sh\nPATH='${process.env.PATH}'\nexec ${name} "$@"\n`);
      chmodSync(join(bin, 'b4'), 0o755);
      clone.env.PATH = `${bin}:${process.env.PATH}`;
      clone.follow('x', 'https://github.com/kvm-x86/linux.git', { next: clone.git('rev-parse', 'HEAD') });
      const prep = clone.run(['b4', 'prep', '-n', 'zap', '-f', 'x/next']);
      assert.equal(prep.status, 0, prep.said);
      clone.commit(GOOD);
      const editor = clone.editor(
        `printf 'KVM: x86/mmu: Zap less\\n\\nZap less.  Tested by zapping.\\n\\nSigned-off-by: Ada Example <ada@example.org>\\n' >"$1"`,
      );
      const cover = clone.run(['b4', 'prep', '--edit-cover'], { GIT_EDITOR: editor, EDITOR: editor });
      assert.equal(cover.status, 0, cover.said);
    });
    after(() => clone.remove());

    it('prep --check tells what the rules say', {
      skip: canCheck ? false : `b4 ${version} has no prep --check`,
    }, () => {
      clone.git('commit', '-q', '--amend', '--no-verify', '-s', '-m', BAD);
      const bad = clone.run(['b4', 'prep', '--check']);
      assert.match(bad.said, /git: ERROR: shortlog-punctuation: No punctuation/);
      clone.git('commit', '-q', '--amend', '--no-verify', '-s', '-m', GOOD);
      const good = clone.run(['b4', 'prep', '--check']);
      assert.doesNotMatch(good.said, /(?:ERROR|WARNING): [\w-]+: /);
      assert.match(good.said, /Success: 1/);
    });

    it('send asks before a branch that was never checked leaves, and not once it is', {
      skip: canCheck ? false : `b4 ${version} has no prep --check`,
    }, () => {
      const checks = 'enable-all, disable-needs-auto-to-cc';
      const asking = {
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'b4.prep-pre-flight-checks',
        GIT_CONFIG_VALUE_0: checks,
      };
      clone.stage();
      clone.git('commit', '-q', '--amend', '--no-verify', '-s', '-m', BAD);
      const unchecked = clone.run(['b4', 'send'], asking);
      assert.notEqual(unchecked.status, 0);
      assert.match(unchecked.said, /Run local checks/);
      assert.match(clone.run(['b4', 'prep', '--show-info'], asking).said, /^needs-checking: True$/m);
      assert.ok(!existsSync(outbox), 'no mail has left');
      assert.match(clone.run(['b4', 'prep', '--check'], asking).said, /ERROR: shortlog-/);
      // It only records that the checks ran: what blocks is for git kvm send to hold back.
      assert.match(clone.run(['b4', 'prep', '--show-info'], asking).said, /^needs-checking: False$/m);
      const sent = clone.run(['git', 'kvm', 'send'], asking);
      assert.equal(sent.status, 1, sent.said);
      assert.ok(!existsSync(outbox), 'no mail has left');
    });

    it('send -o writes mails that git send-email holds back', () => {
      clone.git('commit', '-q', '--amend', '--no-verify', '-s', '-m', BAD);
      const folder = join(clone.home, 'b4-out');
      const made = clone.run(['b4', 'send', '--no-sign', '-o', folder]);
      assert.equal(made.status, 0, made.said);
      assert.ok(readdirSync(folder).length > 0);
      const sent = clone.tryGit(['send-email', '--to=kvm@vger.kernel.org', folder]);
      assert.notEqual(sent.status, 0);
      assert.match(sent.said, /Nothing was sent/);
      assert.ok(!existsSync(outbox), 'no mail has left');
    });

    it('send is held back by git kvm send, and goes through once it is right', () => {
      clone.git('commit', '-q', '--amend', '--no-verify', '-s', '-m', BAD);
      const bad = clone.tryGit(['kvm', 'send']);
      assert.equal(bad.status, 1, bad.said);
      assert.match(bad.said, /Nothing was sent/);
      assert.ok(!existsSync(outbox), 'no mail has left');
      clone.git('commit', '-q', '--amend', '--no-verify', '-s', '-m', GOOD);
      const dry = clone.tryGit(['kvm', 'send', '--b4', '--', '--dry-run']);
      assert.equal(dry.status, 0, dry.said);
      assert.ok(!existsSync(outbox), 'a dry run sends nothing');
      // b4 asks for Enter.
      const good = clone.run(['sh', '-c', 'echo | git kvm send --b4']);
      assert.equal(good.status, 0, good.said);
      assert.match(
        readFileSync(outbox, 'utf8'),
        /^Subject: \[PATCH\] KVM: x86\/mmu: Zap less of the range$/m,
      );
    });
  });
}
