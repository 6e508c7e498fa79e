/** Evidence in git: its own notes ref, with notes on trees, so that it is there for every commit of that tree. */

import { UsageError } from '../model/errors';
import { type Evidence, formatEvidence, parseEvidence } from '../model/evidence';
import { EVIDENCE_REF } from './left-behind';
import { parseBatch } from './objects';
import { type GitRunner, runGit } from './run';

/** Newer than this many notes is more than anyone posts. */
const MOST_NOTES = 5000;

/** All that was recorded in a clone. */
export function readEvidence(git: GitRunner): Evidence[] {
  const listed = git.run(['notes', `--ref=${EVIDENCE_REF}`, 'list']);
  const blobs = (listed ?? '').toString('utf8').split('\n').filter(Boolean).slice(0, MOST_NOTES);
  if (blobs.length === 0) return [];
  const input = blobs.map((line) => `${line.slice(0, line.indexOf(' '))}\n`).join('');
  const output = git.run(['cat-file', '--batch'], { input });
  return parseBatch(output ?? Buffer.alloc(0)).flatMap((object) =>
    object.kind === 'object' ? parseEvidence(object.content.toString('utf8')) : [],
  );
}

/**
 * Add to what is recorded.
 *
 * @param isWithdrawn what was recorded and does not hold any more
 * @throws UsageError where git cannot write
 */
export function writeEvidence(
  fresh: readonly Evidence[],
  git: GitRunner,
  where: { cwd: string; env: NodeJS.ProcessEnv },
  isWithdrawn: (one: Evidence) => boolean = () => false,
) {
  const all = readEvidence(git);
  const before = all.filter((one) => !isWithdrawn(one));
  const isKnown = (one: Evidence) =>
    before.some(
      ({ id, patch, tree, on, series }) =>
        id === one.id &&
        patch === one.patch &&
        tree === one.tree &&
        on === one.on &&
        String(series) === String(one.series),
    );
  const news = fresh.filter((one) => !isKnown(one));
  const changed = [...news, ...all.filter((one) => isWithdrawn(one))];
  for (const tree of new Set(changed.map((one) => one.tree))) {
    const of = (some: readonly Evidence[]) => some.filter((one) => one.tree === tree);
    try {
      const left = [...of(before), ...of(news)];
      const add = ['add', '--force', '-F', '-', tree];
      const words = left.length > 0 ? add : ['remove', '--ignore-missing', tree];
      runGit(['notes', `--ref=${EVIDENCE_REF}`, ...words], { ...where, input: formatEvidence(left) });
    } catch (cause) {
      throw new UsageError('cannot record what was run', `see git notes --ref=${EVIDENCE_REF} list`, {
        cause,
      });
    }
  }
}
