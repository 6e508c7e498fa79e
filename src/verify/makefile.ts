/** The matrix as a makefile: a target for each cell, which any make can run, here or where the prefix of a cell leads. */
import type { Cell, Matrix, Point } from './matrix';
import type { Places } from './places';

/** `base`: everybody stops at the first bad row. `probe`: a cell that fails is an answer, and the rows go on. */
export type Mode = 'verify' | 'probe';

/** A word for the shell in a recipe of make. */
function word(text: string): string {
  return `'${text.replace(/'/g, `'\\''`).replace(/\$/g, '$$$$')}'`;
}

/**
 * Cells of a point wait for the sources to be at that point; the sources move on when all cells of the point before are
 * done. So one checkout serves all, build directories are only ever carried forward, and cells of a row run in parallel.
 *
 * @param open the cells to be built; the others have passed
 * @param gitDir whose objects the sources come from
 */
export function makefileOf(
  matrix: Matrix,
  open: readonly Cell[],
  places: Places,
  gitDir: string,
  mode: Mode,
) {
  const rows = matrix.points
    .map((point) => ({ point, cells: unique(open.filter((cell) => cell.point === point)) }))
    .filter(({ cells }) => cells.length > 0);
  const lines = [
    '# Written by git kvm verify. A target is a cell: what is built, of which tree, how.',
    'SHELL := /bin/sh',
    '.DEFAULT_GOAL := all',
    `GIT := GIT_DIR=${word(gitDir)} GIT_ALTERNATE_OBJECT_DIRECTORIES=${word(places.objects)} GIT_WORK_TREE=${word(places.tree)} GIT_INDEX_FILE=${word(places.index)} git \\`,
    '  -c core.sparseCheckout=false -c core.fsmonitor=false -c core.splitIndex=false -c core.hooksPath=/dev/null',
    '',
    `.PHONY: all ${rows.map((_, i) => `at-${i}`).join(' ')}`,
    `all: ${rows.flatMap(({ cells }) => cells.map(({ stamp }) => stamp)).join(' ')}`,
  ];
  let before: readonly Cell[] = [];
  rows.forEach(({ point, cells }, i) => {
    lines.push('', `# ${point.name}`, ...checkout(i, point, before, places));
    for (const cell of cells) lines.push(...recipe(cell, i, places, mode));
    before = cells;
  });
  return `${lines.join('\n')}\n`;
}

/** Two points can have the same tree: a change and its revert. */
function unique(cells: readonly Cell[]): Cell[] {
  const seen = new Set<string>();
  return cells.filter(({ stamp }) => !seen.has(stamp) && seen.add(stamp));
}

function checkout(i: number, point: Point, before: readonly Cell[], places: Places): string[] {
  const after = before.map(({ stamp }) => ` ${stamp}`).join('');
  const previous = i === 0 ? '' : ` at-${i - 1}`;
  return [
    `at-${i}: |${previous}${after}`,
    // Nobody else uses this index: what holds its lock was killed.
    `\t@rm -f ${word(`${places.index}.lock`)}`,
    `\t@$(GIT) read-tree --reset -u ${point.tree}`,
  ];
}

function recipe(cell: Cell, i: number, places: Places, mode: Mode): string[] {
  const how = mode === 'probe' ? 'probe' : cell.point.isBase ? 'base' : 'patch';
  const known = `builds/${cell.column.id}.known`;
  const command = [...cell.prefix, 'sh', `${places.scripts}/${cell.column.id}.sh`].map(word).join(' ');
  return [
    `${cell.stamp}: | at-${i}`,
    // The plus hands the job server of make down to the makes inside.
    `\t+@sh ${word(places.cell)} ${how} ${cell.name} $@ ${cell.log} ${known} ${command}`,
  ];
}

/** The script of a column as a file: its environment in front. */
export function columnScript(script: string, id: string, places: Places): string {
  return `#!/bin/sh
set -e
TREE=${places.tree}
OUT=${places.builds}/${id}
mkdir -p "$OUT"
# Under make's job server the makes inside share its slots; elsewhere they take all cores.
case "$MAKEFLAGS" in
*jobserver*) JOBS= ;;
*) JOBS=-j$(nproc 2>/dev/null || echo 1) ;;
esac
export LC_ALL=C
${script}`;
}
