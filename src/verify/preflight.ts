/** What a run needs of the machine, before anything is built: tools, headers, room on the disk. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runGit } from '../git/run';
import { UsageError } from '../model/errors';
import type { Column } from './columns';
import type { Places } from './places';
import { compilerIn } from './toolchain';

interface Preflight {
  readonly columns: readonly Column[];
  readonly makeArgs: readonly string[];
  readonly places: Places;
  /** The tree that the series is based on. */
  readonly tree: string;
  /** Columns with words before them are built elsewhere: nothing is known of that machine. */
  readonly prefixOf: (column: string) => readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Columns that compile no kernel. */
const NO_KERNEL = new Set(['selftests', 'tests', 'htmldocs']);

/** @throws UsageError that names all that is missing, and the packages that have it */
export function checkMachine(asked: Preflight): void {
  const here = asked.columns.filter(
    ({ id, group, runs }) => runs === undefined && asked.prefixOf(group ?? id).length === 0,
  );
  if (here.length === 0) return;
  const isKernel = here.some(({ id }) => !NO_KERNEL.has(id));
  const missing = isKernel ? missingTools(asked) : [];
  if (missing.length > 0) {
    const packages = [...new Set(missing.map((one) => one.in))].join(' ');
    throw new UsageError(
      `missing to build a kernel: ${missing.map(({ what }) => what).join(', ')}`,
      `apt install ${packages} (Debian, Ubuntu); other distributions have packages of about the same names`,
    );
  }
  checkRoom(asked, here);
}

interface Missing {
  readonly what: string;
  /** Debian's package. */
  readonly in: string;
}

function missingTools({ makeArgs, env }: Preflight): Missing[] {
  const value = (name: string) =>
    makeArgs.findLast((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1);
  const isLlvm = /clang[^/]*$/.test(compilerIn(makeArgs)) && value('LLVM') !== undefined;
  const llvm = isLlvm ? [] : [{ what: value('LD') ?? `${value('CROSS_COMPILE') ?? ''}ld`, in: 'binutils' }];
  const tools: Missing[] = [
    ...llvm,
    ...['flex', 'bison', 'bc', 'perl'].map((what) => ({ what, in: what })),
    { what: 'timeout', in: 'coreutils' },
  ];
  const missing = tools.filter(({ what }) => !isProgram(what, env));
  if (!hasHeader('gelf.h', makeArgs, env)) missing.push({ what: 'gelf.h', in: 'libelf-dev' });
  return missing;
}

export function isProgram(name: string, env: NodeJS.ProcessEnv): boolean {
  return programPath(name, env) !== null;
}

/** Where a program is; null where there is none. */
export function programPath(name: string, env: NodeJS.ProcessEnv): string | null {
  const files = name.includes('/') ? [name] : (env.PATH ?? '').split(delimiter).map((dir) => join(dir, name));
  const isThere = (file: string) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  return files.find(isThere) ?? null;
}

/** For objtool, which x86's build runs. */
function hasHeader(name: string, makeArgs: readonly string[], env: NodeJS.ProcessEnv): boolean {
  const host = makeArgs.findLast((arg) => arg.startsWith('HOSTCC='))?.slice('HOSTCC='.length);
  const input = `#include <${name}>\n`;
  const args = ['-E', '-x', 'c', '-o', '/dev/null', '-'];
  const [file, ...words] = (host ?? compilerIn(makeArgs)).split(' ');
  const { error, status } = spawnSync(file!, [...words, ...args], { input, env, cwd: '/' });
  // Without a compiler it can't be determined.
  return error !== undefined || status === 0;
}

/** What sources and builds come to, by the size of the sources: a kernel's are 1.4 GB, a column's build some 0.2 GB. */
const SOURCES = 1.1;
const BUILD = 0.15;

function checkRoom({ places, tree, cwd, env }: Preflight, columns: readonly Column[]): void {
  const fresh = columns.filter(({ id }) => !existsSync(join(places.builds, id))).length;
  const isChecked = existsSync(places.index);
  if (fresh === 0 && isChecked) return;
  const bytes = bytesOf(tree, cwd, env);
  const needed = bytes * ((isChecked ? 0 : SOURCES) + fresh * BUILD);
  const { bavail, bsize } = statfsSync(places.dir);
  if (needed <= bavail * bsize) return;
  const gb = (size: number) => `${(size / 1e9).toFixed(1)} GB`;
  throw new UsageError(
    `the disk is full: ${places.dir} needs about ${gb(needed)} more, and ${gb(bavail * bsize)} are free`,
    'git kvm verify --prune removes what older runs have left; --dir names another place',
  );
}

function bytesOf(tree: string, cwd: string, env: NodeJS.ProcessEnv): number {
  const listed = runGit(['ls-tree', '-r', '-l', '--full-tree', tree], { cwd, env }).toString('utf8');
  let sum = 0;
  for (const [, size] of listed.matchAll(/^\d+ blob \w+ +(\d+)\t/gm)) sum += Number(size);
  return sum;
}
