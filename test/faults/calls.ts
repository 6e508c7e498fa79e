/**
 * Each call of node:fs that changes something and each process that is started, told of before it is done: the points at
 * which a program may be killed, or a disk fail. What node does in one call (a folder copied, a tree removed) is done
 * step by step, so that there is a point between any two of its steps.
 */
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

export interface Call {
  /** From 1 on. */
  readonly n: number;
  /** Of the function. */
  readonly name: string;
  /** Name and line of the caller. */
  readonly site: string;
  /** Do half of a write. Nothing where there is no half. */
  half(): void;
}

type Any = (...args: never[]) => unknown;

/** The functions as they were, for those who look on. */
export const real = { ...fs };

const WRITES = [
  'writeFileSync',
  'appendFileSync',
  'copyFileSync',
  'mkdirSync',
  'symlinkSync',
  'linkSync',
  'renameSync',
  'unlinkSync',
  'rmdirSync',
  'chmodSync',
  'chownSync',
  'fsyncSync',
  'openSync',
  'mkdtempSync',
] as const;
export const PROCESSES = ['execFileSync', 'spawnSync', 'spawn', 'execFile'] as const;

/**
 * Have `before` told of each call from now on; what it throws, the caller gets. What it returns takes the place of the
 * command line of a process. @returns what takes it back
 */
export function watchCalls(before: (call: Call) => [string, string[]] | undefined): () => void {
  let n = 0;
  let within = false;
  const table = fs as unknown as Record<string, Any>;
  const processes = childProcess as unknown as Record<string, Any>;
  const saved = new Map<Record<string, Any>, [string, Any][]>([
    [table, []],
    [processes, []],
  ]);
  const put = (owner: Record<string, Any>, name: string, made: Any) => {
    saved.get(owner)!.push([name, owner[name]!]);
    owner[name] = made;
  };
  const tell = (name: string, args: readonly unknown[]) => {
    n += 1;
    within = true;
    try {
      return before({ n, name, site: `${name} ${caller()}`, half: () => half(name, args) });
    } finally {
      within = false;
    }
  };
  for (const name of WRITES) {
    const done = table[name]!;
    put(table, name, ((...args: never[]) => {
      const reads = name === 'openSync' && (args[1] === undefined || args[1] === 'r');
      if (!within && !reads) tell(name, args);
      return done(...args);
    }) as Any);
  }
  put(table, 'cpSync', copyTree as Any);
  put(table, 'rmSync', removeTree as Any);
  for (const name of PROCESSES) {
    const done = processes[name]!;
    put(processes, name, ((...args: never[]) => {
      const instead = within ? undefined : tell(name, args);
      if (instead === undefined) return done(...args);
      return done(...([...instead, ...(args as unknown[]).slice(Array.isArray(args[1]) ? 2 : 1)] as never[]));
    }) as Any);
  }
  syncBuiltinESMExports();
  return () => {
    for (const [owner, entries] of saved) for (const [name, done] of entries) owner[name] = done;
    syncBuiltinESMExports();
  };
}

/** The first line of the stack that is neither of node nor of this file. */
function caller(): string {
  const lines = (new Error().stack ?? '').split('\n').slice(1);
  const own = lines.find((line) => !line.includes('node:') && !line.includes(__filename)) ?? '';
  return /at (?:async )?(?:Object\.)?(\S+) \(?.*?([\w.-]+:\d+):\d+\)?$/.exec(own)?.slice(1).join(' ') ?? own;
}

function half(name: string, [path, content]: readonly unknown[]): void {
  if (name === 'copyFileSync') real.writeFileSync(String(content), '');
  if (name !== 'writeFileSync' && name !== 'appendFileSync') return;
  const bytes = Buffer.from(content as string);
  real.appendFileSync(path as number | string, bytes.subarray(0, Math.floor(bytes.length / 2)));
}

/** As cpSync with `recursive` and `dereference`. */
function copyTree(from: string, to: string): void {
  if (!fs.statSync(from).isDirectory()) {
    fs.copyFileSync(from, to);
    return;
  }
  fs.mkdirSync(to, { recursive: true });
  for (const name of fs.readdirSync(from)) copyTree(join(from, name), join(to, name));
}

/** As rmSync; only what is not there may be wrong with `force`. */
function removeTree(path: string, options: { recursive?: boolean; force?: boolean } = {}): void {
  const stat = fs.lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined && options.force) return;
  if (!stat?.isDirectory() || !options.recursive) {
    fs.unlinkSync(path);
    return;
  }
  for (const name of fs.readdirSync(path)) removeTree(join(path, name), options);
  fs.rmdirSync(path);
}
