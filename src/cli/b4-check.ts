/** `git kvm b4-check`: what b4 starts for each patch, with the mail on standard input. */

import { type Command, Option } from 'commander';
import { scopeOf } from '../analysis/kvm/scope';
import { findRepository } from '../git/repo-paths';
import type { Linter } from '../lint/prepare';
import { withNotes } from '../lint/suppress';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import type { Finding } from '../model/finding';
import type { Series } from '../model/patch';
import { readPaths } from '../patches/paths';
import { pretty } from '../report/pretty';
import { RULES } from '../rules/registry';
import { b4Lines, b4Result } from '../workflow/b4/lines';
import { seriesInReview } from '../workflow/b4/thread';
import type { Io } from './io';
import { linterOnRequest } from './linter-on-request';
import { action, io } from './shared';

export function addTo(program: Command): void {
  program
    .command('b4-check')
    .description('check one patch from standard input, for b4 (see git kvm install --b4)')
    .option('--review', 'print JSON for b4 review; the default is lines for b4 prep --check', false)
    .option('--series', 'with --review: only findings that need the whole series', false)
    .addOption(
      new Option('--cache-key <key>', 'ignored; part of the key by which b4 caches results').hideHelp(),
    )
    .addHelpText(
      'after',
      `
Examples:
  git config --add b4.prep-perpatch-check-cmd 'git kvm b4-check'
  git config --add b4.review-perpatch-check-cmd 'git kvm b4-check --review'
  git config --add b4.review-series-check-cmd 'git kvm b4-check --review --series'

Prints nothing for a patch without findings. A line with ERROR: is a failure, any other line a warning.`,
    )
    .action(
      action(async ({ review, series }: { review: boolean; series: boolean }) => {
        const protocol = !review ? 'prep' : series ? 'review-series' : 'review';
        const asked = { protocol, cwd: process.cwd(), env: process.env, stdin: process.stdin } as const;
        return b4Check(asked, io);
      }),
    );
}

/** b4 runs the check for each patch, and waits. */
const BUDGET_MS = 10_000;

interface B4CheckOptions {
  /** `prep`: a commit about to become mail; `review` and `review-series`: someone's mail. */
  readonly protocol: 'prep' | 'review' | 'review-series';
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadableStream;
}

/**
 * @returns 0, also when a rule blocks: b4 reads what is printed. 2 when it could not check, which it also reads: for it
 *   silence is a pass.
 */
async function b4Check(options: B4CheckOptions, io: Io): Promise<0 | 2> {
  const isPrep = options.protocol === 'prep';
  try {
    const printed = isPrep ? await checkPrep(options) : await checkReview(options);
    io.out(printed);
    return 0;
  } catch (error) {
    const hint = error instanceof UsageError && error.hint ? `; ${error.hint}` : '';
    const why = escapeControls(
      `could not check: ${error instanceof Error ? error.message : String(error)}${hint}`,
    );
    const results = [{ tool: 'git-kvm', status: 'fail', summary: why, details: '' }];
    io.out(isPrep ? `ERROR: ${why}\n` : `${JSON.stringify(results)}\n`);
    return 2;
  }
}

/** b4 adds base, recipients and cover letter when it sends: what is checked here is the commit. */
async function checkPrep(options: B4CheckOptions): Promise<string> {
  const [series] = withNotes([await readOne(options)], findRepository(options.cwd), options) as [Series];
  const patches = series.patches.map((patch) => ({ ...patch, headers: null }));
  const linter = await linterFor(options);
  return b4Lines(linter.findings([{ ...series, cover: null, patches, mailed: false, whole: false }]));
}

async function checkReview(options: B4CheckOptions): Promise<string> {
  const one = await readOne(options);
  const linter = await linterFor(options);
  const isWhole = options.protocol === 'review-series';
  const tracking = options.env.B4_TRACKING_FILE;
  const id = (one.cover ?? one.patches[0])?.origin.messageId ?? null;
  const found = isWhole && tracking ? await seriesInReview(tracking, id, options.cwd, options.env) : null;
  const series = found ?? one;
  if (series.patches.length > 0 && series.patches.every((patch) => scopeOf(patch, linter.domain) === 'none'))
    return '[]\n';
  // What only the series shows belongs to the series, all else to its patch: nothing is told twice.
  const ofSeries = new Set(RULES.filter(({ checks }) => checks === 'series').map(({ id }) => id));
  const findings = linter.findings([series]).filter(({ rule }) => ofSeries.has(rule) === isWhole);
  return `${JSON.stringify([b4Result(findings, detailsOf(findings))])}\n`;
}

function detailsOf(findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length;
  const levels = { block: count('block'), warn: count('warn'), note: count('note') };
  const summary = { patches: 1, covers: 0, replies: 0, other: 0, ...levels };
  return pretty({ findings, summary }, { color: false, showNotes: true });
}

async function readOne({ stdin }: B4CheckOptions): Promise<Series> {
  const { series, unreadable } = await readPaths(['-'], { stdin });
  if (series[0] !== undefined) return series[0];
  throw new UsageError(unreadable[0]?.why ?? 'no patch on standard input');
}

async function linterFor({ cwd, env }: B4CheckOptions): Promise<Linter> {
  return (await linterOnRequest(findRepository(cwd), cwd, env, BUDGET_MS)).linter;
}
