/** The line that a rejected commit prints, run by a shell where the commit was typed: it makes the commit that was meant. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { continueCommit } from '../../src/hooks/continue-commit';
import { KernelClone } from './kernel-clone';

const GOOD = `KVM: x86/mmu: Drop a stale comment

Drop a comment that describes behavior that is long gone.

Signed-off-by: Ada Example <ada@example.org>`;
const BAD = GOOD.replace('KVM:', 'kvm:');
const MMU = 'arch/x86/kvm/mmu/mmu.c';
const X86 = 'arch/x86/kvm/x86.c';

describe('continue a rejected commit', () => {
  const clone = new KernelClone();
  after(() => clone.remove());
  clone.commit('readme: start', X86);
  const start = clone.git('rev-parse', 'HEAD');
  beforeEach(() => clone.git('reset', '-q', '--hard', start));
  const editor = clone.editor(`sed -i '1s/kvm:/KVM:/' "$1"`);

  /** Type `command` in a shell, see it rejected, and run what it prints. @returns that line */
  const again = (command: string, folder = clone.path, env: Record<string, string> = {}): string => {
    // A command after it keeps the shell from becoming git itself.
    const done = clone.run(['sh', '-c', `${command}; exit $?`], { BAD, ...env }, folder);
    assert.notEqual(done.status, 0, done.said);
    const line = /(?:^ {2}|once: )((?:GIT_.*)?git .*-eF.*)$/m.exec(done.said)?.[1];
    assert.ok(line !== undefined, done.said);
    const next = clone.run(['sh', '-c', `${line}; exit $?`], { GIT_EDITOR: editor }, folder);
    assert.equal(next.status, 0, `${line}\n${next.said}`);
    return line;
  };
  const change = (path: string) => clone.write(path, `${clone.read(path)}/* changed */\n`);
  const committed = () => clone.git('show', '--format=', '--name-only', 'HEAD').split('\n');

  test('-as, as the README has it', () => {
    change(MMU);
    const line = again('git commit -as -m "kvm: x86/mmu: Drop a stale comment" -m "Drop a comment."');
    assert.match(line, /^git commit -eF \S+ -a$/);
    assert.deepEqual(committed(), [MMU]);
    assert.match(clone.head(), /^KVM: x86\/mmu: Drop.*\n\nDrop a comment\.\n\nSigned-off-by: Ada/);
  });

  test('paths: what else is staged stays staged', () => {
    change(MMU);
    change(X86);
    clone.git('add', X86);
    again(`git commit -m "$BAD" ${MMU}`);
    assert.deepEqual(committed(), [MMU]);
    assert.equal(clone.git('diff', '--cached', '--name-only'), X86);
    clone.git('reset', '-q', '--hard', start);
    change(MMU);
    change(X86);
    again(`git commit -m "$BAD" -- ${MMU}`);
    assert.deepEqual(committed(), [MMU]);
  });

  test('-i with a path takes what is staged too', () => {
    change(MMU);
    change(X86);
    clone.git('add', X86);
    again(`git commit -im "$BAD" ${MMU}`);
    assert.deepEqual(committed(), [MMU, X86]);
  });

  test('author, date, and an option of git before the command', () => {
    change(MMU);
    again(
      `git -c user.name='Eve Other' commit -a --author "Bo d'Or <bo@example.org>" --date='2020-01-02 03:04:05 +0000' -F -` +
        ` <<EOF\n${BAD.replace('Ada Example <ada', "Bo d'Or <bo")}\nEOF`,
    );
    assert.equal(clone.head('%an|%ad|%cn'), "Bo d'Or|Thu Jan 2 03:04:05 2020 +0000|Eve Other");
  });

  test('variables that were set for this commit alone', () => {
    change(MMU);
    const who =
      "GIT_AUTHOR_NAME='Bob B' GIT_AUTHOR_EMAIL=bob@example.org GIT_COMMITTER_DATE='2020-01-01 00:00:00 +0000'";
    const bobs = BAD.replace('Signed', 'Signed-off-by: Bob B <bob@example.org>\nSigned');
    const line = again(`${who} git commit -a -m "$BAD"`, clone.path, { BAD: bobs });
    assert.match(line, /^GIT_.* git commit -eF \S+ -a$/);
    assert.equal(clone.head('%an %ae %ct'), 'Bob B bob@example.org 1577836800');

    clone.git('reset', '-q', '--hard', start);
    change(X86);
    clone.git('add', X86);
    const index = join(clone.home, 'an index');
    change(MMU);
    clone.run([
      'sh',
      '-c',
      'GIT_INDEX_FILE="$1" git read-tree HEAD; GIT_INDEX_FILE="$1" git add "$2"',
      '-',
      index,
      MMU,
    ]);
    again(`GIT_INDEX_FILE='${index}' git commit -m "$BAD"`);
    assert.deepEqual(committed(), [MMU], 'not what the usual index has');

    const exported = again('git commit -a -m "$BAD"', clone.path, {
      GIT_COMMITTER_DATE: '@1577836800 +0000',
    });
    assert.match(exported, /^git /, 'what the shell has is not repeated');
  });

  test('--fixup=amend and --fixup=reword', () => {
    const takes = { GIT_EDITOR: clone.editor('printf "%s\\n" "$BAD" >"$1"') };
    change(MMU);
    again('git commit -a --fixup=amend:HEAD', clone.path, takes);
    assert.deepEqual(committed(), [MMU]);
    change(X86);
    clone.git('add', X86);
    again('git commit --fixup reword:HEAD', clone.path, takes);
    assert.deepEqual(committed(), [''], 'nothing but the message');
    assert.equal(clone.git('diff', '--cached', '--name-only'), X86);
  });

  test('-C takes the author of another commit', () => {
    change(MMU);
    const message = BAD.replace('Ada Example <ada', 'Bo <bo');
    const author = ['--author=Bo <bo@example.org>', '--date=@86400 +0000'];
    clone.git('commit', '-q', '-a', '--no-verify', '-m', message, ...author);
    change(MMU);
    again('git commit -aC HEAD');
    assert.equal(clone.head('%an|%at'), 'Bo|86400');
  });

  test('--amend, with --no-edit and with nothing changed', () => {
    change(MMU);
    clone.git('commit', '-q', '-a', '--no-verify', '-m', BAD);
    again('git commit --amend --no-edit');
    assert.equal(clone.head(), GOOD);
    assert.equal(clone.git('rev-parse', 'HEAD~1'), start);
  });

  test('--allow-empty', () => {
    again('git commit --allow-empty -m "$BAD"');
    assert.equal(clone.git('rev-parse', 'HEAD~1'), start);
  });

  test('-S signs', () => {
    change(MMU);
    const gpg = clone.editor(`cat >/dev/null; echo "[GNUPG:] SIG_CREATED " >&2; echo signed`);
    const line = again(`git -c gpg.program=${gpg} commit -aSkey -m "$BAD"`);
    assert.match(line, / -aSkey$/);
    assert.match(clone.git('cat-file', 'commit', 'HEAD'), /^gpgsig signed/m);
  });

  test('from a subdirectory, by aliases, with -C', () => {
    const sub = join(clone.path, 'arch', 'x86');
    clone.git('config', 'alias.ci', 'commit -a');
    clone.git('config', 'alias.shci', '!git commit -a');
    const ways = [
      ['git commit -m "$BAD" kvm/mmu/mmu.c', sub, /^git commit -eF \.\.\/\.\.\/\.git\/\S+ kvm\/mmu\/mmu\.c$/],
      ['git ci -m "$BAD"', sub, /^git commit -eF \S+ -a$/],
      ['git shci -m "$BAD"', sub, /^git -C \.\.\/\.\. commit -eF \.git\/\S+ -a$/],
      [
        'git -C linux/arch commit -m "$BAD" x86/kvm',
        clone.home,
        /^git -C linux\/arch commit -eF \S+ x86\/kvm$/,
      ],
    ] as const;
    for (const [command, folder, shape] of ways) {
      clone.git('reset', '-q', '--hard', start);
      change(MMU);
      assert.match(again(command, folder), shape);
      assert.deepEqual(committed(), [MMU]);
    }
  });

  test('in a linked worktree with a space in its name', () => {
    const tree = join(clone.home, 'linked tree');
    clone.git('worktree', 'add', '-q', '--detach', tree);
    clone.write(`../linked tree/${MMU}`, 'int linked;\n');
    again('git commit -am "$BAD"', tree);
    assert.equal(clone.run(['git', 'log', '-1', '--format=%B'], {}, tree).said.trim(), GOOD);
    clone.git('worktree', 'remove', '--force', tree);
  });

  test('a line with # in a message without an editor is kept', () => {
    change(MMU);
    again('git commit -am "$BAD"', clone.path, { BAD: BAD.replace('Drop a comment', '#define a comment') });
    assert.match(clone.head(), /^#define a comment/m);
  });

  test('foreign text is one word of the shell', () => {
    clone.write('$(touch pwned) x', 'x\n');
    change(MMU);
    clone.git('add', '.');
    again(`git commit -m "$BAD" '$(touch pwned) x' ${MMU}`);
    assert.equal(clone.tryGit(['ls-files', 'pwned']).said, '');
    assert.equal(clone.run(['test', '-e', 'pwned']).status, 1);
  });

  test('a reword in a rebase continues with the new message', () => {
    change(MMU);
    clone.git('commit', '-q', '-a', '--no-verify', '-m', GOOD);
    const reword = clone.editor(
      `case $1 in *todo) sed -i "1s/pick/reword/" "$1";; *) sed -i s/KVM:/kvm:/ "$1";; esac`,
    );
    const done = clone.run(['sh', '-c', 'git rebase -q -i HEAD~; exit $?'], { GIT_EDITOR: reword });
    assert.match(done.said, /^Then: git rebase --continue$/m);
    const line = /^ {2}(git .*-eF.*)$/m.exec(done.said)![1]!;
    const fix = clone.editor(`sed -i '1s/kvm:/KVM:/; s/stale/old/' "$1"`);
    assert.equal(clone.run(['sh', '-c', line], { GIT_EDITOR: fix }).status, 0);
    assert.equal(clone.run(['git', 'rebase', '--continue'], { GIT_EDITOR: ':' }).status, 0);
    assert.match(clone.head(), /^KVM: x86\/mmu: Drop a old comment/);
  });

  test('where the checks cannot run, the commit can still be made as it was meant', () => {
    change(MMU);
    clone.write('.git-kvmrc.yaml', 'rules: { shortlog-cse: off }\n');
    const line = again('git commit -am "$BAD"');
    assert.match(line, /^git commit --no-verify -eF .*-a$/);
    assert.deepEqual(committed(), [MMU]);
    clone.run(['rm', '.git-kvmrc.yaml']);
  });
});

describe('where the arguments cannot be read', () => {
  const at = { cwd: '/linux', env: { GIT_INDEX_FILE: '/linux/.git/next-index-42.lock' } };
  test('the line does nothing as it is, and says what is missing', () => {
    const { command, notes } = continueCommit(at, '/linux/.git/COMMIT_EDITMSG', 'x', { typed: null });
    assert.equal(command, 'git commit -eF .git/COMMIT_EDITMSG <OPTIONS>');
    assert.match(notes.join('\n'), /repeat what was typed .*\n.*can't read it here\. It had paths\./);
  });
  test('nor is an argument shown that would steer the terminal', () => {
    for (const bad of ['--author=\x1b[2J <a@example.org>', 'a\ufffd.c', 'a\nb']) {
      const typed = { globals: [], args: ['-a', bad], from: '/linux' };
      const { command } = continueCommit(at, '/linux/.git/m', 'x', { typed });
      assert.equal(command, 'git commit -eF .git/m <OPTIONS>');
    }
  });
});
