/** What verify found, as evidence; and what someone ran elsewhere. */
import { readEvidence, writeEvidence } from '../git/evidence-notes';
import { askGit, gitRunner } from '../git/run';
import { UsageError } from '../model/errors';
import {
  type Evidence,
  type EvidenceId,
  formatDiagnostic,
  formatPair,
  type PairProof,
  parseDiagnostic,
  parsePair,
  patchIdOf,
  type RanTests,
} from '../model/evidence';
import type { Series } from '../model/patch';
import type { Cell, Matrix, Point } from './matrix';
import type { Outcome } from './results';

/** What may be recorded by hand: what verify cannot run. */
const BY_HAND: readonly EvidenceId[] = [
  'selftests',
  'kvm-unit-tests',
  'tdp-off',
  'parameters',
  'nearby-parameters',
  'both-vendors',
  'architectures',
  'nested',
  'negative-tests',
];

export interface Recording {
  readonly series: Series;
  /** The base, and one for each patch. */
  readonly points: readonly Point[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Record the cells that passed, and what was said about those that failed; what an earlier build said about them is
 * withdrawn.
 *
 * @param saidOf the words of the compiler, by line
 */
export function recordCells(
  recording: Recording,
  { cells }: Matrix,
  outcomeOf: (cell: Cell) => Outcome,
  saidOf: (cell: Cell) => readonly string[],
  compiler: string,
): void {
  const { points, series } = recording;
  const idOf = ({ column }: Cell) =>
    (column.id === 'selftests' ? 'selftests-built' : column.id) as EvidenceId;
  const tried = cells.filter((cell) => !cell.point.isBase && outcomeOf(cell) !== 'open');
  const found = tried.map((cell) => {
    const id = idOf(cell);
    const said = () =>
      saidOf(cell).map((line) => ({ id: 'diagnostic' as const, on: formatDiagnostic(id, line) }));
    return { cell, evidence: outcomeOf(cell) === 'pass' ? [{ id, on: compiler }] : said() };
  });
  const again = new Set(
    tried.map((cell) => {
      const patch = series.patches[points.indexOf(cell.point) - 1]!;
      return `${patchIdOf(patch.diff)} ${idOf(cell)}`;
    }),
  );
  write(
    recording,
    (point) => found.flatMap(({ cell, evidence }) => (cell.point === point ? evidence : [])),
    ({ id, patch, on }) => id === 'diagnostic' && again.has(`${patch} ${parseDiagnostic(on).task}`),
  );
}

/**
 * Record that something was run on the whole series.
 *
 * @param asked a task of the plan
 * @param on the machine, in the words of whoever ran it
 * @throws UsageError for what cannot be recorded
 */
export function recordByHand(recording: Recording, asked: string, on = ''): void {
  const id = BY_HAND.find((one) => one === asked);
  if (id === undefined)
    throw new UsageError(`'${asked}' cannot be recorded`, `one of: ${BY_HAND.join(', ')}`);
  if (on.trim() === '' || on.length > 200 || /[\n\0]/.test(on))
    throw new UsageError('no --on: say what it was run on', 'as --on "AMD Milan, 6.12 host"');
  const last = recording.points.at(-1);
  // The others only say which patches lie under it.
  write(recording, (point) => [
    { id: 'series', on: '' },
    ...(point === last ? [{ id, on: on.trim(), series: idsOf(recording) }] : []),
  ]);
}

/** What was found of two patches, by their places from 1: whether the second needs the first. */
interface Pair {
  readonly first: number;
  readonly second: number;
  readonly holds: boolean | null;
}

interface FoundOrder {
  /** One sentence each, without full stop. */
  readonly proved: readonly string[];
  readonly pairs: readonly Pair[];
  /** Tests whose runs contradict each other. */
  readonly flaky: readonly string[];
  /** All pairs of the series were tried: what was proved before and is not now does not hold. */
  readonly isWhole: boolean;
}

/** Record what was found of the order of the whole series, and withdraw what does not hold any more. */
export function recordOrder(recording: Recording, { proved, pairs, flaky, isWhole }: FoundOrder): void {
  if (proved.length + pairs.length === 0) return;
  const at = new Date().toISOString();
  const known = readEvidence(gitRunner(recording.cwd, 10_000, recording.env))
    .filter((one) => one.id === 'order-pair' && one.tree === recording.points.at(-1)!.tree)
    .flatMap(({ on }) => [parsePair(on)].filter((one) => one !== null))
    .sort((one, other) => (one.at < other.at ? -1 : 1));
  // What was found last is not written again.
  const isLast = ({ first, second, holds }: Omit<PairProof, 'at'>) =>
    known.findLast((one) => one.first === first && one.second === second)?.holds === holds;
  const id = (place: number) => patchIdOf(recording.series.patches[place - 1]!.diff);
  const found = [
    ...proved.map((on) => ({ id: 'order' as const, on: on.slice(0, 290), series: idsOf(recording) })),
    ...flaky.map((on) => ({ id: 'flaky' as const, on, series: idsOf(recording) })),
    ...pairs.flatMap(({ first, second, holds }) => {
      const [a, b] = [id(first), id(second)];
      if (a === null || b === null || isLast({ first: a, second: b, holds })) return [];
      return [{ id: 'order-pair' as const, on: formatPair({ first: a, second: b, holds, at }) }];
    }),
  ];
  const isAbout = ({ on }: Evidence) =>
    isWhole || pairs.some(({ first }) => on.includes(` without patch ${first},`)) || namesOne(on, flaky);
  writeLast(recording, found, (one) => one.id === 'order' && isAbout(one), flaky);
}

/** What came of tests that were run at each patch, after the last one. */
export interface Recorded {
  /** The machine. */
  readonly on: string;
  readonly ran: RanTests;
  /** Tests that fail now, or whose runs contradict each other: what was recorded of them does not hold. */
  readonly withdrawn: readonly string[];
  readonly flaky: readonly string[];
  /** The words that ran KVM-unit-tests, where they passed; else ''. */
  readonly units: string;
}

/**
 * Record tests that were run at each patch, and withdraw what does not hold any more. What was run of the same patches on
 * the same machine before adds up.
 */
export function recordRuns(
  recording: Recording,
  { on, ran, withdrawn, flaky, units }: Recorded,
  parameters: readonly string[],
): void {
  const isTdpOff = parameters.some((one) => /^kvm_amd\.npt=[0nN]|^kvm_intel\.ept=[0nN]/.test(one));
  const series = idsOf(recording);
  const last = recording.points.at(-1)!;
  const before = readEvidence(gitRunner(recording.cwd, 10_000, recording.env)).filter(
    (one) => one.tree === last.tree && one.on === on && String(one.series) === String(series) && one.ran,
  );
  const all = merged([...before.map((one) => one.ran!), ran], withdrawn);
  const isAll = all.passed.length + all.skipped.length + all.known.length >= all.of;
  const whole = parameters.length === 0 ? 'selftests' : isTdpOff ? 'tdp-off' : 'selftests-run';
  const found: Found[] = [];
  if (on !== '' && all.passed.length > 0)
    found.push({ id: isAll ? whole : 'selftests-run', on: on.slice(0, 290), series, ran: all });
  if (units !== '') found.push({ id: 'kvm-unit-tests', on: units.slice(0, 290), series });
  found.push(...flaky.map((name) => ({ id: 'flaky' as const, on: name, series })));
  const replaced = new Set(before.map((one) => JSON.stringify(one)));
  const isOld = (one: Evidence) =>
    replaced.has(JSON.stringify(one)) || (one.id === 'order' && namesOne(one.on, withdrawn));
  writeLast(recording, found, isOld, withdrawn);
}

/** Tests that were seen to be flaky with exactly the last patch and its tree. */
export function flakyTests({ points, cwd, env }: Recording): Set<string> {
  const { tree } = points.at(-1)!;
  const all = readEvidence(gitRunner(cwd, 10_000, env));
  return new Set(all.filter((one) => one.id === 'flaky' && one.tree === tree).map(({ on }) => on));
}

/** Record no more that these were flaky. */
export function forgetFlaky(recording: Recording, tests: readonly string[]): void {
  writeLast(recording, [], ({ id, on }) => id === 'flaky' && tests.includes(on), []);
}

/** The ids of all patches of a series. */
function idsOf({ series }: Recording): string[] {
  return series.patches.flatMap(({ diff }) => patchIdOf(diff) ?? []);
}

/** Returns true if a sentence is about one of these tests. */
function namesOne(text: string, tests: readonly string[]): boolean {
  return tests.some((test) => text.startsWith(`${test} `));
}

/** The last that is known of each test. */
function merged(all: readonly RanTests[], withdrawn: readonly string[]): RanTests {
  const last = new Map<string, 'passed' | 'skipped' | 'known'>();
  for (const ran of all)
    for (const how of ['passed', 'skipped', 'known'] as const)
      for (const name of ran[how]) last.set(name, how);
  for (const name of withdrawn) last.delete(name);
  const names = (how: string) => [...last].flatMap(([name, one]) => (one === how ? name : [])).sort();
  return {
    passed: names('passed'),
    skipped: names('skipped'),
    known: names('known'),
    of: all.at(-1)?.of ?? 0,
  };
}

type Found = Pick<Evidence, 'id' | 'on' | 'series' | 'ran'>;

/**
 * Write what was found of a whole series.
 *
 * @param isOld of what is recorded for the last patch, what this replaces
 * @param withdrawn tests that go out of whatever else is recorded for the last patch
 */
function writeLast(
  recording: Recording,
  found: readonly Found[],
  isOld: (one: Evidence) => boolean,
  withdrawn: readonly string[],
): void {
  const { points, series, cwd, env } = recording;
  const last = points.at(-1)!;
  const patch = patchIdOf(series.patches.at(-1)!.diff);
  const here = readEvidence(gitRunner(cwd, 10_000, env)).filter(
    (one) => one.tree === last.tree && one.patch === patch,
  );
  const names = (one: Evidence) => [
    ...(one.ran?.passed ?? []),
    ...(one.ran?.skipped ?? []),
    ...(one.ran?.known ?? []),
  ];
  const touched = here.filter(
    (one) => !isOld(one) && one.ran !== undefined && names(one).some((name) => withdrawn.includes(name)),
  );
  // What is left of a run of all tests is some tests.
  const left = touched
    .map((one): Found => ({ ...one, id: 'selftests-run', ran: merged([one.ran!], withdrawn) }))
    .filter(({ ran }) => ran!.passed.length > 0);
  const isSame = (one: Evidence) =>
    found.some(
      ({ id, on, series: ids, ran }) =>
        id === one.id &&
        on === one.on &&
        JSON.stringify([ids, ran]) === JSON.stringify([one.series, one.ran]),
    );
  const old = here.filter((one) => isOld(one) && !isSame(one));
  const gone = new Set([...old, ...touched].map((one) => JSON.stringify(one)));
  write(
    recording,
    (point) => [{ id: 'series', on: '' }, ...(point === last ? [...left, ...found] : [])],
    (one) => gone.has(JSON.stringify(one)),
  );
}

function write(
  { series, points, cwd, env }: Recording,
  found: (point: Point) => Found[],
  isWithdrawn?: (one: Evidence) => boolean,
): void {
  const date = new Date().toISOString().slice(0, 10);
  const all = series.patches.flatMap(({ diff }, i): Evidence[] => {
    const patch = patchIdOf(diff);
    const [parent, point] = [points[i]!, points[i + 1]!];
    if (patch === null) return [];
    return found(point).map(({ id, on, series, ran }) => {
      const more = { ...(series && { series }), ...(ran && { ran }) };
      return { id, on, patch, tree: point.tree, parent: parent.tree, date, ...more };
    });
  });
  if (all.length > 0) checkCommitter({ cwd, env });
  writeEvidence(all, gitRunner(cwd, 10_000, env), { cwd, env }, isWithdrawn);
}

/** @throws UsageError where git would not write a note: better known before all is built */
export function checkCommitter({ cwd, env }: Pick<Recording, 'cwd' | 'env'>): void {
  if (askGit(['var', 'GIT_COMMITTER_IDENT'], { cwd, env }) === null)
    throw new UsageError(
      'cannot record what was run: git has no user name and email',
      'set user.name and user.email',
    );
}
