/** `git kvm verify --order`: show that the order of tests and changes has to be as it is, by trying both ways. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import type { Series } from '../model/patch';
import { junit, ktap, type Result } from './formats';
import type { Matrix, Point } from './matrix';
import type { View } from './options';
import type { Places } from './places';
import { type Answer, answerOf, type Findings, isPoint, type Question, questionsOf } from './proof';
import { flakyTests, recordOrder } from './record';
import { errorsOf } from './results';
import { TESTS } from './runs/guest';
import { faultOfRuns, isFailedRun, timesSeen, wordsOfRun } from './runs/outcome';
import { outcomeAt, type RunsOptions, runCells, runsMatrix } from './runs/runs';
import type { Session } from './session';
import { type Statement, svg } from './svg';
import { type Grid, type Shown, table } from './table';

/** What was found, in the format that is asked for. */
interface Proved {
  readonly text: string;
  /** The series has an order that is proved to be wrong, or a test that contradicts itself or fails with all it needs. */
  readonly isBad: boolean;
}

/** Try, and record what was found. @throws UsageError where it can't be determined */
export async function proveOrder(session: Session, runs: RunsOptions, view: View): Promise<Proved> {
  const { series, places, options } = session;
  const { runner } = runs;
  if (runner !== null && runner.kernel === null)
    throw new UsageError(
      `the runner (${runner.says}) does not boot the built kernel, and the order depends on kernel changes`,
      'use one with {kernel}, or --runner qemu, or --runner none to build only',
    );
  const pair = options.pair ?? null;
  const questions = questionsOf(series, places, session, pair);
  if (questions.length === 0) {
    const text = 'No test of this series depends on one of its changes: no order to prove.\n';
    return { text, isBad: false };
  }
  const points = uniquePoints(questions);
  const tests = [...new Set(questions.flatMap((question) => question.tests))];
  const matrix = tests.length === 0 ? null : runsMatrix(points, tests, runs);
  if (matrix !== null) await session.build(matrix, 'probe');
  const fault = faultOfRuns(places, matrix?.cells ?? []);
  if (fault !== null) throw new UsageError(...fault);
  const findings = findingsOf(session, matrix, points);
  const answers = questions.map((question) => answerOf(question, findings, runner !== null));
  const grid: Grid = {
    points,
    titles: tests.map((test) => test.replace(/^x86(?:_64)?\//, '')),
    shown: (point, i) => SHOWN[findings.outcome(point, tests[i]!)](runner !== null),
  };
  const statements = answers.map((answer) => statementOf(answer, series, findings));
  const head = headOf(runs);
  if (options.svg !== undefined) writeSvg(resolve(options.cwd, options.svg), svg(head, grid, statements));
  recordOrder(session, {
    proved: answers.flatMap(({ verdict, why }) =>
      verdict === 'proved' ? `${why.replace(' without ', ' without patch ')} (${shortHeadOf(runs)})` : [],
    ),
    pairs: answers.map(({ question: { first, second }, holds }) => ({ first, second, holds })),
    flaky: [...new Set(answers.flatMap((one) => (one.verdict === 'flaky' ? one.tests : [])))],
    isWhole: pair === null,
  });
  const results = () => answers.map((one, i) => resultOf(one, statements[i]!));
  const text = {
    json: () => json(answers, points, tests, findings.outcome),
    ktap: () => ktap(results()),
    junit: () => junit(results()),
    pretty: () => pretty(grid, matrix === null ? '' : failures(matrix, places), statements, head, view),
  }[options.format]();
  return { text, isBad: answers.some(isBad) };
}

function isBad({ verdict, isBroken }: Answer): boolean {
  return isBroken || verdict === 'refuted' || verdict === 'flaky';
}

function pretty(
  grid: Grid,
  failed: string,
  statements: readonly Statement[],
  head: string,
  view: View,
): string {
  const told = statements.map(({ shown, text }) => {
    const [first, second, ...more] = text.map((line) => escapeControls(line));
    const words = more.map((line) => `  ${line}\n`).join('');
    return `${coloured(shown, view.color)}: ${first} ${second}\n${words}`;
  });
  const picture = grid.titles.length > 0 ? `${table(grid, view)}\n` : '';
  return `${picture}${failed}${told.join('')}\n${head}.\n`;
}

function findingsOf(session: Session, matrix: Matrix | null, points: readonly Point[]): Findings {
  const { places } = session;
  // Seen with these very patches, earlier.
  const flaky = flakyTests(session);
  // The same state has one name, however many pairs ask for it.
  const same = (point: Point) => points.find(({ name }) => name === point.name)!;
  const cells = (point: Point, test: string) => (matrix === null ? [] : runCells(matrix, same(point), test));
  return {
    outcome(point, test) {
      if (matrix === null) return 'open';
      const outcome = outcomeAt(matrix, places, same(point), test);
      const isRun = outcome === 'pass' || outcome === 'fail' || outcome === 'skip';
      return isRun && cells(point, test).length > 0 && flaky.has(test) ? 'flaky' : outcome;
    },
    seen: (point, test) => timesSeen(places, cells(point, test)),
    errors(point, test) {
      const built = matrix?.cells.find((cell) => cell.point === same(point) && cell.column.id === TESTS);
      return built === undefined ? [] : errorsOf(places, built, test);
    },
  };
}

/** A proof for CI: what is not shown neither fails nor passes. */
function resultOf(answer: Answer, { text }: Statement): Result {
  const { question, verdict, why } = answer;
  const outcome = isBad(answer) ? 'fail' : verdict === 'proved' ? 'pass' : 'skip';
  const name = `order ${question.first} before ${question.second}`;
  if (outcome === 'fail') return { name, group: 'order', outcome, why: '', words: [verdict, ...text] };
  return { name, group: 'order', outcome, why, words: [] };
}

const SHOWN: Readonly<Record<ReturnType<typeof outcomeAt>, (isRun: boolean) => Shown>> = {
  pass: (isRun) => (isRun ? 'pass' : 'ok'),
  fail: () => 'FAIL',
  skip: () => 'skip',
  flaky: () => 'FLAKY',
  'no build': () => 'no build',
  'no kernel': () => 'no build',
  open: () => '-',
};

/** For the record, which names the compiler elsewhere. */
function shortHeadOf({ runner }: RunsOptions): string {
  return runner === null ? 'built, not run' : runner.says;
}

function headOf({ runner, compiler }: RunsOptions): string {
  const how = runner === null ? 'Built, not run' : `Built and run (${escapeControls(runner.says)})`;
  return `${how}, with ${escapeControls(compiler)}`;
}

function coloured(verdict: Answer['verdict'], color: boolean): string {
  const word = verdict.toUpperCase();
  const codes = { proved: '1;32', refuted: '1;31', flaky: '1;31', 'not shown': '1' } as const;
  return color ? `\x1b[${codes[verdict]}m${word}\x1b[0m` : word;
}

function uniquePoints(questions: readonly Question[]): Point[] {
  const all = questions.flatMap(({ whole, without }) => (isPoint(without) ? [without, whole] : [whole]));
  return [...new Map(all.map((point) => [point.name, point])).values()];
}

/** Why what failed did, in its own words. */
function failures({ cells }: Matrix, places: Places): string {
  // What was repeated is said once.
  const failed = cells.filter((cell) => isFailedRun(places, cell) && !/\+\d+$/.test(cell.column.id));
  return failed
    .map((cell) => {
      const words = wordsOfRun(places, cell).map((line) => `    ${escapeControls(line)}\n`);
      return `${cell.point.name}, ${cell.column.title}:\n${words.join('')}  The whole log: ${join(places.dir, cell.log)}\n\n`;
    })
    .join('');
}

function statementOf(
  { question, verdict, why, tests, errors }: Answer,
  { patches }: Series,
  { seen }: Findings,
): Statement {
  const { first, second, without, whole } = question;
  const named = (number: number) => `${number} "${patches[number - 1]!.shortlog.value}"`;
  // What is refuted is the order that the series has.
  const pair = verdict === 'refuted' ? [second, first] : [first, second];
  const text = [
    named(pair[0]!),
    `before ${named(pair[1]!)}`,
    `${why}.`,
    ...errors.map((line) => `  ${line}`),
  ];
  const [test] = tests;
  if (isPoint(without) && test !== undefined) {
    const [bare, full] = [seen(without, test), seen(whole, test)];
    const times =
      bare > 0 ? `${bare} times without ${first}, ${full} times with it` : `${full} times with it`;
    if (full > 0 && verdict !== 'not shown') text.push(`Run ${times}.`);
  }
  if (verdict === 'flaky' && test !== undefined)
    text.push(`Once it is fixed elsewhere: git kvm verify --forget ${test}`);
  if (verdict === 'refuted') text.push(`${first} must come before ${second}.`);
  return { shown: verdict, text };
}

function writeSvg(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new UsageError(`cannot write ${path}: ${(cause as Error).message}`, '', { cause });
  }
}

function json(
  answers: readonly Answer[],
  points: readonly Point[],
  tests: readonly string[],
  outcome: (point: Point, test: string) => string,
): string {
  const table = points.map((point) => ({
    point: point.name,
    shortlog: point.shortlog,
    tree: point.tree,
    tests: Object.fromEntries(tests.map((test) => [test, outcome(point, test)])),
  }));
  const all = answers.map(({ question, verdict, holds, why }) => {
    const { first, second, relation } = question;
    return { kind: relation.kind, first, second, tests: question.tests, verdict, holds, why };
  });
  return `${JSON.stringify({ table, answers: all }, null, 2)}\n`;
}
