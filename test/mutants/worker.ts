/** A process that runs tests of a file, each time on modules of its own: what they remember is of no other mutant. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';
import type { Answer, Request } from './pool';
import { TestFile } from './stand-in';
import { mutants } from './switch';

type Compiled = (module: NodeModule) => void;
type Load = (request: string, ...rest: unknown[]) => unknown;
type Extension = (module: NodeModule, path: string) => void;

const ROOT = join(__dirname, '..', '..');
const SCRATCH = process.env.TMPDIR!;
const REACHED = `${SCRATCH}-reached`;
const FIRST_ENV = { ...process.env };
const FIRST_FOLDER = process.cwd();
const KEPT = new Set(Object.keys(require.cache));

const node = Module as unknown as { _load: Load; _extensions: Record<string, Extension> };
const compiled = new Map<string, Compiled>();
let file = new TestFile();

const load = node._load;
node._load = (request, ...rest) => (request === 'node:test' ? file.nodeTest : load(request, ...rest));

/** The project's own modules are found and compiled once, and run anew for each mutant. */
const loadOther = node._extensions['.js']!;
node._extensions['.js'] = (module, path) => {
  if (!path.startsWith(ROOT)) return loadOther(module, path);
  let run = compiled.get(path);
  if (run === undefined) {
    const names = ['exports', 'require', 'module', '__filename', '__dirname'];
    const code = compileFunction(readFileSync(path, 'utf8'), names, { filename: path });
    const requireOwn = requireOnceFound(path);
    run = (own) => code.call(own.exports, own.exports, requireOwn, own, path, dirname(path));
    compiled.set(path, run);
  }
  run(module);
};

function requireOnceFound(path: string): NodeRequire {
  const find = createRequire(path);
  // The loader would keep, for a parent, what was loaded for each mutant.
  const parent = null;
  const found = new Map<string, string>();
  const requireOwn = (name: string) => {
    const at = found.get(name) ?? find.resolve(name);
    found.set(name, at);
    return require.cache[at]?.exports ?? node._load(at, parent);
  };
  return Object.assign(requireOwn, find);
}

async function answer({ path, tests, mutant }: Request): Promise<Answer> {
  startAnew(mutant);
  const start = performance.now();
  let failed: Answer['failed'] = null;
  try {
    require(join(ROOT, path.replace(/\.ts$/, '.js')));
    failed = await file.run(tests);
  } catch (error) {
    failed = { test: tests[0] ?? 0, why: String(error) };
  }
  const ms = performance.now() - start;
  for (const name of readdirSync(REACHED))
    for (const line of readFileSync(join(REACHED, name), 'utf8').split('\n'))
      if (line !== '') mutants.reached.add(Number(line));
  return { failed, ms, reached: [...mutants.reached], firsts: file.firsts() };
}

/** A test that was ended may leave a mounted disk. */
function removeWhatCanBe(folder: string): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    try {
      rmSync(join(folder, name), { recursive: true, force: true });
    } catch {
      // It harms no other test.
    }
  }
}

function startAnew(mutant: number): void {
  process.chdir(FIRST_FOLDER);
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, FIRST_ENV);
  // For programs that tests start.
  if (mutant < 0) process.env.MUTANTS_REACHED = REACHED;
  else process.env.MUTANT_IN_FORCE = String(mutant);
  for (const folder of [SCRATCH, REACHED]) {
    removeWhatCanBe(folder);
    mkdirSync(folder, { recursive: true });
  }
  for (const path of Object.keys(require.cache))
    if (path.startsWith(ROOT) && !KEPT.has(path)) delete require.cache[path];
  file = new TestFile();
  mutants.reached.clear();
  mutants.inForce = mutant;
}

process.on('message', async (request: Request) => process.send!(await answer(request)));
process.on('disconnect', () => process.exit());
