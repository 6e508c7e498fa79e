/** Run `git format-patch` with what the guide wants, and put words into the cover letter that it makes. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fetchedBranches } from '../../git/fetched';
import { addressOf, type Recipients, recipientsOf } from '../../git/recipients';
import type { RepoPaths } from '../../git/repo-paths';
import { type GitRunner, gitRunner, runGit } from '../../git/run';
import { UsageError } from '../../model/errors';
import type { Series } from '../../model/patch';
import { readRange } from '../../patches/commits';
import { type PostedSeries, readPosted, sentVersions } from '../status/posted';
import { fillIn, readTemplate, type TemplateName, type TemplatePlaces } from '../templates/templates';
import { testingPart } from '../templates/testing';
import { type ChosenBase, chooseBase, type Target } from './base';
import {
  changesSince,
  fillLetter,
  fillNotes,
  type Letter,
  readLetter,
  readNotes,
  withChanges,
} from './cover';
import { type OwnCommits, ownCommits, publishedIn } from './own-commits';

interface FormatOptions {
  /** As `git format-patch` takes it; null for all commits that are not published. */
  readonly range: string | null;
  /** For git, as they are. */
  readonly gitArgs: readonly string[];
  readonly output?: string;
  readonly version?: number;
  /** A commit, where the user says it. */
  readonly base?: string;
  readonly target: Target | null;
  readonly rfc: boolean;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly where: RepoPaths;
  readonly templates: TemplatePlaces;
}

export interface Formatted {
  /** As git printed them: relative to where the user is. */
  readonly files: readonly string[];
  readonly folder: string;
  readonly base: ChosenBase;
  readonly version: number;
  /** The version before, which was sent. */
  readonly previous: PostedSeries | null;
  readonly branch: string | null;
  readonly own: OwnCommits;
  /** Put into each mail; null where the user names them, or they can't be determined. */
  readonly recipients: Recipients | null;
}

/** @throws UsageError where the base can't be determined, or git rejects */
export async function formatPatch(options: FormatOptions): Promise<Formatted> {
  const { cwd, env, where } = options;
  const git = gitRunner(cwd, 120_000, env);
  const branch = text(git, ['symbolic-ref', '--quiet', '--short', 'HEAD']);
  const { own, base, series } = await whatAndWhere(options, git, branch);
  const sent = sentVersions(readPosted(where.commonDir), branch);
  const version =
    optionIn(options.gitArgs, '-v', '--reroll-count') ?? options.version ?? (sent.at(-1)?.version ?? 0) + 1;
  const previous = sent.findLast((one) => one.version < Number(version)) ?? null;
  const folder = folderFor(options, git, branch, Number(version));
  const kept = keepBefore(folder, cwd);
  const recipients = recipientsFor(options, git, own, base);
  const args = argumentsFor({
    options,
    git,
    own,
    base,
    previous,
    version: Number(version),
    folder,
    recipients,
  });
  const files = format(args, options).split('\n').filter(Boolean);
  const formatted = { files, folder, base, version: Number(version), previous, branch, own, recipients };
  fillWords(formatted, series, kept, options);
  return formatted;
}

async function whatAndWhere(options: FormatOptions, git: GitRunner, branch: string | null) {
  const { base: said, cwd, target } = options;
  const published = publishedIn(git, fetchedBranches(git));
  if (said !== undefined) {
    const id = text(git, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${said}^{commit}`]);
    if (id === null) throw new UsageError(`bad revision '${said}'`);
    const own = ownCommits(git, options.range ?? `${id}..HEAD`, { ...published, oldTips: [id] });
    const fork = text(git, ['merge-base', id, own.ids.at(-1)!]);
    if (fork === null)
      throw new UsageError(
        `the series has no commit in common with '${said}' here`,
        'fetch more of the history (git fetch --unshallow), or give another base',
      );
    if (own.ids.includes(fork))
      throw new UsageError(`'${said}' is in the series`, 'give the commit that the series is based on');
    const series = await seriesOf(own, cwd);
    return { own, series, base: { id: fork, name: said, note: '' } };
  }
  const own = ownCommits(git, options.range, published);
  const series = await seriesOf(own, cwd);
  return { own, series, base: chooseBase({ git, branch, own, published, series, target }) };
}

/** Null where the user names recipients, or wants none. */
function recipientsFor(
  { gitArgs, cwd, env, where }: FormatOptions,
  git: GitRunner,
  own: OwnCommits,
  base: ChosenBase,
): Recipients | null {
  if (gitArgs.some((arg) => /^--(?:no-)?(?:to|cc)\b/.test(arg)) || isKvmUnitTestsClone(git)) return null;
  const mails = git.run(['format-patch', '--stdout', '--no-base', `${own.parent}..${own.ids.at(-1)}`]);
  const found = mails && recipientsOf(mails, base.id, { cwd, env, commonDir: where.commonDir });
  if (!found) return null;
  const configured = ['format.to', 'format.cc'].flatMap(
    (key) => git.run(['config', '--get-all', key])?.toString('utf8').split(/[\n,]/) ?? [],
  );
  const known = new Set(configured.map(addressOf));
  const left = (all: readonly string[]) => all.filter((one) => !known.has(addressOf(one)));
  return { to: left(found.to), cc: left(found.cc) };
}

async function seriesOf(own: OwnCommits, cwd: string): Promise<Series> {
  return (await readRange(`${own.parent}..${own.ids.at(-1)}`, cwd)).series[0]!;
}

function folderFor(
  { output, gitArgs, cwd, where }: FormatOptions,
  git: GitRunner,
  branch: string | null,
  version: number,
) {
  const said = folderIn(gitArgs) ?? output;
  if (said !== undefined) return said;
  const configured = text(git, ['config', '--type=path', 'format.outputDirectory']) ?? 'outgoing';
  const name = (branch ?? 'detached').replace(/[^\w.-]+/g, '-');
  const folder = resolve(where.top ?? cwd, configured, `${name}-v${version}`);
  const near = relative(cwd, folder);
  return isAbsolute(configured) || near.startsWith('../../..') ? folder : near;
}

/** What lies in the folder of an earlier try moves beside it: old patches must not be sent along, nor words be lost. */
function keepBefore(folder: string, cwd: string): string | null {
  const path = resolve(cwd, folder);
  const mails = existsSync(path) ? readdirSync(path).filter((name) => /\.(?:patch|eml)$/.test(name)) : [];
  if (mails.length === 0) return null;
  const before = `${path}.before`;
  rmSync(before, { recursive: true, force: true });
  mkdirSync(before, { recursive: true });
  for (const name of mails) renameSync(join(path, name), join(before, name));
  return before;
}

interface ArgumentsFor {
  readonly options: FormatOptions;
  readonly git: GitRunner;
  readonly own: OwnCommits;
  readonly base: ChosenBase;
  readonly previous: PostedSeries | null;
  readonly version: number;
  readonly folder: string;
  readonly recipients: Recipients | null;
}

function argumentsFor({
  options,
  git,
  own,
  base,
  previous,
  version,
  folder,
  recipients,
}: ArgumentsFor): string[] {
  const { gitArgs, rfc } = options;
  const says = (...names: string[]) =>
    gitArgs.some((arg) => names.some((name) => arg === name || arg.startsWith(`${name}=`)));
  const isTests = isKvmUnitTestsClone(git);
  const args = ['--thread=shallow', `--base=${base.id}`];
  if (folderIn(gitArgs) === undefined) args.push('-o', folder);
  for (const to of recipients?.to ?? []) args.push(`--to=${to}`);
  for (const cc of recipients?.cc ?? []) args.push(`--cc=${cc}`);
  if (own.ids.length > 1) args.push('--cover-letter');
  else args.push('--no-cover-letter');
  if (version > 1) args.push(`--reroll-count=${version}`);
  if (isTests) args.push(`--subject-prefix=kvm-unit-tests ${rfc ? 'RFC ' : ''}PATCH`);
  else if (rfc) args.push('--rfc');
  if (text(git, ['rev-parse', '--verify', '--quiet', 'refs/notes/git-kvm']) !== null)
    args.push('--notes=git-kvm');
  const isOld = previous?.from && previous.tip && has(git, previous.from) && has(git, previous.tip);
  if (isOld && !says('--range-diff', '--interdiff', '--no-cover-letter')) {
    args.push(`--range-diff=${previous.from}..${previous.tip}`);
  }
  return ['format-patch', ...args, ...gitArgs, `${own.parent}..${own.ids.at(-1)}`];
}

/** Words into the letter: those of the try before, of the version before, or the template's. */
function fillWords(formatted: Formatted, series: Series, kept: string | null, options: FormatOptions): void {
  const { files, version, previous } = formatted;
  const paths = files.map((file) => resolve(options.cwd, file)).filter((path) => existsSync(path));
  const first = paths[0];
  if (first === undefined) return;
  const mail = readFileSync(first, 'latin1');
  const changes = version > 1 ? changesSince(version - 1, messageIdOf(previous, version - 1)) : '';
  const filled = /^\*\*\* BLURB HERE \*\*\*$/m.test(mail)
    ? fillLetter(mail, letterFor({ formatted, series, kept, options, changes }))
    : fillSingle(mail, kept, changes, paths.length);
  if (filled !== mail) writeFileSync(first, filled, 'latin1');
}

function letterFor(of: {
  formatted: Formatted;
  series: Series;
  kept: string | null;
  options: FormatOptions;
  changes: string;
}): Partial<Letter> {
  const { formatted, series, kept, options, changes } = of;
  const again = kept === null ? null : letterIn(kept);
  if (again) return again;
  const before = formatted.previous?.folder ? letterIn(formatted.previous.folder) : null;
  if (before)
    return { subject: before.subject, blurb: changes ? withChanges(before.blurb, changes) : before.blurb };
  const git = gitRunner(options.cwd, 10_000, options.env);
  const name: TemplateName = isKvmUnitTestsClone(git)
    ? 'cover-letter-kvm-unit-tests'
    : options.rfc
      ? 'cover-letter-rfc'
      : formatted.version > 1
        ? 'cover-letter-next-version'
        : 'cover-letter';
  const template = readTemplate(name, options.templates);
  const blurb = fillIn(template, {
    testing: testingPart(series, options.cwd, options.env),
    changes,
    version: String(formatted.version),
  });
  return { blurb: Buffer.from(blurb.trim(), 'utf8').toString('latin1') };
}

/** A patch alone has no letter: what changed goes under its `---`. */
function fillSingle(mail: string, kept: string | null, changes: string, count: number): string {
  if (count !== 1) return mail;
  const before = kept === null ? undefined : mailsIn(kept)[0];
  const notes = before === undefined ? '' : readNotes(readFileSync(before, 'latin1'));
  const words = notes || changes;
  return words === '' ? mail : fillNotes(mail, words);
}

function letterIn(folder: string): Letter | null {
  const cover = mailsIn(folder).find((path) => /^(?:v\d+-)?0000-/.test(basename(path)));
  return cover === undefined ? null : readLetter(readFileSync(cover, 'latin1'));
}

function mailsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.(?:patch|eml)$/.test(name))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function messageIdOf(previous: PostedSeries | null, version: number): string | null {
  return previous?.version === version ? (previous.mails[0]?.messageId ?? null) : null;
}

/** A clone of KVM-unit-tests: its files, whatever its remotes. */
function isKvmUnitTestsClone(git: GitRunner): boolean {
  const output = git.run(['ls-tree', '--name-only', 'HEAD', '--', 'x86/unittests.cfg', 'arch']);
  return output?.toString('utf8').trim() === 'x86/unittests.cfg';
}

function format(args: readonly string[], { cwd, env }: FormatOptions): string {
  try {
    const asked = { cwd, env, stderr: 'inherit', atMostMs: 600_000 } as const;
    return runGit(args, asked).toString('utf8');
  } catch (cause) {
    throw new UsageError('git format-patch failed', 'see its output above', { cause });
  }
}

function folderIn(gitArgs: readonly string[]): string | undefined {
  return optionIn(gitArgs, '-o', '--output-directory');
}

/** The value of an option among git's arguments: `-o DIR`, `-v2`, `--reroll-count=2`. */
function optionIn(args: readonly string[], short: string, long: string): string | undefined {
  for (const [i, arg] of args.entries()) {
    if (arg === short || arg === long) return args[i + 1];
    if (arg.startsWith(`${long}=`)) return arg.slice(long.length + 1);
    if (arg.startsWith(short) && !arg.startsWith('--')) return arg.slice(short.length);
  }
  return undefined;
}

function has(git: GitRunner, id: string): boolean {
  return git.run(['cat-file', '-e', `${id}^{commit}`]) !== null;
}

function text(git: GitRunner, args: readonly string[]): string | null {
  return git.run(args)?.toString('utf8').trim() || null;
}

export function folderOf(files: readonly string[], cwd: string): string | null {
  return files[0] === undefined ? null : dirname(resolve(cwd, files[0]));
}
