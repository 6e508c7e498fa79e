/** `git kvm config set`: a level in a file, comments kept, and git's hooks follow it. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { KernelClone } from './kernel-clone';

const clone = new KernelClone();
after(() => clone.remove());
const set = (...args: string[]) => clone.tryGit(['kvm', 'config', 'set', ...args]);

test('writes the file of the clone, and keeps comments', () => {
  assert.equal(set('rules.shortlog-case', 'off').status, 0);
  assert.equal(clone.read('.git/git-kvm.yaml'), 'rules:\n  shortlog-case: off\n');
  const text =
    '# mine\nrules: # some\n    # not a case\n    shortlog-case: off # why\n    spelling: note\n\nnotes: true\n';
  clone.write('.git/git-kvm.yaml', text);
  assert.equal(set('shortlog-case', 'warn').status, 0);
  assert.equal(clone.read('.git/git-kvm.yaml'), text.replace('case: off', 'case: warn'));
  assert.equal(set('tag-order', 'off').status, 0);
  assert.match(clone.read('.git/git-kvm.yaml'), /^rules: # some\n {4}tag-order: off\n {4}# not a case\n/m);
  clone.stage();
  const message =
    'kvm: x86/mmu: Drop a stale comment\n\nDrop a comment that is stale.\n\nSigned-off-by: Ada Example <ada@example.org>';
  const done = clone.tryGit(['commit', '-q', '-m', message]);
  assert.equal(done.status, 0, done.said);
  assert.match(done.said, /warn +shortlog-case/);
});

test('writes the file of the user with --user', () => {
  const done = set('--user', 'rules.spelling', 'off');
  assert.equal(done.status, 0, done.said);
  assert.equal(clone.read('../.config/git-kvm/config.yaml'), 'rules:\n  spelling: off\n');
});

test('sets the level of a rule with options', () => {
  const text =
    'rules:\n  shortlog-length:   # long\n    # of the subject\n    options: { max: 70 }\n  shortlog-topic:\n    options:\n      used: off\n    level: note # now\nnotes: false\n';
  clone.write('.git/git-kvm.yaml', text);
  assert.equal(set('shortlog-topic', 'warn').status, 0);
  assert.equal(set('shortlog-length', 'block').status, 0);
  assert.equal(
    clone.read('.git/git-kvm.yaml'),
    text.replace('level: note', 'level: warn').replace('# long\n', '# long\n    level: block\n'),
  );
  assert.match(clone.git('kvm', 'config', 'shortlog-length'), /→ 70 /);
});

test('says what has precedence over the file that it wrote', () => {
  clone.write('.git-kvmrc.yaml', 'rules: { tag-order: note }\n');
  const done = set('tag-order', 'warn');
  assert.match(done.said, /^git-kvm: tree \(.*\.git-kvmrc\.yaml\) has precedence: rules\.tag-order: note$/m);
  clone.run(['rm', '.git-kvmrc.yaml']);
  assert.doesNotMatch(set('tag-order', 'warn').said, /precedence/);
});

test('what it cannot do changes nothing', () => {
  const flow = 'rules: { shortlog-case: off }\n';
  clone.write('.git/git-kvm.yaml', flow);
  for (const [args, says] of [
    [['shortlog-case', 'warn'], /can't be edited line by line/],
    [['shortlog-cse', 'warn'], /shortlog-case/],
    [['shortlog-case', 'loud'], /'loud' is not a level/],
    [['shortlog-case'], /a rule and a level are needed/],
  ] as const) {
    const done = set(...args);
    assert.equal(done.status, 2, done.said);
    assert.match(done.said, says);
    assert.equal(clone.read('.git/git-kvm.yaml'), flow);
  }
});
