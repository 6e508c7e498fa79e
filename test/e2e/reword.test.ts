/** `git kvm reword`: from findings to a fixed branch. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { KernelClone } from './kernel-clone';

const GOOD = `KVM: x86/mmu: Drop a stale comment

Drop a comment that describes behavior that is long gone.

Signed-off-by: Ada Example <ada@example.org>`;
const SLOPPY = GOOD.replace('KVM:', 'kvm:').replace('comment\n', 'comment.\n');
const UNFIXABLE = GOOD.replace('x86/mmu: Drop', 'mmu: Drop').replace(
  'Drop a comment',
  'Drop it, as we drop a comment',
);

describe('git kvm reword', () => {
  const clone = new KernelClone();
  after(() => clone.remove());
  const start = clone.git('rev-parse', 'HEAD');
  const seen = join(clone.home, 'seen');
  beforeEach(() => {
    clone.git('checkout', '-q', '-f', '-B', 'work', start);
    for (const [i, message] of [SLOPPY, GOOD, UNFIXABLE].entries()) {
      clone.stage('arch/x86/kvm/mmu/mmu.c', `/* ${i} */`);
      clone.git('commit', '-q', '--no-verify', '-m', message);
    }
    clone.run(['rm', '-f', seen]);
  });
  const backups = () => clone.git('for-each-ref', '--format=%(refname)', 'refs/git-kvm/backup/work');
  const messages = () => clone.git('log', '--reverse', '--format=%B%x00', `${start}..`).split('\0\n');

  test('opens what blocks, with findings and fixes; the trees and the work tree stay', () => {
    const before = clone.git('rev-parse', 'HEAD');
    const trees = clone.git('log', '--format=%T', `${start}..`);
    const editor = clone.editor(
      `cat "$1" >>'${seen}'; sed -i 's/^KVM: mmu:/KVM: x86\\/mmu:/; s/^Drop it, as we drop/# not a comment\\n\\nDrop it, as KVM drops/' "$1"`,
    );
    const done = clone.tryGit(['kvm', 'reword', start], { GIT_EDITOR: editor });
    assert.equal(done.status, 0, done.said);
    const shown = clone.read('../seen');
    assert.match(
      shown,
      /^KVM: x86\/mmu: Drop a stale comment\n\nDrop[\s\S]*?\n# -+ >8 -+\n# Everything below/,
    );
    assert.match(shown, /^# 1 of 2: [0-9a-f]{12} kvm: x86\/mmu: Drop a stale comment\.$/m);
    assert.match(shown, /^# fixed {3}shortlog-case: /m);
    assert.match(shown, /^# block {3}changelog-pronoun: /m);
    assert.equal(shown.match(/>8/g)!.length, 2, 'the good one is not opened');
    const [first, second, third] = messages();
    assert.equal(first!.trim(), GOOD);
    assert.equal(second!.trim(), GOOD);
    assert.match(third!, /^KVM: x86\/mmu: Drop a stale comment\n\n# not a comment\n\nDrop it, as KVM drops/);
    assert.equal(clone.git('log', '--format=%T', `${start}..`), trees);
    assert.equal(clone.git('status', '--porcelain'), '');
    assert.match(
      done.said,
      /^work: 3 commits rewritten:\n {2}[0-9a-f]{7,} KVM: x86\/mmu: Drop a stale comment$/m,
    );
    const undo = /^To undo: git (reset --keep refs\/git-kvm\/backup\/work\/\S+)$/m.exec(done.said)![1]!;
    clone.git(...undo.split(' '));
    assert.equal(clone.git('rev-parse', 'HEAD'), before);
  });

  test('an editor that fails, an empty message, or a change in the work tree: nothing moves', () => {
    const before = clone.git('rev-parse', 'HEAD');
    const kept = backups();
    for (const script of ['exit 1', ': >"$1"', `case $(cat "$1") in *'2 of 2'*) exit 1;; esac`]) {
      const done = clone.tryGit(['kvm', 'reword', start], { GIT_EDITOR: clone.editor(script) });
      assert.equal(done.status, 2, done.said);
      assert.match(done.said, /nothing was changed/);
    }
    clone.stage();
    const dirty = clone.tryGit(['kvm', 'reword', start], { GIT_EDITOR: clone.editor(`touch '${seen}'`) });
    assert.equal(dirty.status, 2);
    assert.match(dirty.said, /uncommitted changes/);
    assert.notEqual(clone.run(['test', '-e', seen]).status, 0, 'no editor opened in vain');
    assert.equal(clone.git('rev-parse', 'HEAD'), before);
    assert.equal(backups(), kept);
  });

  test('what still blocks is told, and is the exit status', () => {
    const done = clone.tryGit(['kvm', 'reword', start], { GIT_EDITOR: 'true' });
    assert.equal(done.status, 1, done.said);
    assert.match(done.said, /changelog-pronoun/);
    assert.doesNotMatch(done.said, /shortlog-case/);
    assert.equal(messages()[0]!.trim(), GOOD, 'the fixes were applied');
  });

  test('where nothing blocks, no editor opens', () => {
    const done = clone.tryGit(['kvm', 'reword', 'HEAD~2..HEAD~1'], { GIT_EDITOR: 'false' });
    assert.deepEqual(done, { status: 0, said: 'No blocking findings: no message to reword.\n' });
  });
});
