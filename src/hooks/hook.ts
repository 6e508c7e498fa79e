/** What every hook is given, and what it gives back. */

/** 0: go on. 1: rejected. 2: could not check, which holds mail back as well. */
export type Status = 0 | 1 | 2;

/** What a hook reads and writes beyond files; tests bring their own. */
export interface HookIo {
  err(text: string): void;
  /** All of the standard input, or null where that is more than `most` bytes. */
  input(most: number): Buffer | null;
}

export interface HookCall extends HookIo {
  readonly args: readonly string[];
  /** Where git started the hook: the top of the work tree, or a bare git directory. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The folder of the running program. */
  readonly programDir: string;
  readonly color: boolean;
  /** Columns of the terminal; 80 if left out. */
  readonly width?: number;
}

/** A path as one word of a shell's command line. */
export function shellWord(path: string): string {
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
