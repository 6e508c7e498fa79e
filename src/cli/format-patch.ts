/** `git kvm format-patch`: patches as the guide wants them, and what the rules say about them. */

import { existsSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { findRepository, type RepoPaths } from '../git/repo-paths';
import type { Linter, Report } from '../lint/prepare';
import { withNotes } from '../lint/suppress';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import { isMark, MARK } from '../model/marks';
import { readPaths } from '../patches/paths';
import { pretty } from '../report/pretty';
import { TARGETS, type Target } from '../workflow/format-patch/base';
import { type Formatted, folderOf, formatPatch } from '../workflow/format-patch/format-patch';
import { rememberPosted } from '../workflow/status/posted';
import { patchIdsOf, postedMails } from '../workflow/status/remember';
import type { Io } from './io';
import { linterOnRequest } from './linter-on-request';
import { action, io } from './shared';

export function addTo(program: Command): void {
  program
    .command('format-patch')
    .description(
      'run git format-patch as the guide asks: base, version, cover letter, range-diff; then check',
    )
    .argument('[range]', 'as for git format-patch (default: the unpublished commits of this branch)')
    .argument('[git-args...]', 'after --, passed to git format-patch')
    .option('-o, --output <folder>', 'output directory (default: outgoing/BRANCH-vN)')
    .option('-v, --reroll-count <n>', 'the version (default: one more than was sent from this branch)')
    .option('--base <commit>', 'the base commit (default: determined from the branch)')
    .addOption(
      new Option('--for <target>', 'the release the series is for, if it cannot be determined').choices([
        'next',
        'current',
        'multi-arch',
      ]),
    )
    .option('--rfc', 'mark the series as RFC', false)
    .addHelpText(
      'after',
      `
Examples:
  git kvm format-patch                       all of this branch, into outgoing/BRANCH-v1
  git kvm format-patch HEAD~3                the last three commits
  git kvm format-patch --for current         a fix that goes in before the next release
  git kvm format-patch -- --to=kvm@vger.kernel.org --subject-prefix='PATCH RESEND'
  git kvm format-patch -- --no-to --no-cc    no recipients in the mails
  git send-email $(git kvm format-patch)     prints only the file names on standard output

The base is the published commit that the branch is based on, in kvm-x86's next or topic branch, KVM's master or a
release candidate; remotes are recognized by URL. Nothing is written if it cannot be determined, or is the wrong one.

Exit status: 0 clean or only warnings, 1 blocking findings, 2 nothing was written.`,
    )
    .action(
      action(
        async (
          range: string | undefined,
          gitArgs: string[],
          options: {
            output?: string;
            rerollCount?: string;
            base?: string;
            for?: 'next' | 'current' | 'multi-arch';
            rfc: boolean;
          },
        ) => {
          const isForGit = range?.startsWith('-') && !/^-\d+$/.test(range);
          const split = isForGit ? { gitArgs: [range!, ...gitArgs] } : { range, gitArgs };
          const asked = {
            ...options,
            ...split,
            cwd: process.cwd(),
            env: process.env,
            programDir: __dirname,
          };
          return formatPatchCommand(asked, io);
        },
      ),
    );
}

export { TARGETS };

export interface FormatPatchOptions {
  readonly range?: string;
  readonly gitArgs: readonly string[];
  readonly output?: string;
  readonly rerollCount?: string;
  readonly base?: string;
  readonly for?: Target;
  readonly rfc?: boolean;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly programDir: string;
}

/**
 * @returns 0, or 1 when a rule blocks; the patches are there in both cases
 * @throws UsageError where the base can't be determined, or git rejects
 */
export async function formatPatchCommand(options: FormatPatchOptions, io: Io): Promise<0 | 1> {
  const { cwd, env } = options;
  const where = findRepository(cwd);
  if (where === null) throw new UsageError('not a git repository');
  const version = options.rerollCount === undefined ? undefined : Number(options.rerollCount);
  if (version !== undefined && !(Number.isInteger(version) && version > 0)) {
    throw new UsageError(`invalid version '${options.rerollCount}'`, 'use a number, such as -v 2');
  }
  const { linter } = await linterOnRequest(where, cwd, env);
  const formatted = await formatPatch({
    range: options.range ?? null,
    gitArgs: options.gitArgs,
    output: options.output,
    version,
    base: options.base,
    target: options.for ?? null,
    rfc: options.rfc ?? false,
    cwd,
    env,
    where,
    templates: { programDir: options.programDir, own: linter.settings.templates, env },
  });
  const { files, base, previous } = formatted;
  // The names alone on standard output: git send-email $(git kvm format-patch) works.
  io.out(files.map((file) => `${file}\n`).join(''));
  const note = base.note === '' ? '' : ` (${base.note})`;
  io.err(`base: ${escapeControls(base.name)}, ${base.id.slice(0, 12)}${escapeControls(note)}\n`);
  if (previous !== null)
    io.err(`v${formatted.version}: v${previous.version} was sent on ${previous.sent?.slice(0, 10)}\n`);
  const { to = [], cc = [] } = formatted.recipients ?? {};
  if (to.length > 0) io.err(`to: ${escapeControls(to.join(', '))}\n`);
  if (cc.length > 0) io.err(`cc: ${escapeControls(cc.join(', '))}\n`);
  return look(formatted, linter, { ...options, where }, io);
}

async function look(
  formatted: Formatted,
  linter: Linter,
  { cwd, env, where }: Pick<FormatPatchOptions, 'cwd' | 'env'> & { where: RepoPaths },
  io: Io,
): Promise<0 | 1> {
  const { files, branch, version, own } = formatted;
  const read = await readPaths(files, { whole: true });
  const series = read.series[0];
  if (series !== undefined) {
    rememberPosted(where.commonDir, {
      branch,
      version,
      from: own.parent,
      tip: own.ids.at(-1)!,
      folder: folderOf(files, cwd),
      made: new Date().toISOString(),
      sent: null,
      mails: postedMails(series, patchIdsOf(files, cwd, env)),
    });
  }
  const report = withoutBlanks(
    await linter.report(withNotes(read.series, where, { cwd, env }), read.summary),
  );
  const blanks = blanksIn(resolve(cwd, files[0]!));
  if (report.findings.length > 0)
    io.err(pretty(report, { color: io.color, width: io.width, showNotes: false }));
  const folder = relative(cwd, resolve(cwd, formatted.folder)) || '.';
  if (blanks > 0)
    io.err(`fill in ${blanks} ${blanks === 1 ? 'place' : 'places'} marked *** … HERE *** in ${files[0]}\n`);
  io.err(`send: git send-email ${folder}\n`);
  return report.summary.block > 0 ? 1 : 0;
}

/** What git-kvm itself has just left to be filled in is work to do; at the send it is a finding. */
function withoutBlanks(report: Report): Report {
  const findings = report.findings.filter(({ at }) => !isMark(at?.quote ?? ''));
  const block = findings.filter(({ level, suppressed }) => level === 'block' && suppressed === null).length;
  return { findings, summary: { ...report.summary, block } };
}

function blanksIn(file: string): number {
  return existsSync(file) ? (readFileSync(file, 'latin1').match(MARK) ?? []).length : 0;
}
