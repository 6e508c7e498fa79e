/** What comes with the project from elsewhere: pinned, by checksum, and without a script that runs when it is installed. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'node:test';

interface Entry {
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
  hasInstallScript?: boolean;
}

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const manifest: Record<string, Record<string, string> | undefined> = read('package.json');
const lock: { lockfileVersion: number; packages: Record<string, Entry> } = read('package-lock.json');
const entries = Object.entries(lock.packages).filter(([path]) => path !== '');

/** Works without: its script only saves a process at each start. `npm ci` is called so that it does not run. */
const SCRIPT_NOT_RUN = ['node_modules/esbuild'];

/** Biome for other machines, which the lock file was made without: `npm ci` there takes what the registry has. */
const WITHOUT_SUM = /^node_modules\/@biomejs\/cli-(?:android|darwin|win32|linux-\w+-musl)/;

describe('what comes from elsewhere', () => {
  it('runs no script when it is installed', () => {
    const withScript = entries.filter(([, entry]) => entry.hasInstallScript).map(([path]) => path);
    assert.deepEqual(withScript, SCRIPT_NOT_RUN);
    assert.match(readFileSync('scripts/ensure.mjs', 'utf8'), /'ci', '--ignore-scripts'/);
  });

  it('is pinned to a version and a checksum, and is no link and no repository', () => {
    assert.ok(entries.length > 40, `${entries.length} packages`);
    for (const [path, { version, integrity, resolved, link }] of entries) {
      assert.match(version ?? '', /^\d+\.\d+\.\d+/, path);
      if (!WITHOUT_SUM.test(path)) assert.match(integrity ?? '', /^sha512-[\w+/]{86}==$/, path);
      assert.ok(!link, path);
      if (resolved !== undefined) assert.match(resolved, /^https:\/\/registry\.npmjs\.org\//, path);
    }
  });

  it('is not installed with the package, which runs no script either', () => {
    for (const kind of ['dependencies', 'optionalDependencies', 'peerDependencies', 'bundleDependencies'])
      assert.equal(manifest[kind], undefined, kind);
    for (const script of ['preinstall', 'install', 'postinstall', 'prepare'])
      assert.equal(manifest.scripts?.[script], undefined, script);
  });

  it('is all in the bundle: no part of the program asks for a package at run time', () => {
    const dist = process.env.GIT_KVM_DIST!;
    for (const name of readdirSync(dist).filter((file) => file.endsWith('.cjs'))) {
      const text = readFileSync(join(dist, name), 'utf8');
      for (const [, asked] of text.matchAll(/\brequire\("([^"./][^"]*)"\)/g)) {
        const isNodes = builtinModules.includes(asked!.replace(/^node:/, ''));
        assert.ok(isNodes, `${name} asks for ${asked}`);
      }
    }
  });
});
