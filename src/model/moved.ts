/** Lines that a diff moves: they were written before, and nothing is said of them. */
import type { Diff, DiffLine, Hunk } from './diff';
import { memoize } from './memoize';

/** Fewer letters and digits are found anywhere: `return 0;`, `} else {`. */
const TELLING = 10;

/** The places (`DiffLine.at`) of added lines that were moved, whatever their indentation. */
export const movedPlaces = memoize((diff: Diff): ReadonlySet<number> => {
  const moved = new Set<number>();
  const changes = diff.files.flatMap(({ hunks }) => hunks.flatMap(changesOf));
  const removed = new Set(changes.flatMap((lines) => removedOf(lines)));
  // mutant: only saves time
  if (removed.size === 0) return moved;
  for (const lines of changes) {
    const here = new Set(removedOf(lines));
    let run: DiffLine[] = [];
    for (const line of [...lines, null]) {
      if (line?.kind === '-') continue;
      if (line !== null && removed.has(bare(line.text))) run.push(line);
      else {
        if (isMoved(run, here)) for (const { at } of run) moved.add(at);
        run = [];
      }
    }
  }
  return moved;
});

/**
 * @param run added lines below one another that the diff takes away
 * @param here what the same change takes away: a line alone that stays in its place has new neighbours, and how it goes
 *   with them is the patch's
 */
function isMoved(run: readonly DiffLine[], here: ReadonlySet<string>): boolean {
  if (run.reduce((sum, { text }) => sum + text.replace(/\W+/g, '').length, 0) < TELLING) return false;
  return run.length > 1 || !here.has(bare(run[0]!.text));
}

/** The runs of lines of a hunk that are added or removed. */
function changesOf({ lines }: Hunk): DiffLine[][] {
  const changes: DiffLine[][] = [[]];
  for (const line of lines) {
    if (line.kind !== ' ') changes[changes.length - 1]!.push(line);
    else changes.push([]);
  }
  return changes;
}

function removedOf(lines: readonly DiffLine[]): string[] {
  return lines.flatMap(({ kind, text }) => (kind === '-' ? [bare(text)] : []));
}

/** A line of code with single spaces between its words. */
export function bare(line: string): string {
  const text = line.trim();
  // mutant: only saves time
  return /[^\S ]| {2}/.test(text) ? text.replace(/\s+/g, ' ') : text;
}
