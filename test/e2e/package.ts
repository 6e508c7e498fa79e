/** git-kvm as a user gets it: the tarball of `npm pack`, of the program that these tests built, installed by npm. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DIST = process.env.GIT_KVM_DIST ?? 'dist';

/** Pack and install below `home`, without the network. @returns the program */
export function installPackage(home: string): string {
  const folder = join(home, 'package');
  mkdirSync(folder);
  const { files } = JSON.parse(readFileSync('package.json', 'utf8')) as { files: string[] };
  for (const name of ['package.json', ...files.filter((file) => file !== 'dist')]) {
    cpSync(name, join(folder, name), { recursive: true });
  }
  cpSync(DIST, join(folder, 'dist'), { recursive: true });
  // As `npm pack` builds it; the tests build the program alone.
  const page = execFileSync(process.execPath, [join(DIST, 'git-kvm.cjs'), 'man', '--print']);
  writeFileSync(join(folder, 'dist', 'git-kvm.1'), page);
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
  return join(home, 'prefix', 'bin', 'git-kvm');
}
