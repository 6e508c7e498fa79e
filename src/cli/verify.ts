/** `git kvm verify`: build each patch of a series, so that it bisects. */

import { type Command, Option } from 'commander';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import { buildPatches, buildResults, buildsJson, buildsText, checkBase } from '../verify/builds';
import { runEach } from '../verify/each';
import { forget } from '../verify/forget';
import { junit, ktap } from '../verify/formats';
import { pairOf, type VerifyOptions } from '../verify/options';
import { placesAt } from '../verify/places';
import { pointsOf } from '../verify/points';
import { proveOrder } from '../verify/prove-order';
import { prune } from '../verify/prune';
import { recordByHand } from '../verify/record';
import { isRunAsked, orderRunsOf, testRunOf } from '../verify/runs/asked';
import { runTests } from '../verify/runs/tests';
import { ranJson, ranResults, ranText } from '../verify/runs/tests-text';
import { foldersOf, openSession } from '../verify/session';
import type { Io } from './io';
import { terminalQuestion } from './question';
import { action, behindDashes, collect, io, positive } from './shared';
import { readOneSeries } from './what';

export function addTo(program: Command): void {
  program
    .command('verify')
    .description('build each patch of a series in a scratch tree, so that it bisects; results are cached')
    .argument('[range]', 'a commit range (default: the commits of this branch)')
    .argument('[make-args...]', 'after --, VAR=value for make, such as LLVM=1')
    .option(
      '--extra',
      'also build without KVM_SMM and KVM_XEN, with PROVE_LOCKING, for 32-bit, and linked; lockdep in guests',
      false,
    )
    .option('--without <column>', 'skip a column; may be repeated', collect, [])
    .option(
      '--config <file>',
      'a .config that 64-bit builds start from, a directory with one, or a target such as allmodconfig',
    )
    .option(
      '--order [pair]',
      'prove the order of tests and changes instead: build and run tests both ways; 3:1 checks if patch 3 needs patch 1',
    )
    .option('--run', 'also run the selftests of the plan, at the base and at each patch', false)
    .option('--test <pattern>', 'run this selftest, those that match, or all; may be repeated', collect, [])
    .option('--repeat <n>', 'run each test this many times (default: 1; at least 2 with --order)', positive)
    .option('--svg <file>', 'with --order: write a picture of the order as SVG')
    .option(
      '--runner <runner>',
      'how to run tests: qemu (default, if installed), qemu-kvm, host, none, or a command',
    )
    .option(
      '--reload',
      "with --runner host, as root: load KVM's modules of each patch into this machine's kernel; asks first",
      false,
    )
    .option('--yes', 'with --reload: do not ask', false)
    .option(
      '--with <parameter>',
      'kernel parameter for the guest, such as kvm_amd.npt=0; may be repeated',
      collect,
      [],
    )
    .option('--limit <seconds>', 'time limit for one test (default: 120)', positive)
    .option('-j, --jobs <n>', 'number of make jobs (default: one per core, at low priority)', positive)
    .option('--trust', 'build and run patches by others without asking', false)
    .option('--record <task>', 'only record that a task of the plan was run elsewhere')
    .option('--on <machine>', 'with --record: what it was run on')
    .option(
      '--forget <test>',
      'only forget that a test was flaky with these patches, or all: it starts over; may be repeated',
      collect,
      [],
    )
    .option('--prune', 'only remove cached sources, builds and results', false)
    .option('--dir <folder>', 'where to keep sources and builds (default: in the git directory)')
    .option(
      '--each',
      'build nothing: run the command after -- at each patch, in a checkout of its own',
      false,
    )
    .addOption(
      new Option('--format <format>', 'how to print; ktap and junit are for CI')
        .choices(['pretty', 'json', 'ktap', 'junit'])
        .default('pretty'),
    )
    .addHelpText(
      'after',
      `
Examples:
  git kvm verify HEAD~3               KVM, its selftests and htmldocs, if the series touches them
  git kvm verify --extra HEAD~3       also the Kconfig options that the guide recommends
  git kvm verify HEAD~3 -- LLVM=1
  git kvm verify --order HEAD~3       does each test need the change it is for?
  git kvm verify --order 3:1 HEAD~3   only this: does patch 3 need patch 1 before it?
  git kvm verify --each HEAD~3 -- scripts/kernel-doc -none include/linux/kvm_host.h
  git kvm verify --record kvm-unit-tests --on 'AMD Milan' HEAD~3
  git config git-kvm.lockdep.prefix 'ssh big'    run the cells of a column elsewhere; "all" for every column

The work tree is not touched. An interrupted run continues where it stopped. See docs/testing.md.

Exit status: 0 every patch passes, 1 a patch fails, 2 could not check.`,
    )
    .action(
      action(
        async (
          range: string | undefined,
          makeArgs: string[],
          options: Omit<VerifyOptions, 'order' | 'each'> & { order?: boolean | string; each: boolean },
        ) => {
          const given = range === undefined ? makeArgs : [range, ...makeArgs];
          const command = behindDashes();
          // The words of a command are not for make.
          const words = options.each ? given.slice(0, given.length - command.length) : [...given];
          const { order } = options;
          const pair = typeof order === 'string' ? pairOf(order) : null;
          // `--order HEAD~3` has no pair, and HEAD~3 is the range.
          if (typeof order === 'string' && pair === null) words.unshift(order);
          const isForMake = words.length === 0 || /^[A-Z_]+=/.test(words[0]!);
          const split = isForMake ? { makeArgs: words } : { range: words[0]!, makeArgs: words.slice(1) };
          const width = process.stderr.isTTY ? process.stderr.columns : null;
          const asked = {
            ...options,
            each: options.each ? command : undefined,
            order: order !== undefined,
            pair,
            ...split,
            width,
            ask: terminalQuestion(),
            cwd: process.cwd(),
            env: process.env,
          };
          return verify(asked, io);
        },
      ),
    );
}

/**
 * @returns 0, or 1 when a patch does not build, a test fails, or an order is wrong
 * @throws UsageError where it can't be determined: the base does not build, the disk is full, a tool is missing
 */
export async function verify(options: VerifyOptions, io: Io): Promise<0 | 1> {
  const { cwd, env, format } = options;
  const { dir } = foldersOf(options);
  if (options.prune) {
    io.out(await prune(placesAt(dir)));
    return 0;
  }
  const series = await readOneSeries({ what: options.range === undefined ? [] : [options.range], cwd });
  if (options.record !== undefined) {
    const { record, on } = options;
    recordByHand({ series, points: pointsOf(series, cwd, env), cwd, env }, record, on);
    io.out(`Recorded for these ${series.patches.length} patches: ${record}, on ${escapeControls(on!)}.\n`);
    return 0;
  }
  if (options.forget?.length) {
    const recording = { series, points: pointsOf(series, cwd, env), cwd, env };
    const tests = await forget(recording, placesAt(dir), options.forget);
    io.out(`Not flaky any more, until it is seen again: ${escapeControls(tests.join(', '))}.\n`);
    return 0;
  }
  const session = await openSession(options, series, (text) => io.err(text));
  const view = { color: io.color, width: options.width ?? 100 };
  if (options.each !== undefined || options.order) {
    const { text, isBad } = options.each
      ? await runEach(session, options.each, view)
      : await proveOrder(session, orderRunsOf(session), view);
    io.out(text);
    return isBad ? 1 : 0;
  }
  const builds = await buildPatches(session);
  const isPretty = format === 'pretty';
  if (isPretty) io.out(buildsText(builds, view));
  checkBase(builds);
  const isRun = builds.bad.length === 0 && isRunAsked(options);
  const ran = isRun ? await runTests(session, testRunOf(session)) : null;
  // Asked for, it is an error; a runner that is configured for good runs what there is.
  if (isRun && ran === null && options.run)
    throw new UsageError('no test is known for what this series changes', NAME_TESTS);
  const results = () => [...buildResults(builds), ...(ran === null ? [] : ranResults(ran, session.places))];
  if (format === 'json') io.out(buildsJson(builds, ran === null ? {} : { tests: ranJson(ran) }));
  else if (format === 'ktap') io.out(ktap(results()));
  else if (format === 'junit') io.out(junit(results()));
  else if (ran !== null) io.out(ranText(ran, session.places, view));
  else if (isRun) io.out(`No test is known for what this series changes: none was run (${NAME_TESTS}).\n`);
  else if (builds.matrix.columns.length === 0)
    io.out('No file of this series is built: nothing to verify.\n');
  return builds.bad.length > 0 || ran?.results.some(({ isBad }) => isBad) ? 1 : 0;
}

const NAME_TESTS = 'name tests: --test PATTERN, or all of them: --test all; or build only: --runner none';
