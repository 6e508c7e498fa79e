/**
 * Which states of the sources decide the order of a series, and what follows from them: a patch that must stand first is
 * left out, and the tests that hang on it are tried.
 */
import { join } from 'node:path';
import { isKernel, isTest, type SeriesFacts } from '../analysis/order/extract/facts';
import { isViolated, levelOf, relationsOf } from '../analysis/order/relations/relate';
import type { Relation } from '../analysis/order/relations/relations';
import { writeOrder } from '../git/reorder';
import { UsageError } from '../model/errors';
import type { Series } from '../model/patch';
import type { Point } from './matrix';
import type { Places } from './places';
import { idsOf, treesOf, withParts } from './points';
import type { RunOutcome } from './runs/outcome';

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
  /** What the patches in question bring in, or change: a compiler that misses something has to name one of them. */
  readonly names: ReadonlySet<string>;
}

/** Of the order that the series has: it has to be so; it has to be the other way round; runs contradict; nothing tells. */
type Verdict = 'proved' | 'refuted' | 'flaky' | 'not shown';

/** What was found of tests at points. */
export interface Findings {
  outcome(point: Point, test: string): RunOutcome;
  /** How often a test was seen to end there, now and before. */
  seen(point: Point, test: string): number;
  /** What the compiler says about a test that does not build there: lines with errors, and what it quotes. */
  errors(point: Point, test: string): readonly string[];
}

/** How often each of both outcomes has to be seen before it proves anything. */
export const ENOUGH = 2;

export interface Answer {
  readonly question: Question;
  readonly verdict: Verdict;
  /** True if the second patch was found to need the first; null where nothing tells. */
  readonly holds: boolean | null;
  readonly why: string;
  /** The tests that it hangs on. */
  readonly tests: readonly string[];
  /** A test of the series fails with all that it needs: the series is not fine, whatever its order. */
  readonly isBroken: boolean;
  /** In the compiler's words. */
  readonly errors: readonly string[];
}

const PROGRAM = /^tools\/testing\/selftests\/kvm\/((?:(?:x86|x86_64)\/)?[\w.-]+)\.c$/;

/** The questions of a series of commits. @param objects where trees that are made for it may lie */
export function questionsOf(
  series: Series,
  places: Places,
  where: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly gitDir: string },
  pair: { readonly first: number; readonly second: number } | null = null,
): Question[] {
  const { facts, all } = relationsOf(series);
  const asked = pair === null ? null : askedRelation(pair, all, facts);
  const pairs = new Map<string, Relation>();
  for (const relation of all) {
    const [a, b] = [facts.patches[relation.first]!, facts.patches[relation.second]!];
    const isPair = (isTest(a) && isKernel(b)) || (isKernel(a) && isTest(b));
    const key = `${relation.first} ${relation.second}`;
    if (asked === null && isPair && levelOf(relation) !== null && !pairs.has(key)) pairs.set(key, relation);
  }
  if (asked !== null) pairs.set('', asked);
  return [...pairs.values()].map((relation) => {
    const { first, second } = relation;
    return {
      relation,
      first: first + 1,
      second: second + 1,
      tests: testsOf(facts, relation),
      whole: wholePoint(series, Math.max(first, second), where),
      without: pointWithout(series, relation, all, places, where),
      names: namesIn(series, relation, all, isTest(facts.patches[second]!)),
    };
  });
}

/** The relation that the user asks about, as it is known or as it would be. @throws UsageError where it can't be tried */
function askedRelation(
  { first, second }: { readonly first: number; readonly second: number },
  all: readonly Relation[],
  { patches }: SeriesFacts,
): Relation {
  const [a, b] = [patches[first - 1], patches[second - 1]];
  if (a === undefined || b === undefined || a === b)
    throw new UsageError(
      `${second}:${first} is not a pair of this series`,
      `it has ${patches.length} patches`,
    );
  if (!((isTest(a) && isKernel(b)) || (isKernel(a) && isTest(b))))
    throw new UsageError(
      `${second}:${first} is not a pair of a test and a change of the kernel`,
      'give one of each; see git kvm order',
    );
  const known = all.find((one) => one.first === a.index && one.second === b.index);
  const kind = isTest(b) ? 'covers' : 'adapts-to';
  const none = { confidence: 0, build: false, name: '', evidence: [], at: null, other: null, signals: [] };
  return known ?? { ...none, kind, first: a.index, second: b.index };
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
  return withParts({ name, shortlog: shortlog.value, tree, isBase: false }, cwd, env);
}

/** The first patch, and what does not build without it; the second stays. */
function withoutFirst({ first, second }: Pick<Relation, 'first' | 'second'>, all: readonly Relation[]) {
  const gone = new Set([first]);
  for (let before = 0; before !== gone.size; ) {
    before = gone.size;
    for (const { first: from, second: to, build } of all)
      if (build && to !== second && gone.has(from)) gone.add(to);
  }
  return gone;
}

function namesIn(series: Series, relation: Relation, all: readonly Relation[], isTestLast: boolean) {
  const gone = [...withoutFirst(relation, all)];
  return namesOf(series, isTestLast ? gone : [...gone, relation.second], !isTestLast);
}

/** All patches up to the later one, without the first and without what does not build without it. */
function pointWithout(
  series: Series,
  { first, second }: Relation,
  all: readonly Relation[],
  places: Places,
  { cwd, env, gitDir }: { cwd: string; env: NodeJS.ProcessEnv; gitDir: string },
): Point | { why: string } {
  const gone = withoutFirst({ first, second }, all);
  const commits = series.patches.map(({ origin }) => origin.commit!);
  const stay = commits.filter((_, i) => i <= Math.max(first, second) && !gone.has(i));
  const [base] = idsOf([`${commits[0]}^`], cwd, env);
  const made = writeOrder(stay, base!, cwd, objectsIn(places, gitDir, env));
  if (!made.ok) return { why: `it does not apply without ${first + 1}/${commits.length}: ${made.why}` };
  // The wrong order has this state in it.
  const known = treesOf(commits, cwd, env).indexOf(made.tree);
  const of = `/${commits.length}`;
  const name = known === -1 ? `${second + 1}${of}-without-${first + 1}` : `${known + 1}${of}`;
  const shortlog = series.patches[known === -1 ? second : known]!.shortlog.value;
  return withParts({ name, shortlog, tree: made.tree, isBase: false }, cwd, objectsIn(places, gitDir, env));
}

/** Where made-up trees are written to and found. */
function objectsIn(places: Places, gitDir: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...env,
    GIT_OBJECT_DIRECTORY: places.objects,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: join(gitDir, 'objects'),
  };
}

export function isPoint(without: Question['without']): without is Point {
  return 'tree' in without;
}

/** @param isRun tests were run; else they were only built */
export function answerOf(question: Question, { outcome, seen, errors }: Findings, isRun: boolean): Answer {
  const { relation, tests, whole, without, first, names } = question;
  const isBroken = tests.some((test) => ['fail', 'flaky', 'no build'].includes(outcome(whole, test)));
  const say = (holds: boolean | null, why: string, more: Partial<Answer> = {}): Answer => {
    const verdict = holds !== true ? 'not shown' : isViolated(relation) ? 'refuted' : 'proved';
    return { question, tests, isBroken, errors: [], verdict, holds, why, ...more };
  };
  if (!isPoint(without)) return say(null, without.why);
  if (tests.length === 0) return say(null, 'only what tests share is changed: no single one decides it');
  const ends = tests.map((test) => ({ test, bare: outcome(without, test), full: outcome(whole, test) }));
  const is = (bare: RunOutcome | null, full: RunOutcome | null) =>
    ends.find((end) => (bare === null || end.bare === bare) && (full === null || end.full === full))?.test;
  if (is('open', null) ?? is(null, 'open')) return say(null, 'it was not tried');
  const fails = is('fail', 'pass');
  if (fails) {
    const isOften = seen(without, fails) >= ENOUGH && seen(whole, fails) >= ENOUGH;
    if (!isOften) return say(null, `${fails} was run only once, which proves nothing`);
    return say(true, `${fails} fails without ${first}, and passes with it`, { tests: [fails] });
  }
  const flaky = is('flaky', null) ?? is(null, 'flaky');
  if (flaky)
    return say(null, `${flaky} ends now in one way, now in another: it proves nothing`, {
      verdict: 'flaky',
      tests: [flaky],
    });
  const unbuilt = is('no build', 'pass');
  if (unbuilt) {
    const said = errors(without, unbuilt);
    const isNamed = said.some((line) => (line.match(/\w+/g) ?? []).some((word) => names.has(word)));
    const more = { tests: [unbuilt], errors: said };
    if (!isNamed)
      return say(
        null,
        `${unbuilt} does not build without ${first}, but the compiler names nothing that it adds`,
        more,
      );
    const often = isRun && seen(whole, unbuilt) < ENOUGH;
    if (often) return say(null, `${unbuilt} was run only once, which proves nothing`);
    const how = isRun ? 'passes with it' : 'builds with it';
    return say(true, `${unbuilt} does not build without ${first}, and ${how}`, more);
  }
  if (is('no kernel', null) ?? is(null, 'no kernel')) return say(null, 'there the kernel does not build');
  const unbuildable = is(null, 'no build');
  if (unbuildable) return say(null, `${unbuildable} does not build with both patches either`);
  const failing = is(null, 'fail');
  if (failing) return say(null, `${failing} fails with both patches as well`);
  const gone = is('pass', 'skip');
  if (gone) return say(null, `${gone} passes without ${first}, and is skipped with it`, { isBroken: true });
  const skipping = is(null, 'skip');
  if (skipping) return say(null, `${skipping} is skipped here: it wants another machine`);
  const skipped = is('skip', 'pass');
  if (skipped) return say(false, `${skipped} is skipped without ${first}: either order does no harm`);
  const all = tests.join(', ');
  if (isRun && relation.kind === 'covers')
    return say(false, `${all} passes without ${first} as well: it does not detect the bug`);
  if (isRun) return say(false, `${all} passes with and without ${first}: either order does no harm`);
  if (relation.build) return say(false, `${all} builds without ${first} as well`);
  return say(null, `${all} builds with and without ${first}: it has to be run`);
}

/** Words of the lines that these patches add; and that they take away, where a test has to follow a change. */
function namesOf({ patches }: Series, places: readonly number[], isRemovedToo: boolean): Set<string> {
  const files = places.flatMap((i) => patches[i]!.diff.files);
  const lines = files.flatMap((file) => file.hunks.flatMap((hunk) => hunk.lines));
  const changed = lines.filter(({ kind }) => kind === '+' || (isRemovedToo && kind === '-'));
  const old = new Set(
    isRemovedToo ? [] : lines.flatMap(({ kind, text }) => (kind === '+' ? [] : (text.match(/\w+/g) ?? []))),
  );
  const words = changed.flatMap(({ text }) => text.match(/[A-Za-z_]\w{2,}/g) ?? []);
  const paths = files.flatMap(({ change, newPath }) =>
    change === 'added' ? (/(?<![^/])([^/]+)\.[chS]$/.exec(newPath)?.[1] ?? []) : [],
  );
  return new Set([...words.filter((word) => !old.has(word)), ...paths]);
}
