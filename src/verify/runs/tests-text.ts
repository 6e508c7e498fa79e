/** What came of the tests of a series: for people, for CI, for tools. */
import { join } from 'node:path';
import { escapeControls } from '../../model/escape-controls';
import type { Result } from '../formats';
import type { Cell, Matrix, Point } from '../matrix';
import type { View } from '../options';
import type { Places } from '../places';
import { type Grid, table } from '../table';
import type { Judged } from './judge';
import { isFailedRun, type RunOutcome, seenText, TIMED_OUT, wordsOfRun } from './outcome';
import { runCells } from './runs';
import type { Ran } from './tests';

/** What the user sees: the table, and what failed first, in its own words. */
export function ranText(ran: Ran, places: Places, view: View): string {
  const { tests, points, results, matrix, runner } = ran;
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
      const late = trimmed.includes(TIMED_OUT) ? 'TIMEOUT' : '';
      if (isBad) return { name, group, outcome: 'fail', why: late, words: trimmed };
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
