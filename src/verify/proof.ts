/**
 * Which states of the sources decide the order of a series, and what follows from them: a patch that must stand first is
 * left out, and the tests that hang on it are tried.
 */
import { join } from 'node:path';
import { writeOrder } from '../git/reorder';
import type { Series } from '../model/patch';
import { isKernel, isTest, type SeriesFacts } from '../series/facts';
import { isViolated, levelOf, relationsOf } from '../series/relate';
import type { Relation } from '../series/relations';
import type { Point } from './matrix';
import type { Places } from './places';
import { idsOf, treesOf } from './points';
import type { Outcome } from './results';

/** A relation between a test and a change, and where it shows. */
export interface Question {
  readonly relation: Relation;
  /** Places of the two patches, from 1. */
  readonly first: number;
  readonly second: number;
  /** Selftests, by path below KVM's without ending; empty where only their library is changed. */
  readonly tests: readonly string[];
  /** With both patches. */
  readonly whole: Point;
  /** With the second patch and without the first; or why there is no such state. */
  readonly without: Point | { readonly why: string };
}

export type Verdict = 'proved' | 'refuted' | 'not shown';

export interface Answer {
  readonly question: Question;
  readonly verdict: Verdict;
  readonly why: string;
  /** The series has the two the wrong way round. */
  readonly violated: boolean;
}

const PROGRAM = /^tools\/testing\/selftests\/kvm\/((?:(?:x86|x86_64)\/)?[\w.-]+)\.c$/;

/** The questions of a series of commits. @param objects where trees that are made for it may lie */
export function questionsOf(
  series: Series,
  places: Places,
  where: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly gitDir: string },
): Question[] {
  const { facts, all } = relationsOf(series);
  const pairs = new Map<string, Relation>();
  for (const relation of all) {
    const [a, b] = [facts.patches[relation.first]!, facts.patches[relation.second]!];
    const isPair = (isTest(a) && isKernel(b)) || (isKernel(a) && isTest(b));
    const key = `${relation.first} ${relation.second}`;
    if (isPair && levelOf(relation) !== null && !pairs.has(key)) pairs.set(key, relation);
  }
  return [...pairs.values()].map((relation) => {
    const { first, second } = relation;
    return {
      relation,
      first: first + 1,
      second: second + 1,
      tests: testsOf(facts, relation),
      whole: wholePoint(series, Math.max(first, second), where),
      without: pointWithout(series, relation, all, places, where),
    };
  });
}

function testsOf({ patches }: SeriesFacts, { first, second }: Relation): string[] {
  const test = [patches[second]!, patches[first]!].find(isTest)!;
  return test.patch.diff.files
    .filter(({ change }) => change !== 'deleted')
    .flatMap(({ newPath }) => PROGRAM.exec(newPath)?.[1] ?? []);
}

function wholePoint(
  series: Series,
  last: number,
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Point {
  const { origin, shortlog } = series.patches[last]!;
  const tree = treesOf([origin.commit!], cwd, env)[0]!;
  const name = `${last + 1}/${series.patches.length}`;
  return { name, shortlog: shortlog.value, tree, isBase: false };
}

/** All patches up to the later one, without the first and without what does not build without it. */
function pointWithout(
  series: Series,
  { first, second }: Relation,
  all: readonly Relation[],
  places: Places,
  { cwd, env, gitDir }: { cwd: string; env: NodeJS.ProcessEnv; gitDir: string },
): Point | { why: string } {
  const gone = new Set([first]);
  for (let before = 0; before !== gone.size; ) {
    before = gone.size;
    for (const { first: from, second: to, build } of all)
      if (build && to !== second && gone.has(from)) gone.add(to);
  }
  const commits = series.patches.map(({ origin }) => origin.commit!);
  const stay = commits.filter((_, i) => i <= Math.max(first, second) && !gone.has(i));
  const [base] = idsOf([`${commits[0]}^`], cwd, env);
  const made = writeOrder(stay, base!, cwd, {
    ...env,
    GIT_OBJECT_DIRECTORY: places.objects,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: join(gitDir, 'objects'),
  });
  if (!made.ok) return { why: `it does not apply without ${first + 1}/${commits.length}: ${made.why}` };
  const name = `${second + 1}/${commits.length}-without-${first + 1}`;
  return { name, shortlog: series.patches[second]!.shortlog.value, tree: made.tree, isBase: false };
}

export function isPoint(without: Question['without']): without is Point {
  return 'tree' in without;
}

/** @param outcome of one test at one point */
export function answerOf(question: Question, outcome: (point: Point, test: string) => Outcome): Answer {
  const { relation, tests, whole, without } = question;
  const violated = isViolated(relation);
  const say = (verdict: Verdict, why: string): Answer => ({ question, verdict, why, violated });
  if (!isPoint(without)) return say('not shown', without.why);
  if (tests.length === 0)
    return say('not shown', 'only what tests share is changed: no single one decides it');
  const broken = (point: Point) => tests.filter((test) => outcome(point, test) === 'fail');
  const open = [whole, without].some((point) => tests.some((test) => outcome(point, test) === 'open'));
  if (open) return say('not shown', 'it was not tried');
  const both = broken(whole);
  const [decides] = broken(without).filter((test) => !both.includes(test));
  if (decides !== undefined)
    return say('proved', `${decides} does not build without ${question.first}, and builds with it`);
  if (both.length > 0) return say('not shown', `${both[0]} does not build with both patches either`);
  if (relation.build) return say('refuted', `${tests.join(', ')} builds without ${question.first} as well`);
  return say('not shown', `${tests.join(', ')} builds with and without ${question.first}: it has to be run`);
}
