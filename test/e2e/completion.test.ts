// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sh writes parameters so
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { KernelClone } from './kernel-clone';

const has = (program: string) => spawnSync(program, ['--version']).error === undefined;

describe('git kvm completion', () => {
  const clone = new KernelClone();
  after(() => clone.remove());
  const script = (shell: string) => {
    const file = join(clone.home, `completion.${shell}`);
    writeFileSync(file, clone.tryGit(['kvm', 'completion', shell]).said);
    return file;
  };

  it('of bash knows commands, options, choices and rules', {
    skip: has('bash') ? false : 'no bash here',
  }, () => {
    const file = script('bash');
    const complete = (...words: string[]) =>
      clone
        .run([
          'bash',
          '-c',
          'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _git_kvm; echo "${COMPREPLY[@]}"',
          'bash',
          file,
          ...words,
        ])
        .said.trim();
    assert.equal(complete('git', 'kvm', 'format'), 'format-patch');
    assert.equal(complete('git-kvm', 'format-patch', '--rer'), '--reroll-count');
    assert.equal(complete('git', 'kvm', 'check', '--format', 's'), 'sarif');
    assert.match(complete('git', 'kvm', 'explain', 'shortlog-'), /shortlog-case .*shortlog-topic/);
  });

  it('of bash knows refs and ranges, and leaves out what a shell would run', {
    skip: has('bash') ? false : 'no bash here',
  }, () => {
    clone.git('tag', 'v6.12-rc2');
    clone.follow('kvm-x86', 'https://github.com/kvm-x86/linux.git', { next: clone.git('rev-parse', 'HEAD') });
    clone.git('update-ref', 'refs/remotes/kvm-x86/$(touch${IFS}pwned)', 'HEAD');
    const file = script('bash');
    const complete = (word: string) =>
      clone
        .run([
          'bash',
          '-c',
          'source "$1"; COMP_WORDS=(git kvm check "$2"); COMP_CWORD=3; _git_kvm; printf "%s\\n" "${COMPREPLY[@]}"',
          'bash',
          file,
          word,
        ])
        .said.trim();
    assert.equal(complete('kvm-x86/'), 'kvm-x86/next');
    assert.equal(complete('v6.12-rc2..kvm'), 'v6.12-rc2..kvm-x86/next');
    assert.equal(complete('READ'), 'README');
    assert.notEqual(clone.run(['test', '-e', 'pwned']).status, 0);
  });

  for (const shell of ['zsh', 'fish']) {
    it(`of ${shell} is a script that it takes`, { skip: has(shell) ? false : `no ${shell} here` }, () => {
      const done = clone.run([shell, '-n', script(shell)]);
      assert.equal(done.status, 0, done.said);
    });
  }

  it('of fish completes', { skip: has('fish') ? false : 'no fish here' }, () => {
    const done = clone.run(['fish', '-c', `source '${script('fish')}'; complete -C 'git-kvm form'`]);
    assert.match(done.said, /^format-patch\t/m);
  });

  it('`git kvm` alone prints the help and ends well', () => {
    const done = clone.tryGit(['kvm']);
    assert.equal(done.status, 0);
    assert.match(done.said, /^Usage: git-kvm/m);
    assert.match(done.said, /^ {2}reword /m);
  });

  it('refuses another shell', () => {
    assert.equal(clone.tryGit(['kvm', 'completion', 'tcsh']).status, 2);
  });
});

describe('the manual page', { skip: has('man') ? false : 'no man here' }, () => {
  const clone = new KernelClone();
  after(() => clone.remove());

  it('names every command, and man has nothing to complain of', () => {
    const page = clone.tryGit(['kvm', 'man', '--print']).said;
    const commands = clone
      .tryGit(['kvm', 'help'])
      .said.match(/^ {2}[a-z][\w-]+(?= )/gm)!
      .map((name) => name.trim());
    for (const name of commands.filter((one) => !['hook', 'help'].includes(one))) {
      assert.ok(page.includes(`.SS git kvm ${name.replaceAll('-', '\\-')}`), name);
    }
    writeFileSync(join(clone.home, 'git-kvm.1'), page);
    const done = clone.run(['man', '--warnings', '-l', join(clone.home, 'git-kvm.1')], {
      MANPAGER: 'cat',
      MANWIDTH: '80',
    });
    assert.equal(done.status, 0);
    assert.doesNotMatch(done.said, /^(?:man|troff|groff|<standard input>|.*git-kvm\.1):.*/m);
    assert.match(done.said, /git kvm check HEAD~3\.\./);
  });

  it('is what git help kvm shows where git-kvm is on PATH', () => {
    const bin = join(clone.home, 'bin');
    const pages = join(clone.home, 'man');
    mkdirSync(bin);
    mkdirSync(join(pages, 'man1'), { recursive: true });
    symlinkSync(join(clone.path, '.git/git-kvm/current/program/git-kvm.cjs'), join(bin, 'git-kvm'));
    writeFileSync(join(pages, 'man1/git-kvm.1'), clone.tryGit(['kvm', 'man', '--print']).said);
    const done = clone.tryGit(['help', '-m', 'kvm'], {
      PATH: `${bin}:${process.env.PATH}`,
      MANPATH: pages,
      MANPAGER: 'cat',
      GIT_PAGER: 'cat',
    });
    assert.match(done.said, /GIT-KVM\(1\)/);
  });
});
