/** Evidence in git: a notes ref of its own, with notes on trees, so that it is there for every commit of that tree. */

import { UsageError } from '../model/errors';
import { type Evidence, formatEvidence, parseEvidence } from '../model/evidence';
import { execFileSync } from './exec';
import { EVIDENCE_REF } from './left-behind';
import { parseBatch } from './objects';
import type { GitRunner } from './run';

/** Newer than this many notes is more than anybody posts. */
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

/** Add to what is recorded. @throws UsageError where git cannot write */
export function writeEvidence(
  fresh: readonly Evidence[],
  git: GitRunner,
  where: { cwd: string; env: NodeJS.ProcessEnv },
) {
  const before = readEvidence(git);
  const isKnown = (one: Evidence) =>
    before.some(
      ({ id, patch, tree, on }) => id === one.id && patch === one.patch && tree === one.tree && on === one.on,
    );
  const news = fresh.filter((one) => !isKnown(one));
  for (const tree of new Set(news.map((one) => one.tree))) {
    const of = (all: readonly Evidence[]) => all.filter((one) => one.tree === tree);
    try {
      execFileSync('git', ['notes', `--ref=${EVIDENCE_REF}`, 'add', '--force', '-F', '-', tree], {
        ...where,
        input: formatEvidence([...of(before), ...of(news)]),
        stdio: ['pipe', 'ignore', 'ignore'],
      });
    } catch (cause) {
      throw new UsageError('git could not record what was run', `try: git notes --ref=${EVIDENCE_REF} list`, {
        cause,
      });
    }
  }
}
