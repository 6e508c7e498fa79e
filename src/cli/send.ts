/** `git kvm send`: check all of a series, then hand it over to `git send-email`, or to b4, which runs no hook. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { openClone } from '../git/git-clone';
import { findRepository, type RepoPaths } from '../git/repo-paths';
import { askGit } from '../git/run';
import { prepareLinter } from '../lint/prepare';
import { withNotes } from '../lint/suppress';
import { UsageError } from '../model/errors';
import { escapeControls } from '../model/escape-controls';
import { MARK } from '../model/marks';
import { readHead } from '../patches/mail';
import { filesOf, readPaths, unread } from '../patches/paths';
import { pretty } from '../report/pretty';
import { RULES } from '../rules/registry';
import { ruleSpecs } from '../rules/specs';
import { readPosted } from '../workflow/status/posted';
import { rememberSend } from '../workflow/status/remember-send';
import { openEditor } from './editor';
import type { Io } from './io';
import { action, behindDashes, io } from './shared';

export function addTo(program: Command): void {
  program
    .command('send')
    .description('check a series, then send it with git send-email, or with b4, which runs no hooks')
    .argument(
      '[what...]',
      'files and directories (default: the output of git kvm format-patch, or the b4 branch)',
    )
    .option('--b4', 'send the branch with `b4 send` (default on a b4 branch)', false)
    .addHelpText(
      'after',
      `
Examples:
  git kvm send                          the last output of git kvm format-patch
  git kvm send outgoing/x86-mmu-zap-v2 -- --to=kvm@vger.kernel.org
  git kvm send --b4                     b4 send, checked
  git kvm send --b4 -- --dry-run

A letter with places that are still marked *** … HERE *** is opened in the editor first.
Arguments after -- are passed to git send-email or b4 send.

Exit status: 0 sent, 1 blocking findings, 2 not sent for another reason.`,
    )
    .action(
      action(async (all: string[], { b4 }: { b4: boolean }) => {
        const args = behindDashes();
        const what = all.slice(0, all.length - args.length);
        return send({ what, args, b4, cwd: process.cwd(), env: process.env }, io);
      }),
    );
}

interface SendOptions {
  /** Files and directories; without any, what `format-patch` last made of this branch, or b4's branch. */
  readonly what: readonly string[];
  /** For git send-email or `b4 send`, as they are. */
  readonly args: readonly string[];
  readonly b4: boolean;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * @returns 0 when the program that sends says so, 1 when something blocks, 2 when nothing could be sent
 * @throws UsageError when there is nothing to send, or for an option that only writes files
 */
export async function send(options: SendOptions, io: Io): Promise<0 | 1 | 2> {
  const where = findRepository(options.cwd);
  if (where === null) throw new UsageError('not a git repository');
  const output = options.args.find((arg) => /^-o(?!utlook)|^--output-dir/.test(arg));
  if (output !== undefined) {
    throw new UsageError(
      `${output} only writes files`,
      'write them with `git kvm format-patch -o DIR`, then check them with `git kvm check DIR`',
    );
  }
  const byB4 = options.b4 || (options.what.length === 0 && isB4Branch(options));
  return byB4 ? sendByB4(options, where, io) : sendByGit(options, where, io);
}

async function sendByGit(options: SendOptions, where: RepoPaths, io: Io): Promise<0 | 1 | 2> {
  const { cwd } = options;
  const what = options.what.length > 0 ? options.what : [lastMade(options, where)];
  const missing = what.find((path) => !existsSync(resolve(cwd, path)));
  if (missing !== undefined) throw new UsageError(`no such file or directory: '${missing}'`);
  await fillIn(what, options, io);
  // Git's own hook looks again, at what git really sends, and tells of warnings.
  if (!(await look(what, options, where, io, { tellsWarnings: false }))) return 1;
  return run(['git', 'send-email', ...options.args, ...what], options);
}

/** Open the mail that still has marks to be filled in, and show who gets the series. */
async function fillIn(what: readonly string[], { cwd, env }: SendOptions, io: Io): Promise<void> {
  const named = what.map((path) => resolve(cwd, path));
  const all = await Promise.all(named.map((path) => (statSync(path).isDirectory() ? filesOf(path) : [path])));
  const files = all.flat();
  const open = files.filter((file) => readFileSync(file, 'latin1').match(MARK) !== null);
  if (open.length > 0 && (process.stdin.isTTY === true || env.GIT_EDITOR !== undefined))
    openEditor(open, { cwd, env });
  const first = files[0] === undefined ? null : readHead(readFileSync(files[0]), 1).headers;
  for (const name of ['to', 'cc'] as const) {
    const people = first?.[name].map(({ name, email }) => (name === '' ? email : `${name} <${email}>`)) ?? [];
    if (people.length > 0) io.err(`${name}: ${escapeControls(people.join(', '))}\n`);
  }
}

/** b4 writes what it would send into a folder, which is checked; then it sends, with its own signature and threading. */
async function sendByB4(options: SendOptions, where: RepoPaths, io: Io): Promise<0 | 1 | 2> {
  if (options.what.length > 0) throw new UsageError('b4 sends its branch and takes no files', 'drop --b4');
  const folder = mkdtempSync(join(tmpdir(), 'git-kvm-b4-'));
  try {
    // What it prints is about files that no one is to look for.
    // b4 takes only one of these at a time.
    const args = options.args.filter((arg) => !['-d', '--dry-run', '--reflect', '--no-sign'].includes(arg));
    const made = spawnSync('b4', ['send', '--no-sign', '-o', folder, ...args], {
      cwd: options.cwd,
      env: options.env,
      encoding: 'utf8',
      stdio: ['inherit', 'pipe', 'pipe'],
    });
    if (made.error)
      throw new UsageError('cannot run b4', 'install it (Debian: apt install b4)', {
        cause: made.error,
      });
    if (made.status !== 0) {
      io.err(`${made.stdout}${made.stderr}`);
      throw new UsageError('b4 cannot write the series', 'see its output above');
    }
    if (!(await look([folder], options, where, io, { tellsWarnings: true }))) return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return run(['b4', 'send', ...options.args], options);
}

/** Check mails; tell what blocks. @returns whether they may be sent */
async function look(
  paths: readonly string[],
  { cwd, env, b4, args }: SendOptions,
  where: RepoPaths,
  io: Io,
  { tellsWarnings }: { tellsWarnings: boolean },
): Promise<boolean> {
  const read = await readPaths(paths, { whole: true, send: true });
  const broken = unread(read);
  if (broken !== undefined) throw new UsageError(`${broken.file}: ${broken.why}`);
  if (read.series.length === 0) throw new UsageError(`no patches in ${paths.join(' ')}`);
  const linter = await prepareLinter({
    where,
    cwd,
    env,
    stage: 'send',
    rules: RULES,
    specs: ruleSpecs,
    clone: openClone(cwd, { env, budgetMs: 30_000 }),
  });
  const report = await linter.report(withNotes(read.series, where, { cwd, env }), read.summary);
  const blocks = report.summary.block > 0;
  if (report.findings.length > 0 && (blocks || tellsWarnings)) {
    io.err(pretty(report, { color: io.color, width: io.width, showNotes: true }));
  }
  if (blocks) io.err('\nNothing was sent. Fix the patches and send again.\n');
  else if (b4 && !args.some((arg) => /^(?:-d|--dry-run|--reflect|--preview-to)/.test(arg))) {
    rememberSend(read.series, { commonDir: where.commonDir, cwd, env });
  }
  return !blocks;
}

function run([program, ...args]: readonly string[], { cwd, env }: SendOptions): 0 | 2 {
  const done = spawnSync(program!, args, { cwd, env, stdio: 'inherit' });
  return done.status === 0 ? 0 : 2;
}

/** The folder that `format-patch` last made of this branch. */
function lastMade(options: SendOptions, where: RepoPaths): string {
  const branch = ask(options, 'symbolic-ref', '--quiet', '--short', 'HEAD');
  const made = readPosted(where.commonDir).findLast((one) => one.branch === branch && branch !== '');
  const folder = made?.folder;
  if (!folder || !existsSync(folder)) {
    throw new UsageError(
      'nothing to send',
      'run git kvm format-patch, or give the patches: git kvm send FOLDER',
    );
  }
  if (made.sent !== null) {
    throw new UsageError(
      `v${made.version} was sent on ${made.sent.slice(0, 10)}`,
      `for a new version: git kvm format-patch; to send it again: git kvm send ${folder}`,
    );
  }
  const near = relative(options.cwd, folder);
  return near.startsWith('..') ? folder : near;
}

/** b4 keeps its cover letter in a commit of the branch, or marks the branch in the configuration. */
function isB4Branch(options: SendOptions): boolean {
  const branch = ask(options, 'symbolic-ref', '--quiet', '--short', 'HEAD');
  if (branch === '') return false;
  if (ask(options, 'config', '--get', `branch.${branch}.b4-tracking`) !== '') return true;
  return (
    ask(
      options,
      'log',
      '--max-count=100',
      '--format=%H',
      '--fixed-strings',
      '--grep=--- b4-submit-tracking ---',
      'HEAD',
    ) !== ''
  );
}

function ask({ cwd, env }: SendOptions, ...args: string[]): string {
  return askGit(args, { cwd, env })?.trim() ?? '';
}
