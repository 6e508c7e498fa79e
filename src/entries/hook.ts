/**
 * What git's hooks start: `node hook.cjs NAME ARGS…`. Small on purpose: everything that a clean commit does not need is
 * loaded late. Exit status 0, 1 (refused) or 2 (could not check).
 */
import { UsageError } from '../core/errors';
import { commitMsg } from '../hook/commit-msg';
import type { HookCall, Status } from '../hook/hook';
import { visible } from '../report/visible';

async function run(name: string | undefined, call: HookCall): Promise<Status> {
  switch (name) {
    case 'commit-msg':
      return commitMsg(call);
    case 'prepare-commit-msg':
      return (await import('../hook/prepare-commit-msg')).prepareCommitMsg(call);
    case 'sendemail-validate':
      return (await import('../entries/send')).sendemailValidate(call);
    default:
      throw new UsageError(`no hook is named ${name ?? '(nothing)'}`, 'reinstall git-kvm: git kvm install');
  }
}

/** What could not be checked, why, and how to go on all the same. */
function couldNotCheck(name: string | undefined, error: unknown): string {
  const { message, hint = '' } = error instanceof Error ? (error as UsageError) : { message: String(error) };
  const isOurs = error instanceof UsageError;
  const way = name === 'sendemail-validate' ? 'git send-email --no-validate' : 'git commit --no-verify';
  return [
    `git-kvm could not check${name === 'sendemail-validate' ? ', so nothing is sent' : ''}: ${visible(message)}`,
    ...(isOurs && hint ? [`  ${visible(hint)}`] : []),
    ...(isOurs
      ? []
      : [
          `  This is a fault of git-kvm's own.${error instanceof Error ? ` ${visible(firstFrame(error))}` : ''}`,
        ]),
    `  To go on without the check, once: ${way}`,
    '',
  ].join('\n');
}

function firstFrame(error: Error): string {
  return (
    error.stack
      ?.split('\n')
      .find((line) => /^\s+at /.test(line))
      ?.trim() ?? ''
  );
}

const [name, ...args] = process.argv.slice(2);
const call: HookCall = {
  args,
  cwd: process.cwd(),
  env: process.env,
  programDir: __dirname,
  color: process.stderr.isTTY === true && !process.env.NO_COLOR,
  err: (text) => process.stderr.write(text),
};
run(name, call)
  .catch((error: unknown) => {
    process.stderr.write(couldNotCheck(name, error));
    return 2;
  })
  .then((status) => {
    process.exitCode = status;
  });
