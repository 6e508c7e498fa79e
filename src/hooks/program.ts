/** Load a program of the hooks, with the code that V8 compiled of it before, where there is such. */
import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';
import type { HookCall, HookIo, Status } from './hook';

/** What the programs of the hooks export. */
export interface Program {
  run(name: string, args: readonly string[], programDir: string, io?: Partial<HookIo>): Promise<Status>;
  /** Only that of `commit-msg`. */
  isClean?(call: HookCall): Promise<boolean>;
}

/**
 * What V8 is told before it reads a program, and has to be told when its compiled code is written down. By itself it would
 * optimize much of a send, in a thread beside, which is a tenth of all that the send costs, and be done when it is over.
 */
const FLAGS: Readonly<Record<string, string>> = { send: '--interrupt-budget=1000000' };
/** Later versions of V8 do not know the flag, and would say so. */
const KNOWN_UP_TO = 11;

export interface Loaded {
  readonly program: Program;
  readonly script: Script;
}

/**
 * @param folder where the programs lie
 * @param load what the program's own `require` is to be, to load others beside it
 * @param useCache whether to take the compiled code, if there is such and V8 takes it
 * @throws whatever is wrong with the file
 */
export function loadProgram(
  folder: string,
  name: string,
  load: NodeJS.Require,
  { useCache = true }: { useCache?: boolean } = {},
): Loaded {
  const file = `${folder}/${name}.cjs`;
  if (FLAGS[name] !== undefined && Number.parseInt(process.versions.v8, 10) <= KNOWN_UP_TO)
    (load('node:v8') as typeof import('node:v8')).setFlagsFromString(FLAGS[name]);
  // The build leaves nothing but ASCII in there, which is read fastest so.
  const source = readFileSync(file, 'latin1');
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: file,
    cachedData: useCache ? readCache(folder, name) : undefined,
  });
  const module = { exports: {} as Program };
  script.runInThisContext()(module.exports, load, module, file, folder);
  return { program: module.exports, script };
}

export function cacheOf(folder: string, name: string): string {
  return `${folder}/${name}.cache`;
}

/** V8 takes code of its own version and flags only, but trusts its bytes: they stand there twice, and must be the same. */
function readCache(folder: string, name: string): Buffer | undefined {
  try {
    const twice = readFileSync(cacheOf(folder, name));
    const half = twice.length / 2;
    const code = twice.subarray(0, half);
    return code.equals(twice.subarray(half)) ? code : undefined;
  } catch {
    return undefined;
  }
}
