/** The processes above this one: the only place that tells how `git commit` was called (there is no hook argument). */
import { readFileSync, readlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { statOf } from './process';

/** How many processes up to look: node, our script, husky's runner, git, an alias's git. */
const FURTHEST = 8;

/** A git command that runs this hook, as it was typed. */
export interface GitCall {
  /** Options before the subcommand (`-c key=value`), of the aliases that led here too; without -C. */
  readonly globals: readonly string[];
  /** What follows the subcommand. An argument that isn't UTF-8 has U+FFFD in it. */
  readonly args: readonly string[];
  /** The folder where it was typed; null where that can't be read. */
  readonly from: string | null;
  /** Variables that were set for this command alone, as `NAME=value`: those that decide what is committed, and by whom. */
  readonly variables?: readonly string[];
}

/**
 * The arguments of the nearest `git … SUBCOMMAND …` above this process, without what precedes the subcommand; null where
 * they can't be read (no /proc).
 */
export function gitArguments(subcommand: string, pid = process.ppid): readonly string[] | null {
  return nearestGit(subcommand, pid)?.args ?? null;
}

/** The same with its options before the subcommand, and where it was typed. */
export function gitCall(subcommand: string, pid = process.ppid): GitCall | null {
  const found = nearestGit(subcommand, pid);
  if (found === null) return null;
  const gits = [found.globals];
  let above = found.parent;
  let outermost = found.pid;
  // An alias is a git that starts this one, by a shell if it begins with "!".
  for (let up = 0; up < FURTHEST; up += 1) {
    const outer = gitAt(above) ?? (isShellOfAlias(above) ? gitAt(parentOf(above)) : null);
    if (outer === null) break;
    gits.unshift(outer.globals);
    above = outer.parent;
    outermost = outer.pid;
  }
  const from = folderOf(above);
  const inherited = new Set(variablesOf(above));
  return {
    globals: gits.flatMap((globals) => withoutFolders(globals, from)),
    args: found.args,
    from,
    variables: variablesOf(outermost).filter((one) => !inherited.has(one)),
  };
}

const DECISIVE = /^GIT_(?:INDEX_FILE|DIR|WORK_TREE|(?:AUTHOR|COMMITTER)_(?:NAME|EMAIL|DATE))=/;

/** What a process was started with; empty where that can't be read. */
function variablesOf(pid: number): string[] {
  try {
    const all = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return all.filter((one) => DECISIVE.test(one));
  } catch {
    return [];
  }
}

interface GitProcess {
  readonly pid: number;
  readonly subcommand: string;
  readonly globals: readonly string[];
  readonly args: readonly string[];
  readonly parent: number;
}

function nearestGit(subcommand: string, pid: number): GitProcess | null {
  for (let up = 0; up < FURTHEST && pid > 1; up += 1) {
    const git = gitAt(pid);
    if (git?.subcommand === subcommand) return git;
    pid = git?.parent ?? parentOf(pid);
  }
  return null;
}

/** Options of git that take the next word. */
const WITH_VALUE = ['-C', '-c', '--git-dir', '--work-tree', '--namespace', '--config-env', '--attr-source'];

function gitAt(pid: number): GitProcess | null {
  const [path = '', ...words] = commandLine(pid);
  const program = path.replace(/^.*\//, '');
  const parent = parentOf(pid);
  if (program.startsWith('git-'))
    return { pid, subcommand: program.slice(4), globals: [], args: words, parent };
  if (program !== 'git') return null;
  let at = 0;
  while (words[at]?.startsWith('-')) at += WITH_VALUE.includes(words[at]!) ? 2 : 1;
  return { pid, subcommand: words[at] ?? '', globals: words.slice(0, at), args: words.slice(at + 1), parent };
}

function isShellOfAlias(pid: number): boolean {
  const [shell = '', option] = commandLine(pid);
  return /(?:^|\/)(?:ba|da)?sh$/.test(shell) && option === '-c';
}

/** Without -C, and with the folders of --git-dir and --work-tree as they are meant. */
function withoutFolders(globals: readonly string[], from: string | null): string[] {
  const kept: string[] = [];
  let folder = from ?? '/';
  for (let i = 0; i < globals.length; i += 1) {
    const word = globals[i]!;
    const place = /^(--git-dir|--work-tree)(?:=(.*))?$/s.exec(word);
    if (word === '-C') folder = resolve(folder, globals[++i] ?? '');
    else if (place) kept.push(`${place[1]}=${resolve(folder, place[2] ?? globals[++i] ?? '')}`);
    else if (WITH_VALUE.includes(word)) kept.push(word, globals[++i] ?? '');
    else kept.push(word);
  }
  return kept;
}

/** A process may be gone, or not ours to read: then nothing is known of it. */
function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  } catch {
    return [];
  }
}

function parentOf(pid: number): number {
  try {
    return statOf(pid).parent;
  } catch {
    return 0;
  }
}

function folderOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}
