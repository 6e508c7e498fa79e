import { type Command, Option } from 'commander';
import { offTreeLines } from '../analysis/kvm/off-tree';
import { openClone } from '../git/git-clone';
import { findRepository, type RepoPaths } from '../git/repo-paths';
import { prepareLinter, type Report } from '../lint/prepare';
import { withNotes } from '../lint/suppress';
import { UsageError } from '../model/errors';
import { LEVELS, type Severity } from '../model/finding';
import { seriesOfOne } from '../model/patch';
import { type Read, uncheckedLines, unread } from '../patches/paths';
import { readStaged } from '../patches/staged';
import { gcc } from '../report/gcc';
import { github } from '../report/github';
import { gitlab } from '../report/gitlab';
import { json } from '../report/json';
import { pretty } from '../report/pretty';
import { sarif } from '../report/sarif';
import { PAGES } from '../rules/pages';
import { RULES } from '../rules/registry';
import { ruleSpecs } from '../rules/specs';
import { checkersHere, findRule } from './find-rule';
import { type FixOptions, fix, type Subject } from './fix';
import type { Io } from './io';
import { action, collect, io, rule, set } from './shared';
import { Steps } from './steps';
import { readWhat } from './what';

export function addTo(program: Command): void {
  program
    .command('check')
    .description(
      'check patches: files, directories, an mbox (also .gz), - for standard input, or a commit range',
    )
    .argument('[what...]', 'files, directories, -, or one commit range (default: @{upstream}..HEAD)')
    .option('--message <file>', 'check a commit message file and the index')
    .option('--notes', 'also show notes', false)
    .option('--quiet', 'show only blocking findings', false)
    .option('--only <rule>', 'run only this rule (may be repeated)', collect, [])
    .addOption(
      new Option('--fail-on <level>', 'exit 1 if there is a finding of this level or above').choices([
        'block',
        'warn',
        'note',
      ]),
    )
    .option('--fix', 'show the fixes as a diff; write them with --out or --in-place', false)
    .option('--out <folder>', 'with --fix: write fixed copies of the mails to this directory')
    .option('--in-place', 'with --fix: change the mails, the message file or the commits in place', false)
    .addOption(new Option('--format <format>', 'output format').choices(FORMATS).default('pretty'))
    .addOption(rule)
    .addOption(set)
    .addHelpText(
      'after',
      `
Examples:
  git kvm check                          the commits of this branch
  git kvm check HEAD~3..                 the last three commits
  git kvm check outgoing/                what git format-patch wrote
  b4 am -o - MESSAGE-ID | git kvm check -
  git kvm check --format gcc *.patch     for an editor's quickfix list
  git kvm check --fix outgoing/          show what can be fixed
  git kvm check --fix --out fixed outgoing/
  git kvm check --fix --in-place HEAD~3..    rewrite the commits, keep a backup ref

Exit status: 0 clean or only warnings, 1 blocking findings, 2 could not check.`,
    )
    .action(
      action((what: string[], options: Omit<CheckOptions, 'what' | 'cwd' | 'env' | 'stdin'>) => {
        const cwd = process.cwd();
        const isTerminal = process.stderr.isTTY === true;
        return check({ ...options, what, cwd, env: process.env, stdin: process.stdin, isTerminal }, io);
      }),
    );
}

const FORMATS = ['pretty', 'json', 'sarif', 'gcc', 'github', 'gitlab'] as const;
type Format = (typeof FORMATS)[number];

interface CheckOptions extends FixOptions {
  /** Files, directories, `-`; anything that is none of them is a commit range. */
  readonly what: readonly string[];
  /** A commit message file, checked with what is in the index. */
  readonly message?: string;
  readonly format: Format;
  readonly notes: boolean;
  /** Show what blocks, and nothing else. */
  readonly quiet?: boolean;
  /** Ids of the only rules to run; all if empty. */
  readonly only?: readonly string[];
  /** The lowest level that makes the exit status 1; `block` if left out. */
  readonly failOn?: Severity;
  /** Show and apply the fixes of findings before they are reported. */
  readonly fix: boolean;
  readonly rule?: readonly string[];
  readonly set?: readonly string[];
  readonly stdin?: NodeJS.ReadableStream;
  /** How far it came is shown on standard error. */
  readonly isTerminal?: boolean;
}

/** @returns 0, 1 when something blocks, or 2 when nothing does but not all that was named could be read */
export async function check(options: CheckOptions, io: Io): Promise<0 | 1 | 2> {
  const { cwd, env } = options;
  const where = findRepository(cwd);
  const only = options.only ?? [];
  const checkers = only.length === 0 ? [] : (await checkersHere(where, options)).map(({ name }) => name);
  const steps = new Steps(options.isTerminal ? io.err : null);
  const linter = await prepareLinter({
    ...options,
    where,
    stage: 'check',
    onProgress: (...step) => steps.update(...step),
    rules: only.length === 0 ? RULES : only.filter((id) => !checkers.includes(id)).map(findRule),
    ...(only.length > 0 && { checkers: only }),
    specs: ruleSpecs,
    clone: where === null ? null : openClone(cwd, { env, budgetMs: 30_000 }),
  });
  const subject = await readSubject(options, where);
  io.err(linter.ignored());
  if (subject.read) io.err(uncheckedLines(subject.read) + offTreeLines(subject.series, linter.domain));
  const series = options.fix ? await fix(subject, linter, options, io) : subject.series;
  const report = await linter.report(series, subject.read?.summary);
  steps.end();
  io.out(formatted(report, options, io));
  const from = LEVELS.indexOf(options.failOn ?? 'block');
  if (report.findings.some(({ level, suppressed }) => suppressed === null && LEVELS.indexOf(level) >= from))
    return 1;
  return subject.kind === 'mails' && subject.read && isUnchecked(subject.read) ? 2 : 0;
}

/** Something could not be read, or there was nothing to check at all. */
function isUnchecked(read: Read): boolean {
  return unread(read) !== undefined || (read.series.length === 0 && read.summary.replies === 0);
}

async function readSubject(options: CheckOptions, where: RepoPaths | null): Promise<Subject> {
  const { cwd, env, what, message } = options;
  if (message !== undefined) {
    if (what.length > 0) throw new UsageError('--message takes exactly one file and no other arguments');
    return { kind: 'message', series: [seriesOfOne(readStaged(message, cwd, env).patch)] };
  }
  const { kind, read } = await readWhat(options);
  return { kind, series: withNotes(read.series, where, { cwd, env }), read };
}

function formatted(report: Report, options: CheckOptions, io: Io): string {
  switch (options.format) {
    case 'json':
      return json(report);
    case 'sarif':
      return sarif(report, RULES, (id) => PAGES[id]?.why ?? '');
    case 'gcc':
      return gcc(report);
    case 'github':
      return github(report);
    case 'gitlab':
      return gitlab(report);
    case 'pretty':
      return pretty(report, {
        color: io.color,
        width: io.width,
        showNotes: options.notes,
        quiet: options.quiet,
      });
  }
}
