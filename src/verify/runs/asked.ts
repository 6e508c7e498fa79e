/** How tests are run: by the options, else by git's configuration, which no tree brings along. */
import { UsageError } from '../../model/errors';
import type { VerifyOptions } from '../options';
import { ENOUGH } from '../proof';
import type { Session } from '../session';
import { setting } from '../toolchain';
import { hostKvm } from './host-kvm';
import { type Host, hostModulesColumn } from './host-modules';
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
  const runs = runsOf(session);
  if (runs.runner === null && units === null)
    throw new UsageError(
      'no runner for tests found',
      'install qemu-system-x86_64, or give a runner (docs/testing.md)',
    );
  return { ...runs, units, repeat: options.repeat ?? 1, test: options.test ?? [] };
}

/** With `--order`: what is seen once proves nothing. */
export function orderRunsOf(session: Session): RunsOptions {
  const runs = runsOf(session);
  return { ...runs, repeat: Math.max(ENOUGH, session.options.repeat ?? ENOUGH) };
}

function runsOf(session: Session): Omit<RunsOptions, 'repeat'> {
  const { options, compiler, prefixOf } = session;
  const { makeArgs, limit = LIMIT, extra, env } = options;
  const isHere = prefixOf('run').length === 0;
  const asked = { makeArgs, compiler, prefixOf, limit, isDebug: extra };
  if (session.host !== null) return { ...asked, ...reloading(session, session.host), wanted: [] };
  const found = runnerFor(options, isHere);
  // What it is run on is recorded in these words.
  const runner = found?.kernel === 'booted' && extra ? { ...found, says: `${found.says}, lockdep` } : found;
  return { ...asked, runner, host: null, wanted: isHere ? vngOptions(runner?.command ?? [], env) : [] };
}

/** @param isHere tests are run on this machine */
function runnerFor({ cwd, env, ...options }: VerifyOptions, isHere: boolean): Runner | null {
  const named = options.runner ?? setting('git-kvm.runner', cwd, env);
  if (named === 'none') return null;
  const kvm = named === 'qemu-kvm' && isHere ? hostKvm() : '';
  return runnerOf({ runner: named, parameters: options.with ?? [], kvm }, env);
}

/** With `--reload`. */
function reloading({ options, places }: Session, host: Host): Pick<RunsOptions, 'runner' | 'host'> {
  return {
    runner: {
      command: ['sh', places.reloadScript, '{modules}', '{test}'],
      kernel: 'loaded',
      isGuest: false,
      says: `KVM's modules on this machine, ${host.release}`,
    },
    host: hostModulesColumn(options.makeArgs, host),
  };
}

/** KVM-unit-tests are run where the user's configuration says how. @throws UsageError where it does not boot the kernel */
function unitsFor({ cwd, env, test }: VerifyOptions): string[] | null {
  const words = setting('git-kvm.unit-tests', cwd, env)?.split(/\s+/) ?? null;
  if (words === null || (test ?? []).length > 0) return null;
  if (!words.some((word) => word.includes('{kernel}')))
    throw new UsageError(
      'git-kvm.unit-tests does not boot {kernel}',
      "as 'vng --verbose --run {kernel} -- /path/to/run-kut'; what was run elsewhere: --record kvm-unit-tests",
    );
  return words;
}
