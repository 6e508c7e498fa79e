/** Run one hook: find it by name, and turn whatever keeps it from its work into words and exit status 2. */
import { readSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import { terminalOf } from '../report/terminal';
import { type Continuation, continueCommit } from './continue-commit';
import type { HookCall, HookIo, Status } from './hook';

/** The argument by which install and doctor see that node starts and the program loads; git gives no hook such a one. */
const SELFTEST = '--selftest';

type Hook = (call: HookCall) => Promise<Status>;

/**
 * @param hooks by their names
 * @returns runs one of them: 0, 1 (rejected) or 2 (could not check); never throws. `programDir` is the folder of the
 *   running program.
 */
export function runnerOf(hooks: Readonly<Record<string, Hook>>) {
  return async (
    name: string | undefined,
    args: readonly string[],
    programDir: string,
    io: Partial<HookIo> = {},
  ): Promise<Status> => {
    const err = io.err ?? ((text: string) => process.stderr.write(text));
    try {
      const hook = name !== undefined && Object.hasOwn(hooks, name) ? hooks[name] : undefined;
      if (hook === undefined) {
        throw new UsageError(`unknown hook '${name ?? ''}'`, 'reinstall: git kvm install');
      }
      if (args[0] === SELFTEST) return 0;
      return await hook({
        args,
        cwd: process.cwd(),
        env: process.env,
        programDir,
        // A hook that is silent doesn't pay for looking at the terminal.
        get color() {
          return terminalOf(process.stderr, process.env).color;
        },
        get width() {
          return terminalOf(process.stderr, process.env).width;
        },
        err,
        input: io.input ?? readInput,
      });
    } catch (error) {
      err(couldNotCheck(name, args, error));
      return 2;
    }
  };
}

function readInput(most: number): Buffer | null {
  const chunks: Buffer[] = [];
  for (let size = 0; size <= most; ) {
    const chunk = Buffer.allocUnsafe(65_536);
    const length = readSync(0, chunk);
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, length));
    size += length;
  }
  return null;
}

/** What could not be checked, why, and how to go on anyway. */
function couldNotCheck(name: string | undefined, args: readonly string[], error: unknown): string {
  const isSend = name === 'sendemail-validate' || name === 'pre-publish-send-email';
  const lines = [
    `git-kvm could not check${isSend ? ', so nothing was sent' : ''}: ${escapeControls(messageOf(error))}`,
  ];
  if (error instanceof UsageError) {
    if (error.hint) lines.push(`  ${escapeControls(error.hint)}`);
  } else {
    lines.push(`  Internal error ${escapeControls(firstFrame(error))}`);
  }
  const { command, notes } = isSend
    ? { command: 'git send-email --no-validate', notes: [] }
    : wayOn(name, args);
  lines.push(`  To continue without the check, once: ${command}`, ...notes.map((note) => `  ${note}`));
  return `${lines.join('\n')}\n`;
}

/** A message that was written is still where git put it. */
function wayOn(name: string | undefined, [file]: readonly string[]): Continuation {
  if (name !== 'commit-msg' || file === undefined) return { command: 'git commit --no-verify', notes: [] };
  const call = { cwd: process.cwd(), env: process.env };
  // The editor has the last word on what is a comment, as before.
  return continueCommit(call, resolve(file), '', { extra: ['--no-verify'] });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function firstFrame(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return (
    stack
      .split('\n')
      .find((line) => /^\s+at /.test(line))
      ?.trim() ?? ''
  );
}
