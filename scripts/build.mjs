// dist/: the program in a few self-contained files. For the tests also sources and tests, transpiled one by one.
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { withGates } from './gates.mjs';
import { writeRegistry } from './registry.mjs';

const root = join(import.meta.dirname, '..');
const require = createRequire(import.meta.url);
const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;

/** Loaded when they are needed, not before, from a file of their own beside the running one. */
const LATE = [
  'src/analysis/english/more-lookalikes.ts',
  'src/lint/config/config-files.ts',
  'src/patches/mime-library.ts',
];

/** `await import('./x')` (or `require`) of a late module loads `x.cjs`. Everything else is bundled. */
const lateModules = {
  name: 'late-modules',
  setup(build) {
    const names = LATE.map((path) => basename(path, '.ts'));
    build.onResolve({ filter: new RegExp(`/(?:${names.join('|')})$`) }, (args) =>
      ['dynamic-import', 'require-call'].includes(args.kind)
        ? { path: `./${basename(args.path)}.cjs`, external: true }
        : undefined,
    );
  },
};

/**
 * What a package asks for if it is there, and lives without. Left in, it would be looked for in each folder above the
 * running file: in the work tree of the clone, which is anybody's.
 */
const withoutOptional = {
  name: 'without-optional',
  setup(build) {
    // debug asks for colors; cosmiconfig for a compiler, to load configuration in TypeScript, which this project never does.
    build.onResolve({ filter: /^(?:supports-color|typescript)$/ }, ({ path }) => ({
      path,
      namespace: 'none',
    }));
    build.onLoad({ filter: /./, namespace: 'none' }, ({ path }) => ({
      contents: `throw new Error('${path} is not there');`,
    }));
  },
};

/** The pages of rules are for people who ask; what hooks load is cut off in front of them. */
const withoutPages = {
  name: 'without-pages',
  setup(build) {
    build.onLoad({ filter: /[/\\]src[/\\]rules[/\\][^/\\]+\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const page = text.indexOf('\nexport const page');
      return { contents: page === -1 ? text : text.slice(0, page + 1), loader: 'ts' };
    });
  },
};

/** What a module of src exports, run here and now. */
async function exportsOf(esbuild, entry, plugins = []) {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    plugins,
    write: false,
  });
  const module = { exports: {} };
  new Function('module', 'require', outputFiles[0].text)(module, require);
  return module.exports;
}

/** Lists of words are no program: as text, read when it is needed, they need not be parsed. */
const listsAsText = (esbuild, outdir) => ({
  name: 'lists-as-text',
  setup(build) {
    build.onLoad(
      { filter: /[/\\]src[/\\]analysis[/\\]english[/\\](?:misspellings|usual)\.ts$/ },
      async ({ path }) => {
        const [[name, list]] = Object.entries(await exportsOf(esbuild, path));
        const file = basename(path, '.ts');
        writeFileSync(join(outdir, `${file}.txt`), list);
        const read = `require('node:fs').readFileSync(__dirname + '/${file}.txt', 'latin1')`;
        return { contents: `exports.${name} = ${read};`, loader: 'js' };
      },
    );
  },
});

/** What the configuration must know of all rules, as data. */
async function withSpecs(esbuild) {
  const { RULES } = await exportsOf(esbuild, 'src/rules/registry.ts', [withoutPages]);
  const specs = RULES.map(({ id, level, summary, options }) => ({
    id,
    level,
    summary,
    options,
  }));
  const contents = `export const ruleSpecs = () => JSON.parse(${JSON.stringify(JSON.stringify(specs))});`;
  return {
    name: 'with-specs',
    setup(build) {
      build.onLoad({ filter: /[/\\]src[/\\]rules[/\\]specs\.ts$/ }, () => ({ contents, loader: 'js' }));
    },
  };
}

/** Modules of node's that cost a hook more than most of its own work, and that a clean commit does without. */
const LATE_BUILTINS = ['child_process', 'crypto', 'fs/promises', 'module', 'os', 'stream', 'zlib'];
const lateBuiltins = {
  name: 'late-builtins',
  setup(build) {
    const filter = new RegExp(`^node:(?:${LATE_BUILTINS.join('|')})$`);
    build.onResolve({ filter }, ({ path, namespace }) =>
      namespace === 'builtin' ? { path, external: true } : { path, namespace: 'builtin' },
    );
    build.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: Object.keys(require(path))
        .map(
          (name) =>
            `Object.defineProperty(exports, '${name}', { get: () => require('${path}')['${name}'] });`,
        )
        .join(''),
    }));
  },
};

const ENTRIES = 'src/cli/entries';
/** Loaded by the command line only; everything else in src/cli/entries is for hooks. */
const COMMAND_LINE = `${ENTRIES}/git-kvm.ts`;
/** The programs of the hooks, see src/hooks/programs.ts. */
const PROGRAMS = ['commit-msg', 'prepare-commit-msg', 'send'].map((name) => `${ENTRIES}/${name}.ts`);

/** Bundle each entry point into `outdir`, and put beside it what the program copies into a clone. */
export async function build(outdir = join(root, 'dist')) {
  const esbuild = await import('esbuild');
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
    legalComments: 'linked',
    logLevel: 'warning',
  };
  const define = { GIT_KVM_VERSION: JSON.stringify(version) };
  await esbuild.build({
    ...common,
    entryPoints: [COMMAND_LINE],
    // husky finds its runner beside itself by import.meta.url, which CommonJS lacks.
    banner: { js: "const FILE_URL = require('node:url').pathToFileURL(__filename).href;" },
    define: { ...define, 'import.meta.url': 'FILE_URL' },
    plugins: [lateModules, withoutOptional, listsAsText(esbuild, outdir)],
  });
  const others = readdirSync(join(root, ENTRIES)).map((name) => `${ENTRIES}/${name}`);
  others.push('src/audit/audit-worker.ts', ...LATE);
  await esbuild.build({
    ...common,
    entryPoints: others.filter((path) => path !== COMMAND_LINE && !PROGRAMS.includes(path)),
    define,
    plugins: [lateModules, withoutPages, withoutOptional, listsAsText(esbuild, outdir)],
  });
  const programs = await esbuild.build({
    ...common,
    entryPoints: PROGRAMS,
    define,
    plugins: [
      lateModules,
      await withSpecs(esbuild),
      withoutPages,
      lateBuiltins,
      listsAsText(esbuild, outdir),
    ],
    minifyWhitespace: true,
    minifySyntax: true,
    write: false,
  });
  const gate = await esbuild.build({
    ...common,
    entryPoints: ['src/hooks/gate.ts'],
    format: 'iife',
    globalName: 'kvm',
    minify: true,
    write: false,
  });
  for (const { path, text } of programs.outputFiles)
    writeFileSync(path, ascii(gate.outputFiles[0].text + (await withGates(text, 'kvm.gate'))));
  chmodSync(join(outdir, 'git-kvm.cjs'), 0o755);
  for (const folder of ['hooks', 'templates']) {
    if (existsSync(join(root, folder))) cpSync(join(root, folder), join(outdir, folder), { recursive: true });
  }
  copyFileSync(join(root, 'node_modules', 'husky', 'husky'), join(outdir, 'husky'));
}

/** Where esbuild leaves other characters, in regular expressions, they can be escaped: ASCII is read fastest. */
function ascii(text) {
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The manual page, which `npm install -g` puts where `git help kvm` finds it. */
async function writeManual(outdir = join(root, 'dist')) {
  const { execFileSync } = await import('node:child_process');
  const page = execFileSync(process.execPath, [join(outdir, 'git-kvm.cjs'), 'man', '--print']);
  writeFileSync(join(outdir, 'git-kvm.1'), page);
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
  await writeManual();
}
