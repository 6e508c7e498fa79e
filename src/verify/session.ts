/** What all ways of a run share: the series, where things are kept, the compiler, and how cells are built. */
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { VERIFY_FOLDER } from '../git/left-behind';
import { withLock } from '../git/lock';
import { findRepository } from '../git/repo-paths';
import { UsageError } from '../model/errors';
import type { Series } from '../model/patch';
import { buildCells, type Progress, type Tick } from './build-cells';
import type { Mode } from './makefile';
import type { Matrix } from './matrix';
import type { VerifyOptions } from './options';
import { makePlaces, type Places } from './places';
import { pointsOf } from './points';
import { checkMachine } from './preflight';
import { progressText, tickText } from './progress';
import { checkCommitter, type Recording } from './record';
import { cannotWrite } from './results';
import { checkReload, type Host } from './runs/host-modules';
import { checkMakeArguments, prefixes, toolchain } from './toolchain';
import { checkTrust } from './trust';

export interface Session extends Recording {
  readonly options: VerifyOptions;
  readonly places: Places;
  /** Whose objects the sources come from. */
  readonly gitDir: string;
  /** In its own words. */
  readonly compiler: string;
  readonly prefixOf: (column: string) => readonly string[];
  /** The kernel of this machine, where it is to run tests with KVM's modules of each patch. */
  readonly host: Host | null;
  /** @throws UsageError where this machine lacks what the cells need, or could not do it */
  build(matrix: Matrix, mode: Mode): Promise<{ built: number }>;
  /** The same for commands of the user, in their own checkout: what they need of the machine is not known. */
  probeAt(there: Places, matrix: Matrix): Promise<unknown>;
}

/** Where this clone has its objects, and where verify keeps what it needs. @throws UsageError outside a clone */
export function foldersOf({ cwd, dir }: VerifyOptions): { gitDir: string; dir: string } {
  const where = findRepository(cwd);
  if (where === null) throw new UsageError('not a git repository');
  return {
    gitDir: where.commonDir,
    dir: dir === undefined ? join(where.commonDir, VERIFY_FOLDER) : resolve(cwd, dir),
  };
}

export const BUSY = 'Another verify is running in this clone';

/**
 * @param progress where lines on what is being done go
 * @throws UsageError where nothing can be built, or is not to be
 */
export async function openSession(
  options: VerifyOptions,
  series: Series,
  progress: (text: string) => void,
): Promise<Session> {
  const { makeArgs, cwd, env, width } = options;
  checkMakeArguments(makeArgs);
  const { gitDir, dir } = foldersOf(options);
  const points = pointsOf(series, cwd, env);
  if (options.each === undefined) checkCommitter({ cwd, env });
  const compiler = toolchain(makeArgs, env);
  const places = makePlaces(dir);
  await checkTrust({ ...options, series, places, isTrusted: options.trust === true });
  const prefixOf = prefixes(cwd, env);
  const host = options.reload ? await checkReload(options, points[0]!.tree, prefixOf) : null;
  const locked = (there: Places, matrix: Matrix, mode: Mode) => {
    const jobs = options.jobs ?? availableParallelism();
    const onProgress = (one: Progress) => progress(progressText(one, width));
    const onTick = (tick: Tick) => progress(tickText(tick, width));
    const tickSeconds = width === null ? 60 : 1;
    const building = { matrix, places: there, gitDir, mode, jobs, env, onProgress, onTick, tickSeconds };
    return withLock(there.lock, () => buildCells(building), BUSY);
  };
  return {
    ...{ options, series, points, cwd, env, places, gitDir, compiler, prefixOf, host },
    async build(matrix, mode) {
      checkMachine({ ...matrix, makeArgs, places, tree: points[0]!.tree, prefixOf, cwd, env });
      try {
        return await locked(places, matrix, mode);
      } catch (cause) {
        throw cause instanceof UsageError ? cause : cannotWrite(places, cause);
      }
    },
    probeAt: (there, matrix) => locked(there, matrix, 'probe'),
  };
}
