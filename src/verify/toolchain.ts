/** What a build depends on beside the tree: the compiler, make, and the user's settings for them. */

import { execFileSync } from 'node:child_process';
import { patience } from '../git/patience';
import { askGit, gitRunner } from '../git/run';
import { settingsLike } from '../git/settings';
import { UsageError } from '../model/errors';

/** Words in a value, as `CC=ccache gcc`. */
const MAKE_ARGUMENT = /^[A-Za-z_][A-Za-z0-9_]*=[A-Za-z0-9_./+,@-]*(?: [A-Za-z0-9_./+,@-]+)*$/;

/** @throws UsageError for what is no `VAR=value` of plain characters */
export function checkMakeArguments(args: readonly string[]): void {
  for (const arg of args) {
    if (!MAKE_ARGUMENT.test(arg))
      throw new UsageError(`invalid make argument '${arg}'`, 'write VAR=value, such as LLVM=1 or CC=gcc-13');
    if (/^(?:O|OUTPUT|KBUILD_OUTPUT)=/.test(arg))
      throw new UsageError(
        `'${arg}' is set by verify for each column`,
        'builds of its own go where --dir says; --config takes the configuration of a build directory of yours',
      );
    if (arg.startsWith('ARCH=')) throw new UsageError(`'${arg}' is set by verify for each column`);
  }
}

/** The C compiler that these words for make name. */
export function compilerIn(args: readonly string[]): string {
  const value = (name: string) => args.findLast((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1);
  const cc = value('CC');
  if (cc) return cc;
  const llvm = value('LLVM');
  if (llvm === undefined || llvm === '' || llvm === '0') return `${value('CROSS_COMPILE') ?? ''}gcc`;
  if (llvm.endsWith('/')) return `${llvm}clang`;
  return llvm.startsWith('-') ? `clang${llvm}` : 'clang';
}

/** The nm that belongs to it. */
export function nmIn(args: readonly string[]): string {
  const value = (name: string) => args.findLast((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1);
  const nm = value('NM');
  if (nm) return nm;
  const llvm = value('LLVM');
  if (llvm === undefined || llvm === '' || llvm === '0') return `${value('CROSS_COMPILE') ?? ''}nm`;
  if (llvm.endsWith('/')) return `${llvm}llvm-nm`;
  return llvm.startsWith('-') ? `llvm-nm${llvm}` : 'llvm-nm';
}

/**
 * The compiler by its own words: `gcc (Debian 12.2.0-14) 12.2.0`.
 * @throws UsageError where it or make is missing
 */
export function toolchain(args: readonly string[], env: NodeJS.ProcessEnv): string {
  firstLine('make', env);
  return firstLine(compilerIn(args), env);
}

/** What a program says about its version. @throws UsageError where it cannot be run */
export function firstLine(
  program: string,
  env: NodeJS.ProcessEnv,
  hint = 'install it, or use another compiler: git kvm verify … -- CC=gcc-13',
): string {
  try {
    const [file, ...words] = program.split(' ');
    const text = execFileSync(file!, [...words, '--version'], {
      env,
      cwd: '/',
      encoding: 'utf8',
      timeout: 10_000 * patience(),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.split('\n', 1)[0]!.trim();
  } catch (cause) {
    throw new UsageError(`cannot run ${program}`, hint, { cause });
  }
}

/**
 * Words before a cell's command, as `ssh HOST` or `srun`: git's configuration, `git-kvm.<column>.prefix`, which no
 * tree can bring along.
 */
export function prefixes(cwd: string, env: NodeJS.ProcessEnv): (column: string) => readonly string[] {
  const byColumn = new Map<string, readonly string[]>();
  const set = settingsLike('^git-kvm\\..*\\.prefix$', gitRunner(cwd, 10_000, env));
  for (const { key, value } of set) {
    byColumn.set(key.slice('git-kvm.'.length, -'.prefix'.length), value.split(/\s+/).filter(Boolean));
  }
  return (column) => byColumn.get(column) ?? byColumn.get('all') ?? [];
}

/** One setting of git's configuration; null where it is not set. */
export function setting(name: string, cwd: string, env: NodeJS.ProcessEnv): string | null {
  return askGit(['config', '--get', name], { cwd, env })?.trim() || null;
}
