/** `git kvm verify --order`: show that the order of tests and changes has to be as it is, by building both ways. */

import type { Series } from '../model/patch';
import { visible } from '../report/visible';
import { testColumn } from '../verify/columns';
import { type Matrix, makeMatrix, type Point } from '../verify/matrix';
import type { Places } from '../verify/places';
import { type Answer, answerOf, isPoint, type Question, questionsOf } from '../verify/proof';
import { outcomeOf } from '../verify/results';
import { table } from '../verify/table';
import type { Io } from './io';

export interface OrderProof {
  readonly series: Series;
  readonly places: Places;
  readonly gitDir: string;
  readonly compiler: string;
  readonly makeArgs: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly format: 'pretty' | 'json';
  readonly width: number | null;
  readonly prefixOf: (column: string) => readonly string[];
  build(matrix: Matrix): Promise<unknown>;
}

/** @returns 1 where the series has an order that is proved to be wrong */
export async function proveOrder(proof: OrderProof, io: Io): Promise<0 | 1> {
  const { series, places, compiler, makeArgs, prefixOf } = proof;
  const questions = questionsOf(series, places, proof);
  if (questions.length === 0) {
    io.out('No test of this series hangs on one of its changes: no order to prove.\n');
    return 0;
  }
  const points = uniquePoints(questions);
  const tests = [...new Set(questions.flatMap((question) => question.tests))];
  const columns = tests.map((test) => testColumn(test, makeArgs));
  const matrix = makeMatrix(points, columns, compiler, prefixOf);
  await proof.build(matrix);
  const outcome = (point: Point, test: string) => {
    const column = columns[tests.indexOf(test)];
    const cell = matrix.cells.find((one) => one.point === pointOf(points, point) && one.column === column);
    return cell === undefined ? 'open' : outcomeOf(places, cell);
  };
  const answers = questions.map((question) => answerOf(question, outcome));
  if (proof.format === 'json') io.out(json(answers));
  else {
    const view = { color: io.color, width: proof.width ?? 100 };
    io.out(`${table(matrix, (cell) => outcomeOf(places, cell), view)}\n`);
    for (const answer of answers) io.out(answerText(answer, series));
  }
  return answers.some(({ verdict, violated }) => verdict === 'proved' && violated) ? 1 : 0;
}

function uniquePoints(questions: readonly Question[]): Point[] {
  const all = questions.flatMap(({ whole, without }) => (isPoint(without) ? [without, whole] : [whole]));
  return [...new Map(all.map((point) => [point.name, point])).values()];
}

function pointOf(points: readonly Point[], { name }: Point): Point | undefined {
  return points.find((point) => point.name === name);
}

function answerText({ question, verdict, why, violated }: Answer, { patches }: Series): string {
  const { first, second } = question;
  const named = (number: number) => `${number} "${visible(patches[number - 1]!.shortlog.value)}"`;
  const wrong = violated ? '\n  The series has them the other way round.' : '';
  return `${verdict.toUpperCase()}: ${named(first)} before ${named(second)}\n  ${visible(why)}.${wrong}\n`;
}

function json(answers: readonly Answer[]): string {
  const all = answers.map(({ question, verdict, why, violated }) => {
    const { first, second, tests, relation } = question;
    return { kind: relation.kind, first, second, tests, verdict, why, violated };
  });
  return `${JSON.stringify(all, null, 2)}\n`;
}
