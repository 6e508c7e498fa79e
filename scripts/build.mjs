// dist/: the program in a few self-contained files. For the tests also sources and tests, transpiled one by one.
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writeRegistry } from './registry.mjs';

const root = join(import.meta.dirname, '..');
const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;

/**
 * `await import('../entries/x')` loads `x.cjs` from beside the running file when it is needed, not before: a hook pays
 * for what it uses. Everything else is bundled.
 */
const lateEntries = {
  name: 'late-entries',
  setup(build) {
    build.onResolve({ filter: /\/entries\// }, (args) =>
      args.kind === 'dynamic-import' ? { path: `./${basename(args.path)}.cjs`, external: true } : undefined,
    );
  },
};

/** Bundle each file of src/entries into `outdir`, and put beside it what the program copies into a clone. */
export async function build(outdir = join(root, 'dist')) {
  const esbuild = await import('esbuild');
  writeRegistry();
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['src/entries/*.ts'],
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    supported: { 'dynamic-import': false },
    legalComments: 'linked',
    // husky finds its runner beside itself by import.meta.url, which CommonJS lacks.
    banner: { js: "const FILE_URL = require('node:url').pathToFileURL(__filename).href;" },
    define: { GIT_KVM_VERSION: JSON.stringify(version), 'import.meta.url': 'FILE_URL' },
    // cosmiconfig can load TypeScript configuration, which would bring the compiler along; this project never does.
    external: ['typescript'],
    plugins: [lateEntries],
    logLevel: 'warning',
  });
  chmodSync(join(outdir, 'git-kvm.cjs'), 0o755);
  for (const folder of ['hooks', 'templates']) {
    if (existsSync(join(root, folder))) cpSync(join(root, folder), join(outdir, folder), { recursive: true });
  }
  copyFileSync(join(root, 'node_modules', 'husky', 'husky'), join(outdir, 'husky'));
}

/** Transpile src and test into `outdir`, file by file, for node:test. */
export async function transpile(outdir) {
  const esbuild = await import('esbuild');
  mkdirSync(outdir, { recursive: true });
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['src', 'test'].flatMap(sources),
    outdir,
    outbase: '.',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // A native import() would want `.js` at the end of the path.
    supported: { 'dynamic-import': false },
    sourcemap: 'inline',
    define: { GIT_KVM_VERSION: JSON.stringify(version) },
    logLevel: 'warning',
  });
}

function sources(folder) {
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
