/** `git kvm verify --run`: the tests of a series at its base and at each patch. */
import { join } from 'node:path';
import { SELFTESTS } from '../analysis/kvm/selftest-paths';
import { hasEffect } from '../analysis/testplan/items';
import { selftestsIn, selftestsOf, selftestsOfX86, smokeTestsOf } from '../analysis/testplan/selftests';
import { treeAt } from '../git/tree';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import type { Series } from '../model/patch';
import type { Result } from '../verify/formats';
import type { Cell, Matrix, Point } from '../verify/matrix';
import type { Places } from '../verify/places';
import { withParts } from '../verify/points';
import type { Recorded } from '../verify/record';
import { UNITS } from '../verify/runs/guest';
import { type Judged, judge } from '../verify/runs/judge';
import {
  faultOfRuns,
  isFailedRun,
  type RunOutcome,
  seenText,
  timesSeen,
  wordsOfRun,
} from '../verify/runs/outcome';
import { type RunsOptions, runCells, runsMatrix } from '../verify/runs/runs';
import { type Grid, table } from '../verify/table';

export interface TestRun extends RunsOptions {
  readonly series: Series;
  /** The base, and one for each patch. */
  readonly points: readonly Point[];
  readonly places: Places;
  /** Names and patterns of selftests, or `all`; empty for those of the plan. */
  readonly test: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  build(matrix: Matrix): Promise<unknown>;
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
}

/** @returns null where no test is known for these changes */
export async function runTests(asked: TestRun): Promise<Ran | null> {
  const { series, places, cwd, env, units } = asked;
  const chosen = testsFor(asked);
  const tests = [...chosen.tests, ...(units && changesKernel(series) ? [UNITS] : [])];
  if (tests.length === 0) return null;
  const points = asked.points.map((point) => withParts(point, cwd, env));
  const sources = new Map(
    points.map(({ tree }) => [tree, new Set([...selftestsIn(treeAt(tree, cwd, env)), UNITS])]),
  );
  const matrix = runsMatrix(points, tests, asked);
  const build = async (some: Matrix) => {
    await asked.build(some);
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
  return { ...chosen, tests, points, results, matrix };
}

function changesKernel({ patches }: Series): boolean {
  return patches.some(({ diff }) =>
    diff.files.some((file) => hasEffect(file) && !/^(?:tools|Documentation)\//.test(file.newPath)),
  );
}

/** @throws UsageError for a name or pattern that no selftest has */
function testsFor({ series, points, test: names, cwd, env }: TestRun): {
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

/** What the user sees: the table, and what failed first, in its own words. */
export function ranText(
  ran: Ran,
  places: Places,
  { runner }: RunsOptions,
  view: { color: boolean; width: number },
): string {
  const { tests, points, results, matrix } = ran;
  const of = (point: Point, test: string) => results.find((one) => one.point === point && one.test === test)!;
  const grid: Grid = {
    points,
    titles: tests.map((test) => test.replace(/^x86(?:_64)?\//, '')),
    shown: (point, i) => of(point, tests[i]!).shown,
  };
  const lines = [`\n${table(grid, view)}`];
  if (ran.isSmoke)
    lines.push('\nNo test is known to be of these changes: these are a smoke set. More: --test all.\n');
  const bad = results.filter(({ isBad }) => isBad);
  for (const one of bad.filter(({ point }) => point === bad[0]!.point))
    lines.push(failureText(matrix, places, one));
  const names = (isWanted: (one: Judged) => boolean) => [
    ...new Set(results.filter((one) => isWanted(one)).map(({ test }) => test)),
  ];
  const say = (words: string, tests: readonly string[]) => {
    if (tests.length > 0) lines.push(`${words}: ${escapeControls(tests.join(', '))}.\n`);
  };
  const isKnown = (one: Judged) => one.shown === 'known';
  say(
    'Fails in exactly the same way without the series',
    names((one) => isKnown(one) && one.outcome !== 'flaky'),
  );
  say(
    'Flaky without the series as well',
    names((one) => isKnown(one) && one.outcome === 'flaky'),
  );
  say(
    'Skipped, not passed',
    names(({ shown }) => shown === 'skip'),
  );
  const how = runner === null ? '' : ` (${escapeControls(runner.says)})`;
  if (bad.length === 0) lines.push(`No new failures with the series${how}.\n`);
  return lines.join('');
}

function failureText(matrix: Matrix, places: Places, { point, test, outcome, before }: Judged): string {
  const head = `\n${point.name} fails (${escapeControls(test)}): ${escapeControls(point.shortlog)}\n`;
  const cells = runCells(matrix, point, test);
  if (outcome === 'flaky')
    return `${head}    it is flaky: ${seenText(places, cells)}\n${logText(places, cells[0]!)}`;
  const cell = cells.find((one) => isFailedRun(places, one)) ?? cells[0];
  if ((outcome !== 'fail' && outcome !== 'skip') || cell === undefined) return `${head}    ${outcome}\n`;
  const how = outcome === 'skip' ? '    it passed without the series, and is skipped now\n' : ownText(before);
  const words = wordsOfRun(places, cell).map((line) => `    ${escapeControls(line)}\n`);
  return `${head}${how}${words.join('')}${logText(places, cell)}`;
}

function ownText(before: RunOutcome | null): string {
  return before === null ? '    a test that the series adds has to pass where it is added\n' : '';
}

function logText(places: Places, { log }: Cell): string {
  return `  The whole log: ${join(places.dir, log)}\n`;
}

/** For CI: each test at each point that has it. */
export function ranResults({ results, matrix }: Ran, places: Places): Result[] {
  return results
    .filter(({ shown }) => shown !== '-')
    .map((one): Result => {
      const { point, test, outcome, isBad } = one;
      const name = `${point.name} ${test}`;
      const group = `${point.name} ${point.shortlog}`;
      const isFailure = outcome !== 'pass' && outcome !== 'skip';
      const words = isBad ? failureText(matrix, places, one).trim().split('\n').slice(1) : [];
      const trimmed = words.map((line) => line.trim());
      const why = isFailure ? 'fails without the series' : outcome === 'skip' ? 'skipped by the test' : '';
      if (isBad) return { name, group, outcome: 'fail', why: '', words: trimmed };
      return { name, group, outcome: isFailure ? 'known' : outcome === 'skip' ? 'skip' : 'pass', why, words };
    });
}

/** For tools. */
export function ranJson({ results, points }: Ran): unknown[] {
  return points.map((point) => ({
    name: point.name,
    tests: Object.fromEntries(
      results
        .filter((one) => one.point === point)
        .map(({ test, outcome, shown }) => [test, shown === 'known' ? 'known' : outcome]),
    ),
  }));
}

/** What of a run may be said of the whole series: how its tests ended after the last patch. */
export function recordOf({ results, points, of }: Ran, { runner, units }: RunsOptions): Recorded {
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
