/** A rule let off for one patch, from the refused commit to the mail; and fixes, as a user asks for them. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { KernelClone } from './kernel-clone';

const LONG = `KVM: x86/mmu: Drop a comment that is stale and, being stale, is of no use to anybody

Drop a comment that describes behavior that is long gone.

Signed-off-by: Ada Example <ada@example.org>`;
const SLOPPY = LONG.replace(/KVM: x86\/mmu: .*/, 'kvm: x86/mmu: drop a stale comment.');
const FIXED = LONG.replace(/KVM: x86\/mmu: .*/, 'KVM: x86/mmu: Drop a stale comment');

describe('git kvm allow', () => {
  const clone = new KernelClone();
  after(() => clone.remove());

  test('from the refused commit to the mail, in one step', () => {
    clone.stage();
    const refused = clone.tryGit(['commit', '-q', '-m', LONG]);
    assert.match(refused.said, /shortlog-length/);
    const allowed = clone.tryGit(['kvm', 'allow', 'shortlog-length', '--reason', 'the name is that long']);
    assert.equal(allowed.status, 0, allowed.said);
    const again = clone.tryGit(['commit', '-q', '-m', LONG]);
    assert.equal(again.status, 0, again.said);
    assert.equal(clone.head(), LONG, 'git records nothing of it');

    const mail = clone.git('format-patch', '--stdout', '-1');
    assert.doesNotMatch(mail, /git-kvm|the name is that long/, 'nor does the mail, unless asked to');
    const checked = clone.tryGit(['kvm', 'check', '-1']);
    assert.equal(checked.status, 0, checked.said);
    clone.write('../mail.patch', mail);
    const report = clone.tryGit(['kvm', 'check', '--format', 'json', join(clone.home, 'mail.patch')]);
    const finding = JSON.parse(report.said).findings.find(
      ({ rule }: { rule: string }) => rule === 'shortlog-length',
    );
    assert.equal(finding.suppressed, true);
    assert.equal(finding.reason, 'the name is that long');
  });

  const send = () => {
    const sendmail = clone.editor(`cat >>'${clone.home}/sent'`);
    const options = [
      '--smtp-server',
      sendmail,
      '--to=kvm@vger.kernel.org',
      '--base=HEAD~1',
      '--confirm=never',
    ];
    writeFileSync(join(clone.home, 'sent'), '');
    const done = clone.tryGit([
      'send-email',
      '--suppress-cc=all',
      ...options,
      '--from=ada@example.org',
      '-1',
    ]);
    return { ...done, sent: clone.read('../sent') };
  };

  test('a send knows it by the commit; the mail has the reason with --public only', () => {
    const quiet = send();
    assert.equal(quiet.status, 0, quiet.said);
    assert.match(quiet.sent, /^Subject: .*Drop a comment/m);
    assert.doesNotMatch(quiet.sent, /git-kvm|the name is that long/);

    const allow = [
      'kvm',
      'allow',
      'shortlog-length',
      '--commit',
      'HEAD',
      '--reason',
      'the name is that long',
    ];
    assert.match(clone.tryGit([...allow, '--public']).said, /\(printed in the mail\)$/m);
    assert.match(clone.git('kvm', 'allow', '--list'), /^ {2}shortlog-length: .* \(public\)$/m);
    const loud = send();
    assert.equal(loud.status, 0, loud.said);
    assert.match(loud.sent, /^---$[\s\S]*git-kvm: allow shortlog-length: the name is that long$/m);

    clone.git('kvm', 'allow', '--remove', 'shortlog-length', '--commit', 'HEAD');
    const refused = send();
    assert.notEqual(refused.status, 0);
    assert.match(refused.said, /shortlog-length/);
    assert.equal(refused.sent, '');
    clone.git(...allow);
  });

  test('it is for that one commit, and survives an amend and a rebase', () => {
    clone.git('commit', '-q', '--amend', '--no-edit', '--date=now');
    assert.match(clone.git('kvm', 'allow', '--list'), /^ {2}shortlog-length: the name is that long$/m);
    assert.equal(send().status, 0);
    clone.stage();
    const next = clone.tryGit(['commit', '-q', '-m', LONG]);
    assert.notEqual(next.status, 0, 'the next commit is judged again');
    clone.git('reset', '-q', '--hard');
  });

  test('a line that lets nothing off, and an unknown rule, are told', () => {
    clone.stage();
    clone.git('kvm', 'allow', 'changelog-pronoun', '--reason', 'a quotation');
    const done = clone.tryGit(['commit', '-q', '-m', FIXED]);
    assert.equal(done.status, 0, done.said);
    assert.match(done.said, /Unused suppression of changelog-pronoun/);
    const remove = /git (kvm allow --remove changelog-pronoun --commit HEAD)$/m.exec(done.said)![1]!;
    clone.git('kvm', 'allow', 'spelling', '--reason', 'a name');
    const listed = clone.tryGit(['kvm', 'allow', '--list']).said;
    assert.match(
      listed,
      /^next commit\n {2}spelling: a name\n[0-9a-f]{12} KVM: x86\/mmu: Drop a stale comment\n {2}changelog-pronoun: a quotation\n/,
    );
    clone.git(...remove.split(' '));
    clone.git('kvm', 'allow', '--remove', 'spelling');
    assert.doesNotMatch(clone.tryGit(['kvm', 'allow', '--list']).said, /spelling|changelog-pronoun/);
    assert.doesNotMatch(clone.tryGit(['kvm', 'check', '-1']).said, /Unused/);
    const gone = clone.tryGit(remove.split(' '));
    assert.equal(gone.status, 2);
    assert.match(gone.said, /not suppressed for HEAD/);
    clone.git('kvm', 'allow', 'changelog-pronoun', '--commit', 'HEAD', '--reason', 'a quotation');
    const outgoing = send();
    assert.equal(outgoing.status, 0, outgoing.said);
    const command = new RegExp(
      `Remove it: git (kvm allow --remove \\S+ --commit ${clone.head('%H').slice(0, 12)})`,
    );
    clone.git(...command.exec(outgoing.said)![1]!.split(' '));
    const unknown = clone.tryGit(['kvm', 'allow', 'shortlog-lenght', '--reason', 'x']);
    assert.equal(unknown.status, 2);
    assert.match(unknown.said, /shortlog-length/);
  });

  test('uninstall takes the notes and their configuration away', () => {
    clone.git('kvm', 'uninstall');
    assert.equal(clone.git('for-each-ref', 'refs/notes'), '');
    assert.equal(clone.tryGit(['config', '--get', 'format.notes']).status, 1);
  });
});

describe('git kvm check --fix', () => {
  const clone = new KernelClone();
  after(() => clone.remove());
  const start = clone.git('rev-parse', 'HEAD');
  beforeEach(() => {
    clone.git('checkout', '-q', '-f', '-B', 'work', start);
    clone.stage();
    clone.git('commit', '-q', '--no-verify', '-m', SLOPPY);
  });

  test('a diff is shown first, and nothing is written', () => {
    const done = clone.tryGit(['kvm', 'check', '--fix', '-1']);
    assert.match(done.said, /^-kvm: x86\/mmu: drop a stale comment\.$/m);
    assert.match(done.said, /^\+KVM: x86\/mmu: Drop a stale comment$/m);
    assert.equal(clone.head(), SLOPPY);
  });

  test('commits are written anew with a backup, and no file is touched', () => {
    const tree = clone.git('rev-parse', 'HEAD^{tree}');
    const done = clone.tryGit(['kvm', 'check', '--fix', '--in-place', '-1']);
    assert.equal(done.status, 0, done.said);
    assert.equal(clone.head(), FIXED);
    assert.equal(clone.git('rev-parse', 'HEAD^{tree}'), tree);
    assert.equal(clone.git('status', '--porcelain'), '');
    const backup = clone
      .git('for-each-ref', '--format=%(refname)', 'refs/git-kvm/backup')
      .split('\n')
      .at(-1)!;
    assert.equal(clone.git('log', '-1', '--format=%B', backup), SLOPPY);
    assert.match(done.said, new RegExp(`^ {2}${clone.head('%h')} KVM: x86/mmu: Drop a stale comment$`, 'm'));
    const undo = /^To undo: git (.*)$/m.exec(done.said)![1]!;
    clone.git(...undo.split(' '));
    assert.equal(clone.head(), SLOPPY);
  });

  test('a dirty tree changes nothing', () => {
    clone.write('README', 'changed');
    const done = clone.tryGit(['kvm', 'check', '--fix', '--in-place', '-1']);
    assert.equal(done.status, 2, done.said);
    assert.equal(clone.head(), SLOPPY);
  });

  test('mails are copied to another folder, or fixed where they are', () => {
    clone.git('format-patch', '-q', '-1', '-o', join(clone.home, 'mails'), '--base=HEAD~1');
    const [name] = readdirSync(join(clone.home, 'mails')) as [string];
    const mail = (folder: string) => readFileSync(join(clone.home, folder, name), 'utf8');
    const before = mail('mails');
    clone.tryGit(['kvm', 'check', '--fix', '--out', join(clone.home, 'fixed'), join(clone.home, 'mails')]);
    assert.equal(mail('mails'), before);
    assert.equal(
      mail('fixed'),
      before.replace(/^Subject: .*$/m, 'Subject: [PATCH] KVM: x86/mmu: Drop a stale comment'),
    );
    const undo = (said: string) => {
      const command = /^To undo: (cp \S+\/\* \S+\/)$/m.exec(said)![1]!;
      assert.equal(clone.run(['sh', '-c', command]).status, 0);
    };
    for (const where of [join(clone.home, 'mails'), '../mails']) {
      const done = clone.tryGit(['kvm', 'check', '--fix', '--in-place', where]);
      assert.equal(mail('mails'), mail('fixed'));
      assert.deepEqual(
        readdirSync(join(clone.home, 'mails')),
        [name],
        'nothing that a send would take along',
      );
      undo(done.said);
      assert.equal(mail('mails'), before);
    }
  });

  test('a message file is fixed with its comments left alone', () => {
    clone.write('../message', `${SLOPPY}\n# a comment\n`);
    const done = clone.tryGit([
      'kvm',
      'check',
      '--fix',
      '--in-place',
      '--message',
      join(clone.home, 'message'),
    ]);
    assert.equal(clone.read('../message'), `${FIXED}\n# a comment\n`);
    clone.run(['sh', '-c', /^To undo: (.*)$/m.exec(done.said)![1]!]);
    assert.equal(clone.read('../message'), `${SLOPPY}\n# a comment\n`);
  });

  test('commit-msg fixes what is certain, where the configuration asks for it', () => {
    clone.write('.git/git-kvm.yaml', 'commit:\n  fix: true\n');
    clone.stage();
    const done = clone.tryGit(['commit', '-q', '-m', SLOPPY]);
    assert.equal(done.status, 0, done.said);
    assert.equal(clone.head(), FIXED);
  });

  test('commit: warn commits what would be rejected, and says so', () => {
    clone.write('.git/git-kvm.yaml', 'commit: warn\n');
    clone.stage();
    const done = clone.tryGit([
      'commit',
      '-q',
      '-m',
      'KVM: x86: Fix a leak\n\nWe free it.\n\nSigned-off-by: A <a@b.c>',
    ]);
    assert.equal(done.status, 0, done.said);
    assert.match(done.said, /changelog-pronoun/);
    assert.match(done.said, /Committed, as commit: warn asks for; a send blocks/);
  });
});
