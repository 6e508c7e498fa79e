/** Run one hook: find it by name, and turn whatever keeps it from its work into words and exit status 2. */
import { resolve } from 'node:path';
import { UsageError } from '../core/errors';
import { visible } from '../report/visible';
import { commitMsg } from './commit-msg';
import { type HookCall, type Status, shellWord } from './hook';

/** Set by the program that has them inside; loaded late by the others. */
export const sendHooks: { loaded: typeof import('../entries/send') | null } = { loaded: null };

/**
 * @param programDir the folder of the running program
 * @returns 0, 1 (refused) or 2 (could not check); never throws
 */
export async function runHook(
  name: string | undefined,
  args: readonly string[],
  programDir: string,
  err: (text: string) => void = (text) => process.stderr.write(text),
): Promise<Status> {
  try {
    return await dispatch(name, {
      args,
      cwd: process.cwd(),
      env: process.env,
      programDir,
      // A hook that is silent does not pay for looking at the terminal.
      get color() {
        return process.stderr.isTTY === true && !process.env.NO_COLOR;
      },
      err,
    });
  } catch (error) {
    err(couldNotCheck(name, args, error));
    return 2;
  }
}

async function dispatch(name: string | undefined, call: HookCall): Promise<Status> {
  switch (name) {
    case 'commit-msg':
      return commitMsg(call);
    case 'prepare-commit-msg':
      return (await import('./prepare-commit-msg')).prepareCommitMsg(call);
    case 'post-commit':
      (await import('../git/allowed')).settleUsed({ cwd: call.cwd, env: call.env, gitDir: gitDirOf(call) });
      return 0;
    case 'sendemail-validate':
      return (sendHooks.loaded ?? (await import('../entries/send'))).sendemailValidate(call);
    case 'pre-publish-send-email':
      return (sendHooks.loaded ?? (await import('../entries/send'))).prePublishSendEmail(call);
    default:
      throw new UsageError(`no hook is named ${name ?? '(nothing)'}`, 'reinstall git-kvm: git kvm install');
  }
}

/** Git sets GIT_DIR for its hooks wherever it is not `.git`. */
function gitDirOf({ cwd, env }: HookCall): string {
  return resolve(cwd, env.GIT_DIR ?? '.git');
}

/** What could not be checked, why, and how to go on all the same. */
function couldNotCheck(name: string | undefined, args: readonly string[], error: unknown): string {
  const isSend = name === 'sendemail-validate' || name === 'pre-publish-send-email';
  const lines = [
    `git-kvm could not check${isSend ? ', so nothing is sent' : ''}: ${visible(messageOf(error))}`,
  ];
  if (error instanceof UsageError) {
    if (error.hint) lines.push(`  ${visible(error.hint)}`);
  } else {
    lines.push(`  This is a fault of git-kvm's own. ${visible(firstFrame(error))}`);
  }
  lines.push(
    `  To go on without the check, once: ${isSend ? 'git send-email --no-validate' : wayOn(name, args)}`,
  );
  return `${lines.join('\n')}\n`;
}

/** A message that was written is still where git put it. */
function wayOn(name: string | undefined, [file]: readonly string[]): string {
  const message = name === 'commit-msg' && file !== undefined ? ` -eF ${shellWord(visible(file))}` : '';
  return `git commit --no-verify${message}`;
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
