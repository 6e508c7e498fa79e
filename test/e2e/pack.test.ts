/** `npm pack` gives a tarball that installs by itself and works without the checkout, and without the network. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { KernelClone } from './kernel-clone';
import { installPackage } from './package';

test('git help kvm shows the page of an installed package', {
  skip: spawnSync('man', ['--version']).error ? 'no man here' : false,
}, (t) => {
  const clone = new KernelClone();
  t.after(() => clone.remove());
  const program = installPackage(clone.home);
  const help = (env: Record<string, string>) =>
    clone.tryGit(['help', '--man', 'kvm'], { MANPAGER: 'cat', MANWIDTH: '80', ...env }).said;
  const PATH = `${dirname(program)}:${process.env.PATH}`;
  for (const env of [
    { PATH } as Record<string, string>,
    { PATH, MANPATH: join(clone.home, 'prefix/share/man') },
  ]) {
    const page = help(env);
    assert.match(page, /^GIT-KVM\(1\) /, page);
    assert.match(page, /^ {3}git kvm reword /m);
  }
});

test('the tarball installs globally and works without the checkout', (t) => {
  const home = mkdtempSync(join(tmpdir(), 'git-kvm-pack-'));
  const clone = new KernelClone('linux', { install: false });
  t.after(() => {
    rmSync(home, { recursive: true, force: true });
    clone.remove();
  });
  const program = installPackage(home);
  const version = spawnSync(program, ['--version'], { encoding: 'utf8' });
  assert.equal(
    version.stdout.trim(),
    (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version,
  );
  const installed = clone.run([program, 'install', clone.path]);
  assert.equal(installed.status, 0, installed.said);
  rmSync(join(home, 'prefix'), { recursive: true });

  clone.stage();
  const refused = clone.tryGit(['commit', '-q', '-m', 'kvm: fix it.']);
  assert.notEqual(refused.status, 0);
  assert.match(refused.said, /shortlog-case/);
  assert.equal(clone.tryGit(['kvm', 'doctor']).status, 0);
  assert.equal(clone.tryGit(['kvm', 'uninstall']).status, 0);
});

test('what the README links to is in the package', (t) => {
  const home = mkdtempSync(join(tmpdir(), 'git-kvm-pack-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const folder = dirname(dirname(realpathSync(installPackage(home))));
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const links = [...readme.matchAll(/\]\(([^):#]+)[)#]/g)].map(([, path]) => path!);
  assert.ok(links.length > 5);
  assert.deepEqual(
    links.filter((path) => !existsSync(join(folder, path))),
    [],
  );
});
