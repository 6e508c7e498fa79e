/** `npm run deb` gives a Debian package that works once it is unpacked, and of which lintian has nothing to say. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { KernelClone } from './kernel-clone';
import { packTarball } from './package';

const has = (program: string) => spawnSync(program, ['--version']).error === undefined;
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

describe('the Debian package', { skip: has('dpkg-deb') ? false : 'no dpkg-deb here' }, () => {
  const clone = new KernelClone('linux', { install: false });
  const root = join(clone.home, 'root');
  let deb = '';
  after(() => clone.remove());

  const make = (tarball: string, folder: string, umask: string) => {
    mkdirSync(folder);
    const command = `umask ${umask}; exec "$@"`;
    const script = [process.execPath, 'scripts/deb.mjs', tarball, folder];
    return execFileSync('sh', ['-c', command, 'sh', ...script], {
      encoding: 'utf8',
      env: {
        ...process.env,
        SOURCE_DATE_EPOCH: '1717200000',
        DEBFULLNAME: 'Ada Tester',
        DEBEMAIL: 'ada@kernel.org',
      },
    }).trim();
  };
  const zipped = (path: string) => gunzipSync(readFileSync(join(root, path))).toString();

  before(() => {
    const tarball = packTarball(clone.home);
    deb = make(tarball, join(clone.home, 'one'), '022');
    const again = make(tarball, join(clone.home, 'two'), '077');
    assert.deepEqual(readFileSync(again), readFileSync(deb), 'the same, whoever makes it');
    execFileSync('dpkg-deb', ['-x', deb, root]);
  });

  it('says what it needs and what is in it', () => {
    const field = (name: string) => execFileSync('dpkg-deb', ['-f', deb, name], { encoding: 'utf8' }).trim();
    assert.equal(field('Version'), `${version}-0upstream1`);
    assert.equal(field('Maintainer'), 'Ada Tester <ada@kernel.org>');
    assert.equal(field('Depends'), 'git, nodejs (>= 20.12)');
    assert.equal(field('Recommends'), 'git-email');
    const control = join(clone.home, 'control');
    execFileSync('dpkg-deb', ['-e', deb, control]);
    execFileSync('md5sum', ['--check', '--quiet', join(control, 'md5sums')], { cwd: root });

    const notices = readFileSync(join(root, 'usr/share/doc/git-kvm/copyright'), 'utf8');
    for (const name of ['commander', 'mailsplit', 'husky', 'dictionary-en', 'dictionary-en-gb'])
      assert.match(notices, new RegExp(`^(?:Files:)? node_modules/${name}/\\*$`, 'm'));
    assert.match(notices, /Copyright 1993, Geoff Kuenning/);
    assert.match(zipped('usr/share/man/man1/git-kvm.1.gz'), /^\.TH GIT\\-KVM 1/);
    assert.match(zipped('usr/share/doc/git-kvm/changelog.gz'), /^## 0\.1\.0$/m);
    assert.match(
      zipped('usr/share/doc/git-kvm/changelog.Debian.gz'),
      /^ -- Ada Tester <ada@kernel\.org> {2}Sat, 01 Jun 2024 00:00:00 \+0000$/m,
    );
    for (const [path, words] of [
      ['bash-completion/completions/git-kvm', /^_git_kvm\(\)/m],
      ['zsh/vendor-completions/_git-kvm', /^#compdef git-kvm$/m],
      ['fish/vendor_completions.d/git-kvm.fish', /^complete -c git-kvm /m],
    ] as const)
      assert.match(readFileSync(join(root, 'usr/share', path), 'utf8'), words);
  });

  it('works: version, install, and a commit that is rejected', () => {
    const env = { PATH: `${join(root, 'usr/bin')}:${process.env.PATH}` };
    assert.equal(clone.tryGit(['kvm', '--version'], env).said.trim(), version);
    const installed = clone.tryGit(['kvm', 'install'], env);
    assert.equal(installed.status, 0, installed.said);
    rmSync(root, { recursive: true });
    clone.stage();
    const rejected = clone.tryGit([
      'commit',
      '-q',
      '-s',
      '-m',
      'KVM: mmu: Zap one gfn less.',
      '-m',
      'Zap less.',
    ]);
    assert.notEqual(rejected.status, 0);
    assert.match(rejected.said, /shortlog-topic/);
    assert.equal(clone.tryGit(['kvm', 'uninstall']).status, 0);
    assert.ok(!existsSync(join(clone.path, '.git/git-kvm')));
  });

  it('gives lintian nothing to say', { skip: has('lintian') ? false : 'no lintian here' }, () => {
    const done = spawnSync('lintian', ['--no-cfg', '--allow-root', deb], { encoding: 'utf8' });
    assert.deepEqual([done.status, done.stdout.trim()], [0, ''], done.stdout + done.stderr);
  });
});
