/** True if what a patch fixes is as young as its series: nothing in the history is to blame. */
import type { Patch } from '../../model/patch';
import { isTelling } from './earlier-lines';

/** All that it changes came with earlier patches of the same series: files that they added, or the lines it removes. */
export function fixesOwnSeries(patch: Patch, patches: readonly Patch[]): boolean {
  const files = patches.slice(0, Math.max(0, patches.indexOf(patch))).flatMap(({ diff }) => diff.files);
  if (files.length === 0 || patch.diff.paths.length === 0) return false;
  const added = new Set(files.filter(({ change }) => change === 'added').map(({ newPath }) => newPath));
  if (patch.diff.paths.every((path) => added.has(path))) return true;
  const lines = new Set(files.flatMap((file) => telling(file, '+')));
  const removed = patch.diff.files.flatMap((file) => telling(file, '-'));
  return removed.length > 0 && removed.every((line) => lines.has(line));
}

/** Lines that are in one place only, with their file. */
function telling({ newPath, hunks }: Patch['diff']['files'][number], kind: '+' | '-'): string[] {
  return hunks.flatMap(({ lines }) =>
    lines.flatMap((line) =>
      line.kind === kind && isTelling(line.text) ? [`${newPath}\n${line.text.trim()}`] : [],
    ),
  );
}
