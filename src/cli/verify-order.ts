/** `git kvm verify --order`: show that the order of tests and changes has to be as it is, by trying both ways. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import type { Series } from '../model/patch';
import { junit, ktap, type Result } from '../verify/formats';
import type { Matrix, Point } from '../verify/matrix';
import type { Places } from '../verify/places';
import { type Answer, answerOf, type Findings, isPoint, type Question, questionsOf } from '../verify/proof';
import type { FoundOrder } from '../verify/record';
import { errorsOf } from '../verify/results';
import { TESTS } from '../verify/runs/guest';
import { faultOfRuns, isFailedRun, timesSeen, wordsOfRun } from '../verify/runs/outcome';
import { outcomeAt, type RunsOptions, runCells, runsMatrix } from '../verify/runs/runs';
import { type Statement, svg } from '../verify/svg';
import { type Grid, type Shown, table } from '../verify/table';
import type { Io } from './io';

export interface OrderProof extends RunsOptions {
  readonly series: Series;
  readonly places: Places;
  readonly gitDir: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly format: 'pretty' | 'json' | 'ktap' | 'junit';
  readonly width: number | null;
  /** Where the picture goes. */
  readonly svg?: string;
  build(matrix: Matrix): Promise<unknown>;
  /** The pair that is asked about, by places from 1: does `second` need `first`? Without it, all that the series has. */
  readonly pair: { readonly first: number; readonly second: number } | null;
  /** Tests that were seen to be flaky with these very patches, earlier. */
  readonly flaky: ReadonlySet<string>;
  record(found: FoundOrder): void;
}

/** @returns 1 where the series has an order that is proved to be wrong */
export async function proveOrder(proof: OrderProof, io: Io): Promise<0 | 1> {
  const { series, places, runner } = proof;
  if (runner !== null && !runner.boots)
    throw new UsageError(
      `the runner (${runner.says}) does not boot the built kernel, and the order depends on kernel changes`,
      'use one with {kernel}, or --runner qemu, or --runner none to build only',
    );
  const questions = questionsOf(series, places, proof, proof.pair);
  if (questions.length === 0) {
    io.out('No test of this series depends on one of its changes: no order to prove.\n');
    return 0;
  }
  const points = uniquePoints(questions);
  const tests = [...new Set(questions.flatMap((question) => question.tests))];
  const matrix = tests.length === 0 ? null : runsMatrix(points, tests, proof);
  if (matrix !== null) await proof.build(matrix);
  const fault = faultOfRuns(places, matrix?.cells ?? []);
  if (fault !== null) throw new UsageError(...fault);
  const findings = findingsOf(proof, matrix, points);
  const { outcome } = findings;
  const answers = questions.map((question) => answerOf(question, findings, runner !== null));
  const grid: Grid = {
    points,
    titles: tests.map((test) => test.replace(/^x86(?:_64)?\//, '')),
    shown: (point, i) => SHOWN[outcome(point, tests[i]!)](runner !== null),
  };
  const statements = answers.map((answer) => statementOf(answer, series, findings));
  if (proof.svg !== undefined) writeSvg(proof, svg(headOf(proof), grid, statements));
  if (proof.format === 'json') io.out(json(answers, points, tests, outcome));
  else if (proof.format === 'ktap') io.out(ktap(answers.map((one, i) => resultOf(one, statements[i]!))));
  else if (proof.format === 'junit') io.out(junit(answers.map((one, i) => resultOf(one, statements[i]!))));
  else {
    const view = { color: io.color, width: proof.width ?? 100 };
    if (tests.length > 0) io.out(`${table(grid, view)}\n`);
    if (matrix !== null) io.out(failures(matrix, places));
    for (const { shown, text } of statements) {
      const [first, second, ...more] = text.map((line) => escapeControls(line));
      const words = more.map((line) => `  ${line}\n`).join('');
      io.out(`${coloured(shown, io.color)}: ${first} ${second}\n${words}`);
    }
    io.out(`\n${headOf(proof)}.\n`);
  }
  proof.record({
    proved: answers.flatMap(({ verdict, why }) =>
      verdict === 'proved' ? `${why.replace(' without ', ' without patch ')} (${shortHeadOf(proof)})` : [],
    ),
    pairs: answers.map(({ question: { first, second }, holds }) => ({ first, second, holds })),
    flaky: [...new Set(answers.flatMap((one) => (one.verdict === 'flaky' ? one.tests : [])))],
    isWhole: proof.pair === null,
  });
  return answers.some(({ verdict, isBroken }) => isBroken || verdict === 'refuted' || verdict === 'flaky')
    ? 1
    : 0;
}

function findingsOf(
  { places, flaky }: OrderProof,
  matrix: Matrix | null,
  points: readonly Point[],
): Findings {
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

/** A proof for CI: what is not shown is no failure, and no pass. */
function resultOf(
  { question: { first, second }, verdict, why, isBroken }: Answer,
  { text }: Statement,
): Result {
  const isFailure = isBroken || verdict === 'refuted' || verdict === 'flaky';
  const outcome = isFailure ? 'fail' : verdict === 'proved' ? 'pass' : 'skip';
  const name = `order ${first} before ${second}`;
  return { name, group: 'order', outcome, why, words: isFailure ? [verdict, ...text] : [] };
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
function shortHeadOf({ runner }: OrderProof): string {
  return runner === null ? 'built, not run' : runner.says;
}

function headOf({ runner, compiler }: OrderProof): string {
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
  if (verdict === 'refuted') text.push(`${first} must come before ${second}.`);
  return { shown: verdict, text };
}

function writeSvg({ svg: path, cwd }: OrderProof, text: string): void {
  try {
    writeFileSync(resolve(cwd, path!), text);
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
