/** `git kvm verify --run`: the tests of a series at its base and at each patch. */
import { SELFTESTS } from '../../analysis/kvm/selftest-paths';
import { hasEffect } from '../../analysis/testplan/items';
import { selftestsIn, selftestsOf, selftestsOfX86, smokeTestsOf } from '../../analysis/testplan/selftests';
import { treeAt } from '../../git/tree';
import { UsageError } from '../../model/errors';
import type { Series } from '../../model/patch';
import type { Matrix, Point } from '../matrix';
import { withParts } from '../points';
import { type Recorded, recordRuns } from '../record';
import type { Session } from '../session';
import { UNITS } from './guest';
import { type Judged, judge } from './judge';
import { faultOfRuns, timesSeen } from './outcome';
import type { Runner } from './runner';
import { type RunsOptions, runCells, runsMatrix } from './runs';

/** Names and patterns of selftests, or `all`; empty for those of the plan. */
export interface TestRun extends RunsOptions {
  readonly test: readonly string[];
}

export interface Ran {
  readonly tests: readonly string[];
  /** How many selftests of x86 there are in the last patch's tree. */
  readonly of: number;
  /** They are a smoke set: none is known to be of these changes. */
  readonly isSmoke: boolean;
  readonly points: readonly Point[];
  readonly results: readonly Judged[];
  readonly matrix: Matrix;
  readonly runner: Runner | null;
}

/**
 * Run them, and record what came of it.
 *
 * @returns null where no test is known for these changes
 */
export async function runTests(session: Session, asked: TestRun): Promise<Ran | null> {
  const { series, places, cwd, env } = session;
  const { units } = asked;
  const chosen = testsFor(session, asked.test);
  const tests = [...chosen.tests, ...(units && changesKernel(series) ? [UNITS] : [])];
  if (tests.length === 0) return null;
  const points = session.points.map((point) => withParts(point, cwd, env));
  const sources = new Map(
    points.map(({ tree }) => [tree, new Set([...selftestsIn(treeAt(tree, cwd, env)), UNITS])]),
  );
  const matrix = runsMatrix(points, tests, asked);
  const build = async (some: Matrix) => {
    await session.build(some, 'probe');
    const fault = faultOfRuns(places, matrix.cells);
    if (fault !== null) throw new UsageError(...fault);
    return judge(matrix, places, tests, ({ tree }, test) => sources.get(tree)!.has(test));
  };
  let results = await build(matrix);
  // A patch is blamed for what happens twice: once more, and a test that passes then is flaky.
  const bad = results.filter((one) => one.isBad && (one.outcome === 'fail' || one.outcome === 'skip'));
  const again = new Set(bad.flatMap(({ point, test }) => runCells(matrix, point, test)));
  const isOnce = [...again].some((cell) => timesSeen(places, [cell]) < 2);
  if (again.size > 0 && isOnce) results = await build({ ...matrix, cells: [...again] });
  const ran = { ...chosen, tests, points, results, matrix, runner: asked.runner };
  recordRuns(session, recordOf(ran, asked), session.options.with ?? []);
  return ran;
}

function changesKernel({ patches }: Series): boolean {
  return patches.some(({ diff }) =>
    diff.files.some((file) => hasEffect(file) && !/^(?:tools|Documentation)\//.test(file.newPath)),
  );
}

/** @throws UsageError for a name or pattern that no selftest has */
function testsFor(
  { series, points, cwd, env }: Session,
  names: readonly string[],
): {
  tests: string[];
  of: number;
  isSmoke: boolean;
} {
  const tree = treeAt(points.at(-1)!.tree, cwd, env);
  const all = selftestsIn(tree);
  const ofX86 = selftestsOfX86(tree);
  const of = ofX86.length;
  if (names.length > 0) {
    const tests = names.flatMap((name) => (name === 'all' ? ofX86 : named(name, all)));
    return { tests: [...new Set(tests)], of, isSmoke: false };
  }
  const files = series.patches.flatMap(({ diff }) => diff.files.filter(hasEffect));
  const changed = [...new Set(files.map((file) => file.newPath))];
  const there = new Set(all);
  const near = selftestsOf(changed, tree).filter((test) => there.has(test));
  if (near.length > 0) return { tests: near, of, isSmoke: false };
  return { tests: smokeTestsOf(changed, tree), of, isSmoke: true };
}

/** A test by its path or its last part; or all that a pattern with `*` and `?` matches. */
function named(name: string, all: readonly string[]): string[] {
  const last = (test: string) => test.replace(/^.*\//, '');
  const isPattern = /[*?]/.test(name);
  const found = isPattern
    ? all.filter((test) => matchesGlob(test, name) || matchesGlob(last(test), name))
    : all.filter((test) => test === name || last(test) === name).slice(0, 1);
  if (found.length === 0) {
    const words = isPattern ? `no selftest matches '${name}'` : `no selftest '${name}'`;
    throw new UsageError(words, `see ${SELFTESTS}`);
  }
  return found;
}

/** In time that is linear in both for each star, whatever the pattern. */
function matchesGlob(text: string, glob: string): boolean {
  let [t, g, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    if (glob[g] === '*') [star, mark, g] = [g, t, g + 1];
    else if (g < glob.length && (glob[g] === '?' || glob[g] === text[t])) [t, g] = [t + 1, g + 1];
    else if (star >= 0) [mark, t, g] = [mark + 1, mark + 1, star + 1];
    else return false;
  }
  while (glob[g] === '*') g += 1;
  return g === glob.length;
}

/** What of a run may be said of the whole series: how its tests ended after the last patch. */
function recordOf({ results, points, of }: Ran, { runner, units }: RunsOptions): Recorded {
  const last = results.filter(({ point }) => point === points.at(-1));
  const names = (isWanted: (one: Judged) => boolean) =>
    last.filter((one) => one.test !== UNITS && isWanted(one)).map(({ test }) => test);
  const isWorse = new Set(results.filter(({ isBad }) => isBad).map(({ test }) => test));
  const isGood = ({ test, shown }: Judged, wanted: string) => !isWorse.has(test) && shown === wanted;
  return {
    on: runner?.says ?? '',
    ran: {
      passed: names((one) => isGood(one, 'pass')),
      skipped: names((one) => isGood(one, 'skip')),
      known: names((one) => isGood(one, 'known') && one.outcome === 'fail'),
      of,
    },
    withdrawn: [...isWorse, ...names(({ outcome }) => outcome === 'flaky')],
    flaky: [...new Set(results.filter(({ outcome }) => outcome === 'flaky').map(({ test }) => test))],
    units: units && last.some((one) => one.test === UNITS && isGood(one, 'pass')) ? units.join(' ') : '',
  };
}
