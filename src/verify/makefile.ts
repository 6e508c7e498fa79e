/** The matrix as a makefile: a target for each cell, which any make can run, here or where the prefix of a cell leads. */
import type { Column, Run } from './columns';
import type { Cell, Matrix, Point } from './matrix';
import type { Places } from './places';
import { runWordsScript } from './runs/run-script';

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
    .map((point) => ({ point, cells: open.filter((cell) => cell.point === point) }))
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
  let alone: Cell | null = null;
  rows.forEach(({ point, cells }, i) => {
    const builds = cells.filter(({ column }) => column.runs === undefined);
    lines.push('', `# ${point.name}`);
    if (builds.length > 0) lines.push(...checkout(i, point, before, places));
    for (const cell of cells) {
      const { runs } = cell.column;
      if (runs === undefined) {
        lines.push(...recipe(cell, i, places, mode));
        continue;
      }
      lines.push(...run(cell, runs, runs.isAlone ? alone : null, open, places));
      if (runs.isAlone) alone = cell;
    }
    if (builds.length > 0) before = builds;
  });
  return `${lines.join('\n')}\n`;
}

function checkout(i: number, point: Point, before: readonly Cell[], places: Places): string[] {
  return [
    `at-${i}: |${before.map(({ stamp }) => ` ${stamp}`).join('')}`,
    // No one else uses this index: what holds its lock was killed.
    `\t@rm -f ${word(`${places.index}.lock`)}`,
    `\t@$(GIT) read-tree --reset -u ${point.tree}`,
  ];
}

function recipe(cell: Cell, i: number, places: Places, mode: Mode): string[] {
  const how = mode === 'probe' ? 'probe' : cell.point.isBase ? 'base' : 'patch';
  const known = `builds/${cell.column.id}.known`;
  const keep = cell.kept === null ? [] : [`${places.dir}/${cell.kept}`];
  const command = [...cell.prefix, 'sh', `${places.scripts}/${cell.column.id}.sh`, ...keep]
    .map(word)
    .join(' ');
  return [
    `${cell.stamp}: | at-${i}`,
    // The plus hands the job server of make down to the makes inside.
    `\t+@sh ${word(places.cell)} ${how} ${cell.name} $@ ${cell.log} ${known} ${command}`,
  ];
}

/** A test is run wherever the sources are: what it needs was put aside. */
function run(
  cell: Cell,
  { folders, told }: Run,
  after: Cell | null,
  open: readonly Cell[],
  places: Places,
): string[] {
  const needed = folders.map((part) => filled(part, cell, places));
  const words = [...needed, '--', ...cell.prefix, 'sh', runScriptOf(cell, places)].map(word).join(' ');
  const needs = cell.needs.filter((need) => open.some(({ stamp }) => stamp === need.stamp));
  const first = after === null ? needs : [...needs, after];
  return [
    `${cell.stamp}: |${first.map(({ stamp }) => ` ${stamp}`).join('')}`,
    `\t@sh ${word(places.runScript)} ${told} ${cell.name} $@ ${cell.log} ${cell.seen} ${words}`,
  ];
}

/** `{id}` is the folder that a needed column has left. */
function filled(part: string, { needs }: Cell, { dir }: Places): string {
  return part.replace(/\{([\w.-]+)\}/g, (all, id: string) => {
    const need = needs.find(({ column }) => column.id === id);
    return need === undefined ? all : `${dir}/${need.kept}`;
  });
}

/** A file for the words of a run: what is before it, as ssh, may take words apart. */
export function runScriptOf({ stamp }: Cell, { scripts }: Places): string {
  return `${scripts}/${stamp.replace(/^.*\//, '')}.sh`;
}

export function runWords(cell: Cell, { command, limit }: Run, places: Places): string {
  const words = command.map((part) => `'${filled(part, cell, places).replace(/'/g, `'\\''`)}'`);
  return runWordsScript(words, limit);
}

/** The script of a column as a file: its environment before it. */
export function columnScript({ id, script, keeps }: Column, places: Places): string {
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
# Without this line something else has failed: the words before this script, or its machine.
trap 'status=$?; echo "git-kvm: status $status"; exit "$status"' EXIT
${keeps ? 'KEEP=$1.part\nrm -rf "$1" "$KEEP"\nmkdir -p "$KEEP"\n' : ''}${script}${keeps ? 'mv "$KEEP" "$1"\n' : ''}`;
}
