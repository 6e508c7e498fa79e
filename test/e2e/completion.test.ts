// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sh writes parameters so
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
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

  const inHome = (name: string, text: string) => {
    const file = join(clone.home, name);
    writeFileSync(file, text);
    return file;
  };
  clone.git('tag', 'v6.12-rc2');
  clone.follow('kvm-x86', 'https://github.com/kvm-x86/linux.git', { next: clone.git('rev-parse', 'HEAD') });
  clone.git('update-ref', 'refs/remotes/kvm-x86/x$(touch${IFS}pwned)', 'HEAD');

  /** What is typed before TAB, and what is there after it. */
  const LINES: readonly (readonly [typed: string, completed: string])[] = ['git kvm', 'git-kvm'].flatMap(
    (program) => [
      [`${program} format`, `${program} format-patch`] as const,
      [`${program} format-patch --rer`, `${program} format-patch --reroll-count`] as const,
      [`${program} check --format s`, `${program} check --format sarif`] as const,
      [`${program} check --format=s`, `${program} check --format=sarif`] as const,
      [`${program} explain shortlog-cap`, `${program} explain shortlog-capitalize`] as const,
      [`${program} check kvm-x86/n`, `${program} check kvm-x86/next`] as const,
      [`${program} check v6.12-rc2..kvm-x86/n`, `${program} check v6.12-rc2..kvm-x86/next`] as const,
      [`${program} reword v6.1`, `${program} reword v6.12-rc2`] as const,
      [`${program} check READ`, `${program} check README`] as const,
    ],
  );
  const HOSTILE = 'git-kvm check kvm-x86/x';

  /** Without what the shell adds to go on with, a space say. */
  const check = (completed: readonly string[]) => {
    assert.deepEqual(
      completed.map((line) => line.trimEnd()),
      LINES.map(([, whole]) => whole),
    );
    assert.notEqual(clone.run(['test', '-e', 'pwned']).status, 0);
  };

  const OF_GIT = '/usr/share/bash-completion/completions/git';
  it('of bash completes what is typed', {
    skip:
      has('bash') && has('script') && existsSync(OF_GIT)
        ? false
        : 'no bash, script or completion of git here',
  }, () => {
    const start = inHome(
      'bashrc',
      `PS1=\nsource ${OF_GIT}\nsource '${script('bash')}'
show() { printf '<<%s>>\n' "$READLINE_LINE"; READLINE_LINE=; READLINE_POINT=0; }\nbind -x '"\\C-g": show'\n`,
    );
    // The last one is run, as far as it goes.
    const typed = inHome('typed', `${LINES.map(([line]) => `${line}\t\x07`).join('')}${HOSTILE}\t\nexit\n`);
    const bash = `script -qec "bash --noprofile --rcfile '${start}' -i" /dev/null <'${typed}'`;
    const { said } = clone.run(['sh', '-c', bash], { TERM: 'dumb' });
    check([...said.matchAll(/<<(.*)>>/g)].map(([, line]) => line!));
  });

  it('of zsh completes what is typed', { skip: has('zsh') ? false : 'no zsh here' }, () => {
    writeFileSync(join(clone.home, '_git-kvm'), clone.tryGit(['kvm', 'completion', 'zsh']).said);
    const start = inHome(
      'zshrc',
      `fpath=('${clone.home}' $fpath)\nautoload -Uz compinit; compinit -u -D\nPS1=\nunsetopt automenu
show() { print -r -- "<<$BUFFER>>"; BUFFER=; }\nzle -N show; bindkey '^G' show\nprint READY\n`,
    );
    const driver = inHome(
      'driver',
      `zmodload zsh/zpty; zpty z zsh -f -i; zpty -w z "source '${start}'"; zpty -r -m z out '*READY*'
for line; do
	zpty -w -n z "$line"$'\t\x07'; zpty -r -m z out '*<<*>>*'
	print -r -- "\${\${out##*<<}%%>>*}"
done
zpty -w z '${HOSTILE}'$'\t'; zpty -w z 'print DO''NE'; zpty -r -m z out '*DONE*'
`,
    );
    const { said } = clone.run(['zsh', '-f', driver, ...LINES.map(([line]) => line)], { TERM: 'dumb' });
    check(said.trimEnd().split(/\r?\n/));
  });

  it('of fish completes what is typed', { skip: has('fish') ? false : 'no fish here' }, () => {
    const ask = inHome(
      'ask.fish',
      `source '${script('fish')}'\nfor line in $argv\n\tcomplete -C "$line" | string replace -r '\\t.*' '' | string join ' '\nend\n`,
    );
    const { said } = clone.run(['fish', '--no-config', ask, ...LINES.map(([line]) => line)]);
    const words = said.trimEnd().split('\n');
    check(LINES.map(([line], i) => line.replace(/\S*$/, words[i]!)));
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
});
