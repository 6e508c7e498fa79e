/** How tests are run: by the options, else by git's configuration, which no tree brings along. */
import { UsageError } from '../../model/errors';
import type { VerifyOptions } from '../options';
import { ENOUGH } from '../proof';
import type { Session } from '../session';
import { setting } from '../toolchain';
import { hostKvm } from './host-kvm';
import { type Runner, runnerOf } from './runner';
import type { RunsOptions } from './runs';
import type { TestRun } from './tests';
import { vngOptions } from './vng';

/** Seconds for one test: by software, with what else a machine does. */
const LIMIT = 120;

/** Where the user has set a runner, tests are always run. */
export function isRunAsked({ cwd, env, run, test, runner }: VerifyOptions): boolean {
  if (runner === 'none') return false;
  return run === true || (test ?? []).length > 0 || (runner ?? setting('git-kvm.runner', cwd, env)) !== null;
}

/** With `--run`. @throws UsageError where nothing is there that runs tests */
export function testRunOf(session: Session): TestRun {
  const { options } = session;
  const units = unitsFor(options);
  const run = { ...runsOf(session), units, repeat: options.repeat ?? 1, test: options.test ?? [] };
  if (run.runner === null && units === null)
    throw new UsageError(
      'no runner for tests found',
      'install qemu-system-x86_64, or give a runner (docs/testing.md)',
    );
  return run;
}

/** With `--order`: what is seen once proves nothing. */
export function orderRunsOf(session: Session): RunsOptions {
  return { ...runsOf(session), repeat: Math.max(ENOUGH, session.options.repeat ?? ENOUGH) };
}

function runsOf({ options, compiler, prefixOf }: Session): Omit<RunsOptions, 'repeat'> {
  const { makeArgs, limit = LIMIT, extra, env } = options;
  const isHere = prefixOf('run').length === 0;
  const found = runnerFor(options, isHere);
  // What it is run on is recorded in these words.
  const runner = found?.boots && extra ? { ...found, says: `${found.says}, lockdep` } : found;
  const wanted = isHere ? vngOptions(runner?.command ?? [], env) : [];
  return { makeArgs, compiler, prefixOf, limit, runner, isDebug: extra, wanted };
}

/** @param isHere tests are run on this machine */
function runnerFor({ cwd, env, ...options }: VerifyOptions, isHere: boolean): Runner | null {
  const named = options.runner ?? setting('git-kvm.runner', cwd, env);
  if (named === 'none') return null;
  const kvm = named === 'qemu-kvm' && isHere ? hostKvm() : '';
  return runnerOf({ runner: named, parameters: options.with ?? [], kvm }, env);
}

/** KVM-unit-tests are run where the user's configuration says how. @throws UsageError where it does not boot the kernel */
function unitsFor({ cwd, env, test }: VerifyOptions): string[] | null {
  const words = setting('git-kvm.unit-tests', cwd, env)?.split(/\s+/) ?? null;
  if (words === null || (test ?? []).length > 0) return null;
  if (!words.some((word) => word.includes('{kernel}')))
    throw new UsageError(
      'git-kvm.unit-tests does not boot {kernel}',
      "as 'vng --run {kernel} -- /path/to/run-kut'; what was run elsewhere: --record kvm-unit-tests",
    );
  return words;
}
