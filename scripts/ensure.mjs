// Install what a command of package.json needs and lacks. Uses only what Node brings.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** `npm ci`, without the packages' own scripts, unless what the lock file asks for is there already. */
export function ensureDependencies() {
  if (isInstalled()) return;
  process.stderr.write('Installing the dependencies (npm ci) …\n');
  // A registry that does not answer may the next time.
  for (let tries = 0; tries < 3; tries += 1) {
    const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: 600_000,
    });
    if (npm.status === 0) return;
  }
  process.stderr.write('npm ci failed; run it by hand to see why.\n');
  process.exit(2);
}

function isInstalled() {
  const marker = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(marker)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const got = JSON.parse(readFileSync(marker, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || got[path]?.version === entry.version,
  );
}
