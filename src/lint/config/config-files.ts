/**
 * Reads configuration files, by cosmiconfig; loaded only where there is one.
 *
 * cosmiconfig runs code of the current directory unless it is held back twice over: its constructor loads
 * `.config/config.js` and its like from there, and its loaders for code stand beside those it is given. Here it is made
 * in the program's own folder, every loader for code throws, and `$import` (which names further files) is rejected
 * before it is followed. It is never asked to search.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, extname, relative } from 'node:path';
import { cosmiconfigSync, defaultLoadersSync } from 'cosmiconfig';
import { parse as parseToml } from 'smol-toml';
import { UsageError } from '../../model/errors';
import { type ConfigFile, EXTENSIONS } from './files';
import { isObject } from './validate';

/** A configuration file as it was read, not checked yet. */
interface ReadFile extends ConfigFile {
  readonly value: unknown;
  readonly text: string;
}

const MAX_BYTES = 1 << 20;
/** YAML's aliases make a small file large once it is walked. */
const MAX_VALUES = 50_000;
const MAX_DEPTH = 12;

/**
 * Read static data from files; nothing in them is run.
 * @throws UsageError with file and line where a file does not hold such data, too large, or is outside the tree
 */
export function readConfigFiles(files: readonly ConfigFile[]): ReadFile[] {
  const load = loader();
  return files.map((config) => {
    guard(config);
    const value = load(config.file);
    bound(value, config.file);
    return { ...config, value, text: readFileSync(config.file, 'utf8') };
  });
}

function loader(): (file: string) => unknown {
  const { '.yaml': yaml } = defaultLoadersSync;
  const data = {
    '.json': parseJson,
    '.yaml': yaml,
    '.yml': yaml,
    noExt: yaml,
    '.toml': (_: string, text: string) => parseToml(text.replace(/^\ufeff/, '')),
  };
  const code = ['.js', '.cjs', '.mjs', '.ts', 'default'].map((name) => [name, refuseCode]);
  const loaders = Object.fromEntries([
    ...Object.entries(data).map(([name, parse]) => [name, withoutImports(parse)]),
    ...code,
  ]);
  const explorer = inProgramFolder(() =>
    cosmiconfigSync('git-kvm', {
      loaders,
      searchPlaces: [],
      mergeSearchPlaces: false,
      searchStrategy: 'none',
      cache: false,
    }),
  );
  return (file) => {
    try {
      return explorer.load(file)?.config ?? {};
    } catch (error) {
      throw error instanceof UsageError ? error : unreadable(file, error);
    }
  };
}

/** @throws an error with the number of its line, which `JSON.parse` names in few of its messages */
function parseJson(_: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const lines = text.split('\n');
    let [good, bad] = [0, lines.length];
    while (bad - good > 1) {
      const middle = (good + bad) >> 1;
      if (canGoOn(lines.slice(0, middle).join('\n'))) good = middle;
      else bad = middle;
    }
    const [reason = ''] = (error as Error).message.split(/,? (?:\.\.\.)?"| in JSON/);
    throw Object.assign(new Error(reason), { line: bad });
  }
}

/** Returns true if this may be the start of JSON. */
function canGoOn(start: string): boolean {
  try {
    JSON.parse(start);
    return true;
  } catch (error) {
    const { message } = error as Error;
    return /end of JSON/.test(message) || message.includes(`position ${start.length}`);
  }
}

/** Run `make` where no one but the owner of this program can have put files. */
function inProgramFolder<T>(make: () => T): T {
  const before = process.cwd();
  process.chdir(__dirname);
  try {
    return make();
  } finally {
    process.chdir(before);
  }
}

function refuseCode(file: string): never {
  throw new UsageError(`${file}: executable configuration is not supported`, `use ${EXTENSIONS.join(', ')}`);
}

function withoutImports(parse: (file: string, text: string) => unknown) {
  return (file: string, text: string): unknown => {
    const value = parse(file, text);
    if (isObject(value) && Object.hasOwn(value, '$import')) {
      throw new UsageError(`${file}: '$import' is not supported`);
    }
    return value;
  };
}

function guard({ layer, file }: ConfigFile): void {
  const ending = extname(file);
  // mutant: no loader runs code either
  if (ending !== '' && !EXTENSIONS.includes(ending)) refuseCode(file);
  const stat = statSync(file);
  if (layer === 'tree') stayInside(file);
  if (!stat.isFile()) throw new UsageError(`${file}: not a regular file`);
  if (stat.size > MAX_BYTES) throw new UsageError(`${file}: larger than 1 MB`);
}

/** A link in someone else's tree could show parts of any file in an error message. */
function stayInside(file: string): void {
  const inside = relative(realpathSync(dirname(file)), realpathSync(file));
  if (inside.startsWith('..')) {
    throw new UsageError(`${file}: a symbolic link that leads out of the tree`, 'replace it with the file');
  }
}

function bound(value: unknown, file: string): void {
  let left = MAX_VALUES;
  const walk = (item: unknown, depth: number): void => {
    left -= 1;
    if (left < 0) throw new UsageError(`${file}: more than ${MAX_VALUES} values`);
    if (depth > MAX_DEPTH) throw new UsageError(`${file}: nested too deeply`);
    if (Array.isArray(item)) for (const inner of item) walk(inner, depth + 1);
    else if (isObject(item)) for (const inner of Object.values(item)) walk(inner, depth + 1);
  };
  walk(value, 0);
}

/** Parsers put the whole text into their messages; their first line and their line number are enough. */
function unreadable(file: string, error: unknown): UsageError {
  const about = error as {
    message?: unknown;
    reason?: unknown;
    line?: unknown;
    mark?: { line: number };
  };
  const says = typeof about.reason === 'string' ? about.reason : String(about.message ?? error);
  const reason = says.split('\n')[0]!.trim().slice(0, 200);
  const line = about.mark === undefined ? about.line : about.mark.line + 1;
  return new UsageError(`${file}${line === undefined ? '' : `:${line}`}: cannot read: ${reason}`, '', {
    cause: error,
  });
}
