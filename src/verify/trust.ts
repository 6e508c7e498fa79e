/** Patches by others: verify builds and runs them, so it asks first. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { askGit } from '../git/run';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import type { Series } from '../model/patch';
import type { Places } from './places';
import { cannotWrite, read } from './results';

interface Trust {
  readonly series: Series;
  readonly places: Places;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The user has said yes on the command line. */
  readonly isTrusted: boolean;
  /** Asks on the terminal; undefined where there is none. */
  readonly ask?: (question: string) => Promise<boolean>;
}

/**
 * Make sure that the user wants to run what others wrote. An answer is kept for these very commits.
 *
 * @throws UsageError where the answer is no, or no one can be asked
 */
export async function checkTrust({ series, places, cwd, env, isTrusted, ask }: Trust): Promise<void> {
  const mine = new Set(
    ['GIT_AUTHOR_IDENT', 'GIT_COMMITTER_IDENT'].flatMap(
      (name) => /<([^<>]*)>/.exec(askGit(['var', name], { cwd, env }) ?? '')?.[1]?.toLowerCase() ?? [],
    ),
  );
  const file = join(places.dir, 'trusted');
  const known = new Set(read(file).split('\n'));
  const foreign = series.patches.filter(
    ({ author, origin }) => !mine.has(author?.email.toLowerCase() ?? '') && !known.has(origin.commit ?? ''),
  );
  if (foreign.length === 0) return;
  const people = [...new Set(foreign.map(({ author }) => author?.name || author?.email || 'unknown'))];
  const what = `${foreign.length} of these ${series.patches.length} patches are by others: ${escapeControls(people.join(', '))}`;
  const does =
    'their makefiles and scripts run on this machine, as you; their kernel and tests where the runner says';
  if (!isTrusted) {
    if (ask === undefined)
      throw new UsageError(`${what}; ${does}`, 'read them, and then: git kvm verify --trust');
    if (!(await ask(`${what}.\nBuilding runs them: ${does}.\nBuild and run them? [y/N] `)))
      throw new UsageError('nothing was built', '');
  }
  try {
    appendFileSync(file, foreign.map(({ origin }) => `${origin.commit}\n`).join(''));
  } catch (cause) {
    throw cannotWrite(places, cause);
  }
}
