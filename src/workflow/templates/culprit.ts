/** A guess at the commit that a change fixes: the one that wrote most of the lines that it takes away. */
import { isDocs, isTools } from '../../analysis/kvm/paths';
import type { GitRunner } from '../../git/run';
import type { Diff, DiffFile } from '../../model/diff';

/** Ranges of lines that one blame is asked for; more say no more. */
const MOST_RANGES = 8;

/** `0123456789ab ("shortlog")`, or null where there is nothing to guess from, or no time. */
export function guessCulprit(diff: Diff, git: GitRunner): string | null {
  const files = diff.files.filter(
    (file) => file.change !== 'added' && !isDocs(file.newPath) && !isTools(file.newPath),
  );
  const file = files.toSorted((a, b) => removed(b).length - removed(a).length)[0];
  const lines = file === undefined ? [] : removed(file);
  if (file === undefined || lines.length === 0) return null;
  const ranges = rangesOf(lines).slice(0, MOST_RANGES);
  const output = git.run([
    'blame',
    '--porcelain',
    '-w',
    ...ranges.map(([from, to]) => `-L${from},${to}`),
    'HEAD',
    '--',
    file.oldPath,
  ]);
  return output === null ? null : mostBlamed(output.toString('utf8'));
}

/** The numbers of the lines of code that a patch takes away from a file. */
function removed(file: DiffFile): number[] {
  return file.hunks.flatMap(({ lines }) =>
    lines
      .filter(({ kind, text }) => kind === '-' && /\w/.test(text) && !/^\s*(?:\/?\*|\/\/)/.test(text))
      .map(({ oldLine }) => oldLine),
  );
}

function rangesOf(lines: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last && line === last[1] + 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges;
}

function mostBlamed(porcelain: string): string | null {
  const counts = new Map<string, number>();
  const shortlogs = new Map<string, string>();
  const roots = new Set<string>();
  let id = '';
  for (const line of porcelain.split('\n')) {
    const head = /^([0-9a-f]{40}) \d+ \d+/.exec(line);
    if (head) {
      id = head[1]!;
      counts.set(id, (counts.get(id) ?? 0) + 1);
    } else if (line.startsWith('summary ')) shortlogs.set(id, line.slice('summary '.length));
    // Where history is cut off: the lines are older, and by whom is not known.
    else if (line === 'boundary') roots.add(id);
  }
  const [most] = [...counts].filter(([one]) => !roots.has(one)).sort((a, b) => b[1] - a[1]);
  return most === undefined ? null : `${most[0].slice(0, 12)} ("${shortlogs.get(most[0]) ?? ''}")`;
}
