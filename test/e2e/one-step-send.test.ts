/** `git send-email` in one step, and what it is told on its command line and in the configuration. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { KernelClone } from './kernel-clone';

const CHANGE = (what: string) => `KVM: x86/mmu: Drop ${what}

Drop a comment that describes behavior that is long gone.`;

describe('git send-email in one step', () => {
  const clone = new KernelClone();
  after(() => clone.remove());
  const outbox = join(clone.home, 'sent');
  mkdirSync(outbox);
  const sendmail = clone.editor(`cat >"$(mktemp '${outbox}/XXXXXXXX')"`);
  const config = { smtpserver: sendmail, confirm: 'never', suppresscc: 'self', from: 'ada@example.org' };
  for (const [key, value] of Object.entries(config))
    clone.git('config', '--global', `sendemail.${key}`, value);
  const next = clone.git('rev-parse', 'HEAD');
  clone.follow('kvm-x86', 'https://github.com/kvm-x86/linux.git', { next });
  clone.commit(CHANGE('a stale comment'));
  clone.commit(CHANGE('another one'));
  const [, major, minor] = /(\d+)\.(\d+)/.exec(clone.git('version'))!;
  const isNew = Number(major) > 2 || Number(minor) >= 41;
  const sent = () => readdirSync(outbox).map((name) => readFileSync(join(outbox, name), 'utf8'));
  beforeEach(() => {
    clone.run(['sh', '-c', `rm -f '${outbox}'/*`]);
    clone.tryGit(['config', '--global', '--unset-all', 'sendemail.to']);
  });
  const send = (args: readonly string[], env: Record<string, string> = {}) =>
    clone.tryGit(['send-email', '--quiet', ...args], env);
  const LETTER = '--to=kvm@vger.kernel.org --cover-letter --annotate --base=kvm-x86/next'.split(' ');

  test('--cover-letter --annotate: the letter is written in the editor, and leaves', () => {
    const write = clone.editor(
      `for f; do sed -i 's/\\*\\*\\* SUBJECT HERE \\*\\*\\*/KVM: x86\\/mmu: Drop stale comments/; s/\\*\\*\\* BLURB HERE \\*\\*\\*/Drop comments that are stale./' "$f"; done`,
    );
    const done = send([...LETTER, 'kvm-x86/next..HEAD'], { GIT_EDITOR: write });
    assert.equal(done.status, 0, done.said);
    assert.equal(sent().length, 3);
    if (isNew) return;
    assert.match(done.said, /The editor opens next, and this git \(older than 2\.41\) sends/);
    assert.match(done.said, /git kvm format-patch, git kvm send/);
  });

  test('git itself stops a subject that is still a mark', () => {
    const done = send([...LETTER, 'kvm-x86/next..HEAD'], { GIT_EDITOR: 'true' });
    assert.notEqual(done.status, 0);
    assert.equal(sent().length, 0);
  });

  test('without an editor to come, the marks block; no temporary file is named', () => {
    const args = ['--to=kvm@vger.kernel.org', '--cover-letter', '--base=kvm-x86/next', 'kvm-x86/next..HEAD'];
    const done = send(args, { GIT_EDITOR: 'true' });
    assert.notEqual(done.status, 0);
    assert.equal(sent().length, 0);
    // Before the hook, where the hook runs after the editor.
    if (isNew) return assert.match(done.said, /template subject/);
    const ours = done.said.split('\n').filter((line) => !/^(?:fatal|warning): |^\/tmp/.test(line));
    assert.match(ours.join('\n'), /series-complete/);
    assert.match(ours.join('\n'), /Fix the commits \(git kvm reword RANGE/);
    assert.doesNotMatch(ours.join('\n'), /\/\w{10}\/0/, done.said);
  });

  const folder = join(clone.home, 'out');
  const patches = () => {
    clone.run(['rm', '-rf', folder]);
    clone.git('format-patch', '-q', '-1', '--base=kvm-x86/next', '-o', folder, 'HEAD~');
    return folder;
  };

  test('--in-reply-to of a new series blocks', () => {
    const done = send(['--to=kvm@vger.kernel.org', '--in-reply-to', '<some@where.example>', patches()]);
    assert.notEqual(done.status, 0, done.said);
    assert.match(done.said, /in-reply-to/);
    assert.equal(sent().length, 0);
  });

  test('recipients of the command line and of the configuration count', () => {
    const warned = (done: { said: string }) => /Missing recipients: .*kvm@example\.org/.test(done.said);
    const only = send(['--to=maintainer@example.org', patches()]);
    assert.equal(only.status, 0, only.said);
    assert.ok(warned(only), only.said);
    const BOTH = ['--to=maintainer@example.org', '--cc', 'x86@kernel.org, kvm@example.org'];
    assert.ok(!warned(send([...BOTH, patches()])));
    clone.git('config', '--global', 'sendemail.to', 'maintainer@example.org, kvm@example.org');
    assert.ok(!warned(send([patches()])));
    assert.ok(warned(send(['--to', 'maintainer@example.org', patches()])), 'the option wins');
    assert.ok(
      !warned(send(['--to=ann@example.org', '--cc-cmd=echo kvm@example.org #', patches()])),
      'unknown',
    );
  });

  test('--cc counts where To: is in the mails; stable@ is reported unless git took it from a tag', () => {
    const plain = (...more: string[]) => {
      clone.run(['rm', '-rf', folder]);
      clone.git('format-patch', '-q', '-1', '--base=kvm-x86/next', '-o', folder, ...more);
      return folder;
    };
    const noted = (done: { status: number; said: string }) => {
      assert.equal(done.status, 0, done.said);
      clone.run(['rm', '-f', join(clone.path, '.git/git-kvm-notes.json')]);
      return /stable-recipient: Needless recipient/.test(done.said);
    };
    const to = '--to=maintainer@example.org';
    clone.git('checkout', '-q', '--detach', 'HEAD~');
    const cc = send(['--cc=kvm@example.org, x86@kernel.org', plain(to)]);
    assert.doesNotMatch(cc.said, /recipients: Missing/);
    assert.ok(!noted(cc));
    assert.ok(noted(send(['--cc=stable@vger.kernel.org', plain(to)])));
    assert.ok(noted(send([to, '--cc=stable@vger.kernel.org', plain()])));
    clone.git(
      'commit',
      '-q',
      '--amend',
      '--no-verify',
      '--trailer',
      'Cc: stable@vger.kernel.org',
      '--no-edit',
    );
    const tagged = send([plain(to)]);
    assert.ok(!noted(tagged));
    assert.ok(
      sent().some((mail) => /^Cc: .*stable@/m.test(mail)),
      'git wrote to them',
    );
    clone.git('checkout', '-q', 'next');
  });

  test('git 2.41 and later tells the headers of each mail: commands, aliases and files count as well', {
    skip: isNew ? false : 'git is older than 2.41',
  }, () => {
    const LISTS = ['kvm@example.org', 'x86@kernel.org'];
    const warned = (done: { said: string }) => /Missing recipients: .*kvm@example\.org/.test(done.said);
    const one = send(['--to-cmd=echo maintainer@example.org #', patches()]);
    assert.equal(one.status, 0, one.said);
    assert.ok(warned(one), one.said);
    assert.ok(
      !warned(send([`--to-cmd=printf '%s\\n' maintainer@example.org ${LISTS.join(' ')} #`, patches()])),
    );
    for (const [key, value] of [
      ['aliasesFile', join(clone.path, '.git/aliases')],
      ['aliasFileType', 'mutt'],
    ] as const)
      clone.git('config', `sendemail.${key}`, value);
    clone.write('.git/aliases', `alias everyone maintainer@example.org, ${LISTS.join(', ')}\n`);
    assert.ok(!warned(send(['--to=everyone', patches()])));
    const reply = send(['--to=everyone', '--compose', '--in-reply-to=<some@where.example>', patches()], {
      GIT_EDITOR: 'true',
    });
    assert.notEqual(reply.status, 0, reply.said);
    assert.match(reply.said, /in-reply-to/);
  });
});
