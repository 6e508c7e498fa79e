import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { KernelClone } from './kernel-clone';

describe('a message that an editor opens with', () => {
  const clones: KernelClone[] = [];
  let clone: KernelClone;
  let seen: string;
  let editor: string;
  beforeEach(() => {
    clone = new KernelClone();
    clones.push(clone);
    seen = join(clone.home, 'seen');
    // Keeps what it was shown, writes a description behind the prefix, and leaves the rest alone.
    editor = clone.editor(
      `cp "$1" '${seen}'\nsed -i '1s/$/Zap less\\n\\nZap only what was asked for, as zapping is slow./' "$1"`,
    );
  });
  after(() => {
    for (const one of clones) one.remove();
  });
  const commit = (args: string[] = [], config: string[] = []) =>
    clone.tryGit([...config.flatMap((entry) => ['-c', entry]), 'commit', ...args], { GIT_EDITOR: editor });

  it('has the prefix and hints, which are gone from the commit', () => {
    clone.stage();
    const done = commit(['-s']);
    assert.equal(done.status, 0, done.said);
    const shown = readFileSync(seen, 'utf8');
    assert.match(shown, /^KVM: x86\/mmu: \n/);
    assert.match(shown, /^# The KVM x86 maintainers' guide asks for:$/m);
    assert.doesNotMatch(shown, /Fixes:/);
    assert.equal(
      clone.head(),
      'KVM: x86/mmu: Zap less\n\nZap only what was asked for, as zapping is slow.\n\nSigned-off-by: Ada Example <ada@example.org>',
    );
  });

  it('guesses what a change fixes that takes lines away, as a comment', () => {
    const path = 'arch/x86/kvm/x86.c';
    clone.write(path, `${clone.read(path)}int kvm_wrong(void)\n{\n\treturn 77;\n}\n`);
    clone.git('commit', '-q', '-a', '--no-verify', '-m', 'KVM: x86: Add what is wrong');
    const culprit = clone.git('rev-parse', '--short=12', 'HEAD');
    clone.write(path, clone.read(path).replace('\treturn 77;\n', '\treturn 0;\n'));
    const done = commit(['-a', '-s']);
    assert.equal(done.status, 0, done.said);
    const shown = readFileSync(seen, 'utf8');
    assert.ok(shown.includes(`\n# Fixes: ${culprit} ("KVM: x86: Add what is wrong")\n`), shown);
    assert.match(shown, /A guess/);
    assert.doesNotMatch(clone.head(), /#|Fixes/);
  });

  for (const [name, config, args] of [
    ['another comment character', ['core.commentChar=;'], []],
    ['a comment character of git’s choice', ['core.commentChar=auto'], []],
    ['the scissors', ['commit.cleanup=scissors'], []],
    ['a diff below', [], ['-v']],
    ['no status', [], ['--no-status']],
    ['comments that stay', ['commit.cleanup=whitespace'], []],
  ] as const) {
    it(`leaves nothing behind with ${name}`, () => {
      clone.stage();
      const done = commit(['-s', ...args], [...config]);
      assert.equal(done.status, 0, done.said);
      assert.match(clone.head('%s'), /^KVM: x86\/mmu: Zap less$/);
      assert.doesNotMatch(clone.head(), /wants here|hint|diff --git/);
    });
  }

  it('is left alone when somebody wrote it, when no editor is used, and outside of KVM', () => {
    clone.stage();
    clone.write('template', 'Mine\n');
    assert.equal(commit(['-t', 'template']).status, 1, 'Mine is no shortlog');
    assert.doesNotMatch(readFileSync(seen, 'utf8'), /wants here/);
    assert.equal(clone.tryGit(['commit', '--no-verify'], { GIT_EDITOR: ':' }).status, 1);
    clone.git('reset', '-q');
    clone.stage('README');
    commit();
    assert.doesNotMatch(readFileSync(seen, 'utf8'), /KVM|wants here/);
  });

  it('does without a template that is not there, and says so', () => {
    clone.write('.git/git-kvm.yaml', 'templates: /nonexistent\n');
    clone.stage();
    const done = commit(['-s']);
    assert.match(done.said, /no such directory: \/nonexistent/);
    assert.doesNotMatch(readFileSync(seen, 'utf8'), /wants here/);
  });
});
