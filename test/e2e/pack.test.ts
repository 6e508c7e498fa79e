/** `npm pack` gives a tarball that installs by itself and works without the checkout, and without the network. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { KernelClone } from './kernel-clone';

const DIST = process.env.GIT_KVM_DIST ?? 'dist';

test('the tarball installs globally and works without the checkout', (t) => {
  const home = mkdtempSync(join(tmpdir(), 'git-kvm-pack-'));
  const clone = new KernelClone('linux', { install: false });
  t.after(() => {
    rmSync(home, { recursive: true, force: true });
    clone.remove();
  });
  // What npm would pack, with the program that these tests built.
  const folder = join(home, 'package');
  mkdirSync(folder);
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    files: string[];
    devDependencies: object;
  };
  for (const name of ['package.json', ...manifest.files.filter((file) => file !== 'dist')]) {
    cpSync(name, join(folder, name), { recursive: true });
  }
  cpSync(DIST, join(folder, 'dist'), { recursive: true });
  const npm = (...args: string[]) =>
    execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: home,
      encoding: 'utf8',
      env: { ...process.env, HOME: home, npm_config_cache: join(home, 'cache'), npm_config_offline: 'true' },
    });
  npm('pack', '--ignore-scripts', folder);
  const tarball = readdirSync(home).find((name) => name.endsWith('.tgz'))!;
  npm('install', '--global', '--prefix', join(home, 'prefix'), join(home, tarball));
  rmSync(folder, { recursive: true });

  const program = join(home, 'prefix', 'bin', 'git-kvm');
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
