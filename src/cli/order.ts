/** `git kvm order`: a series as a picture, what is wrong with its order, and the nearest order that holds. */

import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type Verdict, verdictOf } from '../analysis/order/order/verdict';
import { Coverage } from '../analysis/testplan/coverage';
import { makePlan, type Task } from '../analysis/testplan/plan';
import { recordedText } from '../analysis/testplan/tasks';
import { openClone } from '../git/git-clone';
import { applyOrder } from '../git/rebase';
import { type Reordered, tryOrder } from '../git/reorder';
import { findRepository } from '../git/repo-paths';
import { gitRunner } from '../git/run';
import { NO_TREE, treeAt } from '../git/tree';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import type { Series } from '../model/patch';
import { orderDot, orderJson } from '../report/order/data';
import { html } from '../report/order/html';
import { svg } from '../report/order/svg';
import { suggestedText, terminal } from '../report/order/terminal';
import { viewOf } from '../report/order/view';
import type { Io } from './io';
import { linterOnRequest } from './linter-on-request';
import { lostSignatures } from './lost-signatures';
import { action, io } from './shared';
import { readWhat } from './what';

export function addTo(program: Command): void {
  program
    .command('order')
    .description('show the order of a series: dependencies, patches in the wrong place, and a possible order')
    .argument('[what...]', 'files, directories, -, or one commit range (default: the commits of this branch)')
    .addOption(
      new Option('--format <format>', 'output format').choices(['pretty', 'json', 'dot']).default('pretty'),
    )
    .option('--svg <file>', 'also write the picture as SVG')
    .option('--html <file>', 'also write findings, picture and test plan as one HTML file')
    .option('--apply', 'reorder the branch as suggested; needs a clean work tree, keeps a backup ref', false)
    .option('--todo', 'print a todo list for git rebase -i with the suggested order', false)
    .addHelpText(
      'after',
      `
Examples:
  git kvm order                      this branch
  git kvm order outgoing/            mails
  git kvm order --apply HEAD~5
  git kvm order --svg order.svg HEAD~5

A line "Order: independent of patch 3" below the --- line declares that the order of two patches does not matter.

Exit status: 0 no blocking findings, 1 the order is wrong, 2 could not check.`,
    )
    .action(
      action(
        async (
          what: string[],
          options: { format: OrderFormat; svg?: string; html?: string; apply: boolean; todo: boolean },
        ) => {
          const cwd = process.cwd();
          const width = process.stdout.columns;
          const asked = { ...options, what, cwd, env: process.env, stdin: process.stdin, width };
          return order(asked, io);
        },
      ),
    );
}

const ORDER_FORMATS = ['pretty', 'json', 'dot'] as const;
type OrderFormat = (typeof ORDER_FORMATS)[number];

export interface OrderOptions {
  /** Files, directories, `-`; anything that is none of them is a commit range. Without any, `@{upstream}..HEAD`. */
  readonly what: readonly string[];
  readonly format: OrderFormat;
  /** Also write the picture as SVG to this file. */
  readonly svg?: string;
  /** Also write findings, the picture and the test plan as one HTML file. */
  readonly html?: string;
  /** Put the branch into the suggested order. */
  readonly apply?: boolean;
  /** Print the todo list of `git rebase -i` for the suggested order, and nothing else. */
  readonly todo?: boolean;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdin?: NodeJS.ReadableStream;
  /** Columns of the terminal; 80 where there is none. */
  readonly width?: number;
}

/** @returns 0, or 1 when the order is wrong (and was not put right) at a level that blocks */
export async function order(options: OrderOptions, io: Io): Promise<0 | 1> {
  const all = (await readWhat(options)).read.series;
  if (all.length === 0) {
    io.err('git-kvm: no patches found\n');
    return 0;
  }
  if (
    all.length > 1 &&
    (options.apply || options.todo || options.svg || options.html || options.format !== 'pretty')
  ) {
    throw new UsageError(`found ${all.length} series`, 'give the mails of one series');
  }
  let blocks = false;
  for (const series of all) {
    blocks = one(series, options, io) || blocks;
    if (options.html !== undefined) await writeHtml(series, options.html, options);
  }
  return blocks ? 1 : 0;
}

/** Show one series; whether it is still wrong at a level that blocks. */
function one(series: Series, options: OrderOptions, io: Io): boolean {
  const verdict = verdictOf(series, openClone(options.cwd, { env: options.env }));
  const blocks = verdict.wrong.some(({ level }) => level === 'block');
  const commits = verdict.suggestion === null ? null : commitsOf(series, verdict, options);
  if (options.todo) {
    io.out(todo(series, verdict));
    return blocks;
  }
  const tried = commits === null ? null : tryIt(series, commits, options);
  if (options.svg !== undefined) writeFileSync(resolve(options.cwd, options.svg), svg(viewOf(verdict)));
  if (options.format === 'json') {
    io.out(orderJson(verdict, tried === null ? null : { ok: tried.ok, why: tried.ok ? '' : tried.why }));
  } else if (options.format === 'dot') io.out(orderDot(viewOf(verdict)));
  else {
    const screen = { color: io.color, width: options.width ?? 80 };
    io.out(terminal(viewOf(verdict), screen));
    io.out(proofs(series, verdict, options));
    io.out(advice(series, verdict, tried, suggestedText(viewOf(verdict), screen)));
  }
  if (!options.apply) return blocks;
  if (verdict.suggestion === null) return blocks;
  if (commits === null) throw new UsageError('only commits can be reordered', 'give a commit range');
  const { backup, unsigned } = applyOrder(commits.order, commits.base, options.cwd, options.env);
  io.out(`The branch is reordered. To undo: git reset --keep ${backup}\n`);
  io.out(lostSignatures(unsigned, options.cwd, options.env));
  return false;
}

async function writeHtml(series: Series, file: string, { cwd, env }: OrderOptions): Promise<void> {
  const where = findRepository(cwd);
  const { linter, clone } = await linterOnRequest(where, cwd, env);
  const coverage = new Coverage(series, clone?.evidence() ?? []);
  const tip = series.patches.at(-1)?.origin.commit ?? 'HEAD';
  const tree = where === null ? NO_TREE : treeAt(tip, cwd, env);
  const page = {
    series,
    report: await linter.report([series]),
    view: viewOf(verdictOf(series, clone)),
    tasks: makePlan(series, tree).tasks,
    recorded: (task: Task) => recordedText(task, coverage),
  };
  writeFileSync(resolve(cwd, file), html(page));
}

/** The command that proves each pair that words alone tie; nothing for mails, which can't be built. */
function proofs(series: Series, { wrong }: Verdict, { what }: OrderOptions): string {
  if (series.patches.some(({ origin }) => origin.commit === null)) return '';
  const range = what.length === 1 && /^[\w./~^@{}-]+$/.test(what[0]!) ? ` ${what[0]}` : '';
  const pairs = wrong
    .filter(
      ({ level, relation: { kind, confidence, build } }) =>
        level !== 'note' && kind !== 'needs' && confidence < 1 && !build,
    )
    .map(({ relation: { first, second } }) => `${second + 1}:${first + 1}`);
  return [...new Set(pairs)].map((pair) => `To prove it: git kvm verify --order ${pair}${range}\n`).join('');
}

/** Put the commits into the order in memory: it has to apply, and to come to the same files. */
function tryIt(series: Series, { order, base }: Commits, { cwd, env }: OrderOptions): Reordered {
  const tried = tryOrder(order, base, cwd, env);
  const last = `${series.patches.at(-1)!.origin.commit}^{tree}`;
  const tree = gitRunner(cwd, 10_000, env).run(['rev-parse', '--verify', '--end-of-options', last]);
  if (!tried.ok || tree?.toString('utf8').trim() === tried.tree) return tried;
  return { ok: false, commit: null, why: 'that order gives a different result' };
}

interface Commits {
  readonly order: readonly string[];
  readonly base: string;
}

/** The commits in the suggested order, and what they stand on; null for mails. */
function commitsOf(series: Series, { suggestion }: Verdict, { cwd, env }: OrderOptions): Commits | null {
  const ids = series.patches.map(({ origin }) => origin.commit);
  if (suggestion === null || ids.some((id) => id === null) || series.patches.some(({ isMerge }) => isMerge))
    return null;
  const base = gitRunner(cwd, 10_000, env).run(['rev-parse', '--verify', '--end-of-options', `${ids[0]}^`]);
  if (base === null) return null;
  return { order: suggestion.order.map((index) => ids[index]!), base: base.toString('utf8').trim() };
}

function advice(
  series: Series,
  { suggestion, relations }: Verdict,
  tried: Reordered | null,
  picture: string,
): string {
  if (suggestion === null) return '';
  const { patches } = relations.facts;
  const moved = suggestion.moved.map((index) => patches[index]!.number).join(', ');
  const lines = ['', `Possible order (moves ${moved}):`, picture.trimEnd(), ''];
  if (tried?.ok) lines.push('It applies without conflicts; to reorder the branch: git kvm order --apply');
  else if (tried !== null) {
    const at = series.patches.find(({ origin }) => origin.commit === tried.commit);
    const which = at === undefined ? '' : ` at "${escapeControls(at.shortlog.value)}"`;
    lines.push(`It does not apply cleanly${which}: ${escapeControls(tried.why)}.`);
    lines.push('Reorder by hand: git kvm order --todo prints a todo list for git rebase -i.');
  }
  return `${lines.join('\n')}\n`;
}

/** The todo list of `git rebase -i`, in the order that holds; the order as it is where nothing is wrong. */
function todo(series: Series, { suggestion }: Verdict): string {
  const indices = suggestion?.order ?? series.patches.map((_, index) => index);
  return indices
    .map((index) => {
      const { origin, shortlog } = series.patches[index]!;
      if (origin.commit === null)
        throw new UsageError('--todo only works with commits', 'give a commit range');
      return `pick ${origin.commit.slice(0, 12)} ${escapeControls(shortlog.value)}\n`;
    })
    .join('');
}
