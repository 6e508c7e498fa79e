// dist/: the program in a few self-contained files. For the tests also sources and tests, transpiled one by one.
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { copyright } from './copyright.mjs';
import { writeRegistry } from './registry.mjs';
import { writeWordLists } from './words.mjs';

const root = join(import.meta.dirname, '..');
const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;

/** Loaded when they are needed, not before, from their own file beside the running one. */
const LATE = [
  'src/hooks/lint-commit.ts',
  'src/lint/config/config-files.ts',
  'src/patches/mime-library.ts',
  'src/rules/registry.ts',
];
/** The programs of the hooks, which `src/cli/programs.ts` loads. */
const PROGRAMS = ['commit-msg', 'prepare-commit-msg', 'send'].map((name) => `src/cli/entries/${name}.ts`);
/** Read by doctor, from beside the program. */
const GUIDE_SECTIONS = join(root, 'data', 'guide-sections.json');
/** What is started: by git's hooks, by the user, by an audit for each processor. */
const STARTED = ['src/cli/entries/hook.ts', 'src/audit/audit-worker.ts'];
const COMMAND_LINE = 'src/cli/entries/git-kvm.ts';

/** `await import('./x')` (or `require`) of a late module loads `x.cjs`. Everything else is bundled. */
const lateModules = {
  name: 'late-modules',
  setup(build) {
    const names = [
      ...LATE.map((path) => basename(path, '.ts')),
      ...PROGRAMS.map((path) => `entries/${basename(path, '.ts')}`),
    ];
    build.onResolve({ filter: new RegExp(`/(?:${names.join('|')})$`) }, (args) =>
      ['dynamic-import', 'require-call'].includes(args.kind)
        ? { path: `./${basename(args.path)}.cjs`, external: true }
        : undefined,
    );
  },
};

/**
 * What a package asks for if it is there, and lives without: debug for colors; cosmiconfig for a compiler, to load
 * configuration in TypeScript, which this project never does. Left in, it would be looked for in each folder above the
 * running file: in the work tree of the clone, which is anyone's.
 */
const ABSENT = { 'supports-color': './scripts/absent.cjs', typescript: './scripts/absent.cjs' };

/** Bundle each entry point into `outdir`, and put beside it what the program copies into a clone. */
export async function build(outdir = join(root, 'dist'), plugins = []) {
  const esbuild = await import('esbuild');
  // What an earlier build left would be packed as well.
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  writeRegistry();
  const common = {
    absWorkingDir: root,
    outdir,
    entryNames: '[name]',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    supported: { 'dynamic-import': false },
    alias: ABSENT,
    plugins: [lateModules, ...plugins],
    // They are in dist/copyright.
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  };
  const define = { GIT_KVM_VERSION: JSON.stringify(version) };
  const parts = await esbuild.build({
    ...common,
    entryPoints: [...STARTED, ...PROGRAMS, ...LATE],
    define,
  });
  const commandLine = await esbuild.build({
    ...common,
    entryPoints: [COMMAND_LINE],
    // husky finds its runner beside itself by import.meta.url, which CommonJS lacks.
    banner: { js: "const FILE_URL = require('node:url').pathToFileURL(__filename).href;" },
    define: { ...define, 'import.meta.url': 'FILE_URL' },
  });
  const bundled = [parts, commandLine].flatMap(({ metafile }) => Object.keys(metafile.inputs));
  writeFileSync(join(outdir, 'copyright'), copyright(bundled));
  chmodSync(join(outdir, 'git-kvm.cjs'), 0o755);
  for (const folder of ['hooks', 'templates']) {
    if (existsSync(join(root, folder))) cpSync(join(root, folder), join(outdir, folder), { recursive: true });
  }
  copyFileSync(join(root, 'node_modules', 'husky', 'husky'), join(outdir, 'husky'));
  copyFileSync(GUIDE_SECTIONS, join(outdir, basename(GUIDE_SECTIONS)));
  await writeWordLists(outdir);
}

/** The manual page, which `npm install -g` puts where `git help kvm` finds it. */
async function writeManual(outdir = join(root, 'dist')) {
  const { execFileSync } = await import('node:child_process');
  const page = execFileSync(process.execPath, [join(outdir, 'git-kvm.cjs'), 'man', '--print']);
  writeFileSync(join(outdir, 'git-kvm.1'), page);
}

/** Transpile src and test into `outdir`, file by file, for node:test. */
export async function transpile(outdir, plugins = []) {
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
    plugins,
    define: { GIT_KVM_VERSION: JSON.stringify(version) },
    logLevel: 'warning',
  });
  await writeWordLists(join(outdir, 'src', 'analysis', 'english'));
  copyFileSync(GUIDE_SECTIONS, join(outdir, 'src', 'hooks', 'install', basename(GUIDE_SECTIONS)));
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
  await writeManual();
}
