/** A git that prints more than fits into memory: its output is read while it runs. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { QUIET } from './run';

export interface GitStream {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Once it has ended: null, or the first line of what it said went wrong. */
  readonly failed: Promise<string | null>;
}

/** The longest that is remembered of what git says on standard error. */
const LONGEST_WORDS = 4096;

/** With the guards of `runGit`, except for a time limit: whoever stops reading ends the process. */
export function startGit(
  args: readonly string[],
  { cwd, env }: { cwd?: string; env: NodeJS.ProcessEnv },
): GitStream {
  const child = spawn('git', ['--no-pager', ...args], {
    cwd,
    env: { ...env, ...QUIET },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (words.length < LONGEST_WORDS) words += text;
  });
  // A pipe that breaks shows in the exit status.
  child.stdin.on('error', () => {});
  const failed = new Promise<string | null>((done) => {
    child.on('error', (error) => done(`cannot run git: ${error.message}`));
    child.on('close', (status) => {
      const [line] = words.trim().split('\n');
      done(status === 0 ? null : line || `git exited with status ${status}`);
    });
  });
  return { process: child, failed };
}
