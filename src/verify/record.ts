/** What verify found, as evidence; and what somebody ran elsewhere. */
import { readEvidence, writeEvidence } from '../git/evidence-notes';
import { askGit, gitRunner } from '../git/run';
import { UsageError } from '../model/errors';
import {
  type Evidence,
  type EvidenceId,
  formatPair,
  type PairProof,
  parsePair,
  patchIdOf,
} from '../model/evidence';
import type { Series } from '../model/patch';
import type { Cell, Matrix, Point } from './matrix';

/** What may be recorded by hand: what verify cannot run. */
export const BY_HAND: readonly EvidenceId[] = [
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

/** Record the cells that passed. */
export function recordCells(
  recording: Recording,
  { cells }: Matrix,
  isPassed: (cell: Cell) => boolean,
  compiler: string,
): void {
  const passed = cells.filter((cell) => !cell.point.isBase && isPassed(cell));
  const ids = (point: Point) =>
    passed
      .filter((cell) => cell.point === point)
      .map(({ column }) => (column.id === 'selftests' ? 'selftests-built' : column.id) as EvidenceId);
  write(recording, (point) => ids(point).map((id) => ({ id, on: compiler })));
}

/** Record that something was run on the whole series. @param on the machine, in the words of whoever ran it */
export function recordByHand(recording: Recording, id: EvidenceId, on: string): void {
  const last = recording.points.at(-1);
  // The others say nothing but which patches lie under it.
  write(recording, (point) => [{ id: 'series', on: '' }, ...(point === last ? [{ id, on }] : [])]);
}

/** What was found of two patches, by their places from 1: whether the second needs the first. */
export interface Pair {
  readonly first: number;
  readonly second: number;
  readonly holds: boolean | null;
}

/**
 * Record what was found of the order of the whole series.
 *
 * @param proved one sentence each, without full stop
 */
export function recordOrder(recording: Recording, proved: readonly string[], pairs: readonly Pair[]): void {
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
    ...proved.map((on) => ({ id: 'order' as const, on: on.slice(0, 290) })),
    ...pairs.flatMap(({ first, second, holds }) => {
      const [a, b] = [id(first), id(second)];
      if (a === null || b === null || isLast({ first: a, second: b, holds })) return [];
      return [{ id: 'order-pair' as const, on: formatPair({ first: a, second: b, holds, at }) }];
    }),
  ];
  const last = recording.points.at(-1);
  write(recording, (point) => [{ id: 'series', on: '' }, ...(point === last ? found : [])]);
}

/**
 * Record tests that were run at each patch.
 * @param isWhole all tests of the plan were, on the kernel as it is set up by itself
 */
export function recordRuns(
  recording: Recording,
  { selftests, units }: { readonly selftests: string; readonly units: string },
  { isWhole, parameters }: { readonly isWhole: boolean; readonly parameters: readonly string[] },
): void {
  const isTdpOff = parameters.some((one) => /^kvm_amd\.npt=[0nN]|^kvm_intel\.ept=[0nN]/.test(one));
  let id: EvidenceId = parameters.length === 0 ? 'selftests' : isTdpOff ? 'tdp-off' : 'selftests-run';
  if (!isWhole) id = 'selftests-run';
  const all: { id: EvidenceId; on: string }[] = [
    { id, on: selftests },
    { id: 'kvm-unit-tests', on: units },
  ];
  const found = all.filter(({ on }) => on !== '').map((one) => ({ ...one, on: one.on.slice(0, 290) }));
  if (found.length === 0) return;
  const last = recording.points.at(-1);
  write(recording, (point) => [{ id: 'series', on: '' }, ...(point === last ? found : [])]);
}

function write(
  { series, points, cwd, env }: Recording,
  found: (point: Point) => { id: EvidenceId; on: string }[],
): void {
  const date = new Date().toISOString().slice(0, 10);
  const all = series.patches.flatMap(({ diff }, i): Evidence[] => {
    const patch = patchIdOf(diff);
    const [parent, point] = [points[i]!, points[i + 1]!];
    if (patch === null) return [];
    return found(point).map((one) => ({ ...one, patch, tree: point.tree, parent: parent.tree, date }));
  });
  if (all.length > 0 && !hasCommitter(cwd, env))
    throw new UsageError(
      'git does not know who you are, and cannot record what was run',
      'set user.name and user.email',
    );
  writeEvidence(all, gitRunner(cwd, 10_000, env), { cwd, env });
}

function hasCommitter(cwd: string, env: NodeJS.ProcessEnv): boolean {
  return askGit(['var', 'GIT_COMMITTER_IDENT'], { cwd, env }) !== null;
}
