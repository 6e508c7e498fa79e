import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { treeOf } from '../../../src/git/fetched';
import { topicBranch } from '../../../src/workflow/format-patch/base';
import {
  changesSince,
  fillLetter,
  fillNotes,
  readLetter,
  readNotes,
  withChanges,
} from '../../../src/workflow/format-patch/cover';

const letter = (subject: string, blurb: string) =>
  `From 0 Mon Sep 17 00:00:00 2001\nFrom: Ada <ada@example.org>\nSubject: [PATCH v2 0/2] ${subject}\n\n${blurb}\n\nAda Example (2):\n  KVM: x86: One\n  KVM: x86: Two\n\n x | 1 +\n`;

describe('a cover letter', () => {
  it('is read back as it was written', () => {
    assert.deepEqual(readLetter(letter('KVM: x86: Do [it]', 'Say\n\nmore.')), {
      subject: 'KVM: x86: Do [it]',
      blurb: 'Say\n\nmore.',
    });
    assert.deepEqual(readLetter(letter('KVM: x86: Do\n it', 'Say.'))?.subject, 'KVM: x86: Do\n it');
    assert.equal(readLetter(letter('*** SUBJECT HERE ***', '*** BLURB HERE ***')), null);
    assert.equal(readLetter('Subject: x\n\nno list'), null);
    assert.equal(readLetter('Subject: x'), null);
    assert.equal(readLetter(letter('KVM: x86: Do it', '*** BLURB HERE ***'))?.subject, 'KVM: x86: Do it');
    assert.equal(readLetter(letter('*** SUBJECT HERE ***', 'Say.'))?.blurb, 'Say.');
  });
  it('is filled in as it is, dollar signs and all', () => {
    const filled = fillLetter(letter('*** SUBJECT HERE ***', '*** BLURB HERE ***'), {
      subject: 'A $&',
      blurb: 'B $1',
    });
    assert.deepEqual(readLetter(filled), { subject: 'A $&', blurb: 'B $1' });
    const empty = letter('*** SUBJECT HERE ***', '*** BLURB HERE ***');
    assert.equal(fillLetter(empty, {}), empty);
    assert.equal(fillLetter(empty, { subject: '', blurb: '' }), empty);
  });
  it('has the newest changes first', () => {
    const v2 = withChanges('Say.', changesSince(1, '<a@b>'));
    assert.match(v2, /^Say\.\n\nChanges since v1:\n[\s\S]*v1: https:\/\/lore\.kernel\.org\/all\/a@b$/m);
    const v3 = withChanges(v2, changesSince(2, null));
    assert.ok(v3.indexOf('since v2') < v3.indexOf('since v1'));
    assert.match(v3, /v2: https:\/\/lore\.kernel\.org\/all\/\*\*\* MESSAGE-ID HERE \*\*\*/);
  });
});

describe('what is under ---', () => {
  const patch =
    'Subject: [PATCH] x\n\nSay.\n\nSigned-off-by: A\n---\n arch/x86/kvm/x86.c | 2 +-\n 1 file changed\n\ndiff --git a/x b/x\n';
  it('is read back as it was written', () => {
    assert.equal(readNotes(patch), '');
    assert.equal(readNotes('Subject: x\n\nword\n x | 1 +\n'), '');
    assert.equal(readNotes(fillNotes(patch, 'Mine $&\n\nmore')), 'Mine $&\n\nmore');
    assert.equal(
      readNotes(patch.replace('---\n', '---\n\nNotes (git-kvm):\n    git-kvm: allow x: y\n\n')),
      '',
    );
  });
});

describe('remotes and topics', () => {
  it('are told by the end of a URL', () => {
    for (const url of [
      'https://github.com/kvm-x86/linux.git',
      'git@github.com:kvm-x86/linux',
      'ssh://x/mirror/kvm-x86/linux/',
    ])
      assert.equal(treeOf(url), 'kvm-x86');
    assert.equal(treeOf('git://git.kernel.org/pub/scm/virt/kvm/kvm.git'), 'kvm');
    assert.equal(treeOf('https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git'), 'linus');
    for (const url of [
      'https://github.com/me/linux.git',
      'https://github.com/not-kvm-x86/linux.git',
      '/home/kvm/kvm',
    ])
      assert.equal(treeOf(url), null);
  });
  it('are told by the parts of a branch name, the last one apart', () => {
    const branches = ['next', 'pmu', 'mmu', 'selftests'].map((branch) => ({
      tree: 'kvm-x86' as const,
      remote: 'x',
      branch,
      ref: `refs/remotes/x/${branch}`,
      id: '',
    }));
    const topic = (name: string | null) => topicBranch(name, branches)[0]?.branch;
    assert.equal(topic('x86/pmu/mine'), 'pmu');
    assert.equal(topic('pmu/mine'), 'pmu');
    assert.equal(topic('me/x86/mmu/mine'), 'mmu');
    assert.equal(topic('pmu'), undefined);
    assert.equal(topic('x86/vmx/mine'), undefined);
    assert.equal(topic(null), undefined);
  });
});
