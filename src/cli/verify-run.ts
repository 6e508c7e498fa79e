/** `git kvm verify --run`: the tests of a series at its base and at each patch. */
import { join } from 'node:path';
import { SELFTESTS } from '../analysis/kvm/selftest-paths';
import { hasEffect } from '../analysis/testplan/items';
import { selftestsIn, selftestsOf } from '../analysis/testplan/selftests';
import { treeAt } from '../git/tree';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import type { Series } from '../model/patch';
import type { Matrix, Point } from '../verify/matrix';
import type { Places } from '../verify/places';
import { withParts } from '../verify/points';
import { UNITS } from '../verify/runs/guest';
import { type Judged, judge } from '../verify/runs/judge';
import { faultOfRuns, wordsOfRun } from '../verify/runs/outcome';
import { type RunsOptions, runCell, runsMatrix } from '../verify/runs/runs';
import { type Grid, table } from '../verify/table';

export interface TestRun extends RunsOptions {
  readonly series: Series;
  /** The base, and one for each patch. */
  readonly points: readonly Point[];
  readonly places: Places;
  /** Names of selftests; empty for those of the plan. */
  readonly test: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  build(matrix: Matrix): Promise<unknown>;
}

export interface Ran {
  readonly tests: readonly string[];
  readonly points: readonly Point[];
  readonly results: readonly Judged[];
  readonly matrix: Matrix;
}

/** @returns null where no test is of these changes */
export async function runTests(asked: TestRun): Promise<Ran | null> {
  const { series, places, cwd, env, units } = asked;
  const tests = [...testsFor(asked), ...(units && changesKernel(series) ? [UNITS] : [])];
  if (tests.length === 0) return null;
  const points = asked.points.map((point) => withParts(point, cwd, env));
  const sources = new Map(
    points.map(({ tree }) => [tree, new Set([...selftestsIn(treeAt(tree, cwd, env)), UNITS])]),
  );
  const matrix = runsMatrix(points, tests, asked);
  await asked.build(matrix);
  const fault = faultOfRuns(places, matrix.cells);
  if (fault !== null) throw new UsageError(...fault);
  const results = judge(matrix, places, tests, ({ tree }, test) => sources.get(tree)!.has(test));
  return { tests, points, results, matrix };
}

function changesKernel({ patches }: Series): boolean {
  return patches.some(({ diff }) =>
    diff.files.some((file) => hasEffect(file) && !/^(?:tools|Documentation)\//.test(file.newPath)),
  );
}

/** @throws UsageError for a name that no selftest has */
function testsFor({ series, points, test: names, cwd, env }: TestRun): string[] {
  const tree = treeAt(points.at(-1)!.tree, cwd, env);
  if (names.length === 0) {
    const changed = series.patches.flatMap(({ diff }) =>
      diff.files.filter(hasEffect).map((file) => file.newPath),
    );
    const there = new Set(selftestsIn(tree));
    return selftestsOf([...new Set(changed)], tree).filter((test) => there.has(test));
  }
  const all = selftestsIn(tree);
  return names.map((name) => {
    const found = all.find((test) => test === name) ?? all.find((test) => test.endsWith(`/${name}`));
    if (found === undefined)
      throw new UsageError(`there is no selftest '${name}'`, `they lie in ${SELFTESTS}`);
    return found;
  });
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
  const bad = results.filter(({ isBad }) => isBad);
  for (const { point, test, outcome } of bad.filter((one) => one.point === bad[0]!.point))
    lines.push(failureText(matrix, places, point, test, outcome));
  const names = (shown: string) => [
    ...new Set(results.filter((one) => one.shown === shown).map(({ test }) => test)),
  ];
  const known = names('known');
  if (known.length > 0)
    lines.push(`Fails in exactly the same way without the series: ${escapeControls(known.join(', '))}.\n`);
  const skipped = names('skip');
  if (skipped.length > 0) lines.push(`Skipped, which is no pass: ${escapeControls(skipped.join(', '))}.\n`);
  const how = runner === null ? '' : ` (${escapeControls(runner.says)})`;
  if (bad.length === 0) lines.push(`Nothing fails that did not without the series${how}.\n`);
  return lines.join('');
}

function failureText(matrix: Matrix, places: Places, point: Point, test: string, outcome: string): string {
  const head = `\n${point.name} fails (${escapeControls(test)}): ${escapeControls(point.shortlog)}\n`;
  const cell = runCell(matrix, point, test);
  if (outcome !== 'fail' || cell === undefined) return `${head}    ${outcome}\n`;
  const words = wordsOfRun(places, cell).map((line) => `    ${escapeControls(line)}\n`);
  return `${head}${words.join('')}  The whole log: ${join(places.dir, cell.log)}\n`;
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

/** What can be said of the whole series: of what passed at its end, where nothing is worse than before; else ''. */
export function recordOf(
  { results, points }: Ran,
  { runner, units }: RunsOptions,
): { selftests: string; units: string } {
  const last = results.filter(({ point }) => point === points.at(-1));
  const names = (shown: string) =>
    last.flatMap((one) => (one.shown === shown && one.test !== UNITS ? one.test.replace(/^.*\//, '') : []));
  const [passed, skipped, known] = [names('pass'), names('skip'), names('known')];
  const ok = results.every(({ isBad }) => !isBad);
  const more = [
    ...(skipped.length > 0 ? [`${skipped.length} skipped`] : []),
    ...(known.length > 0 ? [`${known.length} as before`] : []),
  ];
  const said = [...some(passed), ...more].join(', ');
  return {
    selftests: ok && passed.length > 0 && runner !== null ? `${runner.says}: ${said}` : '',
    units:
      ok && units && last.some(({ test, shown }) => test === UNITS && shown === 'pass')
        ? units.join(' ')
        : '',
  };
}

const MOST_NAMES = 8;

function some(names: readonly string[]): string[] {
  const more = names.length - MOST_NAMES;
  return more > 0 ? [...names.slice(0, MOST_NAMES), `${more} more`] : [...names];
}
