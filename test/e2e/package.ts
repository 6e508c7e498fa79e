/** git-kvm as a user gets it: the tarball of `npm pack`, of the program that these tests built, installed by npm. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DIST = process.env.GIT_KVM_DIST ?? 'dist';

/** Pack below `home`, without the network. @returns the tarball */
export function packTarball(home: string): string {
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
  npm(home, 'pack', '--ignore-scripts', folder);
  rmSync(folder, { recursive: true });
  return join(home, readdirSync(home).find((name) => name.endsWith('.tgz'))!);
}

/** Pack and install below `home`, without the network. @returns the program */
export function installPackage(home: string): string {
  npm(home, 'install', '--global', '--prefix', join(home, 'prefix'), packTarball(home));
  return join(home, 'prefix', 'bin', 'git-kvm');
}

function npm(home: string, ...args: string[]): void {
  execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: home,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOME: home, npm_config_cache: join(home, 'cache'), npm_config_offline: 'true' },
  });
}
