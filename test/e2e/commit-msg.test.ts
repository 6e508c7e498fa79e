/** Real `git commit` in a clone that git-kvm is installed in. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { KernelClone } from './kernel-clone';

const GOOD = `KVM: x86/mmu: Drop a stale comment

Drop a comment that describes behavior that is long gone.

Signed-off-by: Ada Example <ada@example.org>`;
const BAD = GOOD.replace('KVM: x86/mmu', 'kvm: x86/mmu');

describe('commit-msg', () => {
  const clone = new KernelClone();
  after(() => clone.remove());
  const start = clone.git('rev-parse', 'HEAD');
  beforeEach(() => {
    clone.git('reset', '-q', '--hard', start);
    clone.stage();
  });

  /** Commit with an editor that writes `text` above what git put into the file. */
  const edited = (text: string, ...args: string[]) => {
    clone.write('../text', text);
    const editor = clone.editor(
      `{ cat "${join(clone.home, 'text')}"; sed '1s/^KVM.*//' "$1"; } > "$1.new" && mv "$1.new" "$1"`,
    );
    return clone.tryGit(['commit', ...args], { GIT_EDITOR: editor });
  };
  const refused = (done: { status: number; said: string }, rule: string) => {
    assert.notEqual(done.status, 0, done.said);
    assert.match(done.said, new RegExp(`\\b${rule}\\b`));
    assert.match(done.said, /git -C .+ commit .*-eF /);
  };

  test('a clean message passes in silence', () => {
    const done = clone.tryGit(['commit', '-q', '-m', GOOD]);
    assert.deepEqual(done, { status: 0, said: '' });
  });

  test('a message that breaks the guide is refused, kept, and goes on with one line', () => {
    const done = clone.tryGit(['commit', '-q', '-m', BAD]);
    refused(done, 'shortlog-case');
    const line = /^ {2}(git .* -eF .*)$/m.exec(done.said)![1]!;
    const editor = clone.editor(`sed -i s/kvm:/KVM:/ "$1"`);
    assert.equal(clone.run(['sh', '-c', line], { GIT_EDITOR: editor }, '.').status, 0);
    assert.equal(clone.head(), GOOD);
  });

  test('the kept message survives the next commit', () => {
    clone.tryGit(['commit', '-q', '-m', `${BAD}\n# the one to keep`]);
    clone.git('commit', '-q', '-m', GOOD);
    assert.ok(clone.kept().some((text) => text.includes('the one to keep')));
  });

  test('a topic that the guide of the tree lists is known', () => {
    const topic = ['commit', '-q', '-m', GOOD.replace('x86/mmu', 'TSC')];
    refused(clone.tryGit(topic), 'shortlog-topic');
    const listed = ['x86', 'x86/mmu', 'selftests', 'SVM', 'VMX', 'TSC'].map((name) => `  - ${name}\n`);
    const guide = 'Documentation/process/maintainer-kvm-x86.rst';
    mkdirSync(join(clone.path, 'Documentation/process'), { recursive: true });
    clone.write(guide, `Shortlog\n~~~~~~~~\nOne of::\n\n${listed.join('')}`);
    clone.git('add', guide);
    clone.git('commit', '-q', '--no-verify', '-m', 'The guide', guide);
    assert.deepEqual(clone.tryGit(topic), { status: 0, said: '' });
    clone.write('virt/kvm/kvm_main.c', 'int other;\n');
    refused(clone.tryGit(['commit', '-q', '-a', '-m', GOOD.replace('x86/mmu', 'mmu')]), 'shortlog-topic');
  });

  test('comments are not part of the message', () => {
    assert.equal(edited(`${GOOD}\n# we, you and this patch\n`).status, 0);
    assert.equal(clone.head(), GOOD);
  });

  test('without an editor a line with # is content, and is judged', () => {
    const done = clone.tryGit([
      'commit',
      '-q',
      '-m',
      GOOD.replace('Drop a comment', '#this patch drops a comment'),
    ]);
    refused(done, 'changelog-this-patch');
  });

  for (const [char, comment] of [
    ['%', '%'],
    ['auto', '#'],
  ] as const) {
    test(`core.commentChar=${char}`, () => {
      clone.git('config', 'core.commentChar', char);
      try {
        assert.equal(edited(`${GOOD}\n${comment} This patch is a comment\n`).status, 0);
        clone.stage();
        refused(edited(`${BAD}\n`), 'shortlog-case');
      } finally {
        clone.git('config', '--unset', 'core.commentChar');
      }
    });
  }

  test('the diff of commit -v is not part of the message', () => {
    clone.stage('arch/x86/kvm/x86.c', '/* This patch: we should not be read as a message */');
    const done = edited(`${GOOD}\n`, '-v');
    assert.equal(done.status, 0, done.said);
  });

  test('--cleanup=scissors', () => {
    const done = edited(`${GOOD}\n`, '--cleanup=scissors');
    assert.equal(done.status, 0, done.said);
    assert.equal(clone.head(), GOOD);
  });

  test('a message in another encoding', () => {
    clone.git('config', 'i18n.commitEncoding', 'ISO-8859-1');
    try {
      clone.write('../latin1', Buffer.from(BAD.replace('Ada Example', 'Adél Example'), 'latin1'));
      const done = clone.tryGit([
        'commit',
        '-q',
        '-F',
        join(clone.home, 'latin1'),
        '--author=Adél Example <ada@example.org>',
      ]);
      refused(done, 'shortlog-case');
    } finally {
      clone.git('config', '--unset', 'i18n.commitEncoding');
    }
  });

  test('--amend judges the whole commit, and says how to go on', () => {
    clone.git('commit', '-q', '-m', GOOD);
    const done = clone.tryGit(['commit', '--amend', '-m', BAD]);
    refused(done, 'shortlog-case');
    assert.match(done.said, /commit -eF \S+ --amend$/m);
    clone.stage('arch/x86/kvm/x86.c');
    assert.equal(clone.tryGit(['commit', '-q', '--amend', '--no-edit']).status, 0);
  });

  test('a merge passes', () => {
    clone.git('commit', '-q', '-m', GOOD);
    clone.git('branch', '-f', 'side');
    clone.git('reset', '-q', '--hard', start);
    clone.stage('arch/x86/kvm/x86.c');
    clone.git('commit', '-q', '-m', GOOD);
    const done = clone.tryGit(['merge', '-q', '-m', 'we merge this patch.', 'side']);
    assert.equal(done.status, 0, done.said);
  });

  test('fixup!, squash! and WIP pass at commit', () => {
    for (const message of ['fixup! KVM: x86/mmu: Drop a stale comment', 'squash! x', 'WIP: try something']) {
      clone.stage();
      const done = clone.tryGit(['commit', '-q', '-m', message]);
      assert.equal(done.status, 0, done.said);
    }
  });

  test('a rebase that rewords is judged, one that picks is not', () => {
    clone.git('commit', '-q', '-m', GOOD);
    clone.stage('README');
    clone.git('commit', '-q', '-m', 'demo: change the readme');
    const reword = clone.editor(
      `case $1 in *todo) sed -i "1s/pick/reword/" "$1";; *) sed -i s/KVM:/kvm:/ "$1";; esac`,
    );
    const done = clone.tryGit(['rebase', '-i', start], { GIT_EDITOR: reword, GIT_SEQUENCE_EDITOR: reword });
    assert.notEqual(done.status, 0);
    assert.match(done.said, /shortlog-case/);
    clone.git('rebase', '--abort');
    assert.equal(clone.tryGit(['rebase', '--force-rebase', start]).status, 0);
  });

  test('other work in the same clone passes untouched', () => {
    clone.git('reset', '-q');
    clone.stage('README');
    const done = clone.tryGit(['commit', '-q', '-m', 'readme: we fix this patch.']);
    assert.deepEqual(done, { status: 0, said: '' });
  });

  test('commit from a subdirectory, by an alias, with -a and with paths', () => {
    clone.git('config', 'alias.ci', 'commit');
    const sub = join(clone.path, 'arch', 'x86');
    const bad = clone.tryGit(['ci', '-q', '-m', BAD], {}, sub);
    refused(bad, 'shortlog-case');
    clone.git('reset', '-q');
    refused(clone.tryGit(['commit', '-q', '-a', '-m', BAD], {}, sub), 'shortlog-case');
    refused(clone.tryGit(['commit', '-q', '-m', BAD, '--', 'kvm/mmu/mmu.c'], {}, sub), 'shortlog-case');
    assert.equal(clone.tryGit(['commit', '-q', '-m', GOOD, '--', 'kvm/mmu/mmu.c'], {}, sub).status, 0);
  });

  test('a linked worktree keeps its own messages', () => {
    const tree = join(clone.home, 'linked tree');
    clone.git('worktree', 'add', '-q', '--detach', tree);
    const file = 'arch/x86/kvm/mmu/mmu.c';
    clone.write(`../linked tree/${file}`, 'int linked;\n');
    const done = clone.tryGit(['commit', '-q', '-a', '-m', BAD], {}, tree);
    refused(done, 'shortlog-case');
    assert.equal(clone.tryGit(['commit', '-q', '-a', '-m', GOOD], {}, tree).status, 0);
    clone.git('worktree', 'remove', '--force', tree);
  });

  test('a configuration that cannot be read refuses with words, and loses nothing', () => {
    clone.write('.git-kvmrc.yaml', 'rules:\n  shortlog-cse: off\n');
    const done = clone.tryGit(['commit', '-q', '-m', GOOD]);
    assert.notEqual(done.status, 0);
    assert.match(done.said, /shortlog-case/, 'the nearest name is shown');
    assert.match(done.said, /--no-verify/);
    for (const command of [
      ['commit', '-q', '-m', GOOD],
      ['kvm', 'check', 'HEAD~..HEAD'],
    ]) {
      clone.write('.git-kvmrc.yaml', 'rules:\n  shortlog-case: off\n bad: [\n');
      const { status, said } = clone.tryGit(command);
      assert.notEqual(status, 0);
      assert.match(said, /\.git-kvmrc\.yaml:3: cannot read: bad indentation of a mapping entry/);
      assert.doesNotMatch(said, /fault|internal|^\s+at /im);
    }
    clone.write('.git-kvmrc.yaml', 'rules:\n  shortlog-case: off\n');
    assert.equal(clone.tryGit(['commit', '-q', '-m', BAD]).status, 0, 'the rule is off');
    clone.run(['rm', '.git-kvmrc.yaml']);
  });
});

describe('a rule that throws', () => {
  const clone = new KernelClone();
  after(() => clone.remove());
  clone.stage();
  let changed = 0;
  const installed = join(clone.path, '.git/git-kvm');
  for (const name of readdirSync(installed, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.cjs')) continue;
    const file = join(installed, name);
    const code = readFileSync(file, 'utf8');
    const start = /id: ?"shortlog-punctuation",[^}]*?check\([^)]*\) ?\{/;
    const broken = code.replace(start, '$&throw new Error("planted");');
    if (broken === code) continue;
    writeFileSync(file, broken);
    changed += 1;
  }
  assert.ok(changed > 0);

  test('blocks a commit, and leaves the others their say', () => {
    for (const message of [GOOD, BAD]) {
      const { status, said } = clone.tryGit(['commit', '-q', '-m', message]);
      assert.notEqual(status, 0);
      assert.match(said, /shortlog-punctuation/);
      assert.match(said, /Internal error, so this rule was not applied: planted/);
      assert.match(said, /--no-verify/);
      assert.equal(/shortlog-case/.test(said), message === BAD);
      assert.equal(said.match(/planted/g)!.length, 1);
    }
    clone.write('.git-kvmrc.yaml', 'rules: { shortlog-punctuation: off }\n');
    assert.deepEqual(clone.tryGit(['commit', '-q', '-m', GOOD]), { status: 0, said: '' });
  });
});

describe('prepare-commit-msg', () => {
  const clone = new KernelClone();
  after(() => clone.remove());
  const seen = (env: Record<string, string>, ...args: string[]) => {
    const editor = clone.editor(`cp "$1" "${join(clone.home, 'seen')}"; exit 1`);
    clone.tryGit(['commit', ...args], { GIT_EDITOR: editor, ...env });
    return clone.read('../seen').split('\n');
  };

  test('an empty message starts with the prefix of what is staged', () => {
    clone.stage();
    assert.equal(seen({})[0], 'KVM: x86/mmu: ');
  });

  test('nothing is put in front of other people’s words', () => {
    clone.stage();
    assert.equal(seen({}, '-e', '-m', 'mine')[0], 'mine');
    mkdirSync(join(clone.path, 'sub'), { recursive: true });
    clone.write('../template', 'from a template\n');
    assert.equal(seen({}, '-t', join(clone.home, 'template'))[0], 'from a template');
  });

  test('other work gets no prefix', () => {
    clone.git('reset', '-q', '--hard');
    clone.stage('README');
    assert.equal(seen({})[0], '');
  });

  test('a prefix with nothing behind it is no message', () => {
    clone.git('reset', '-q', '--hard');
    clone.stage();
    const done = clone.tryGit(['commit'], { GIT_EDITOR: 'true' });
    assert.notEqual(done.status, 0);
    assert.match(done.said, /missing description after the prefix/);
    assert.equal(clone.kept().length, 0, 'nothing was written, nothing is kept');
  });
});
