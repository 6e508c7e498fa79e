// dist/: the program in a few self-contained files; build/: sources and tests, transpiled one by one, for node:test.
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeRegistry } from './registry.mjs';

const root = join(import.meta.dirname, '..');

/** Each is one file in dist; those that load others late name them as `./name.cjs`. */
const ENTRIES = readdirSync(join(root, 'src', 'entries')).map((name) => name.replace(/\.ts$/, ''));

export async function build() {
  const esbuild = await import('esbuild');
  writeRegistry();
  const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(ENTRIES.map((name) => [name, `src/entries/${name}.ts`])),
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    legalComments: 'linked',
    define: { GIT_KVM_VERSION: JSON.stringify(version) },
    // cosmiconfig can load TypeScript configuration, which would bring the whole compiler along; this project never does.
    external: ['typescript', './husky/*', ...ENTRIES.map((name) => `./${name}.cjs`)],
    logLevel: 'warning',
  });
  chmodSync(join(root, 'dist', 'git-kvm.cjs'), 0o755);
  for (const folder of ['hooks', 'templates']) cpSync(join(root, folder), join(root, 'dist', folder), { recursive: true });
  mkdirSync(join(root, 'dist', 'husky'), { recursive: true });
  const husky = join(root, 'node_modules', 'husky');
  copyFileSync(join(husky, 'index.js'), join(root, 'dist', 'husky', 'index.mjs'));
  copyFileSync(join(husky, 'husky'), join(root, 'dist', 'husky', 'husky'));
  copyFileSync(join(husky, 'LICENSE'), join(root, 'dist', 'husky', 'LICENSE'));
}

export async function transpile() {
  const esbuild = await import('esbuild');
  rmSync(join(root, 'build'), { recursive: true, force: true });
  const entryPoints = ['src', 'test'].flatMap((folder) => sources(folder));
  await esbuild.build({
    absWorkingDir: root,
    entryPoints,
    outdir: 'build',
    outbase: '.',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    define: { GIT_KVM_VERSION: '"test"' },
    logLevel: 'warning',
  });
}

function sources(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'fixtures' ? [] : sources(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

if (process.argv[1] === import.meta.filename) {
  const { ensureDependencies } = await import('./ensure.mjs');
  ensureDependencies();
  await build();
}
