/** `git kvm install --b4`: b4 runs the rules, by settings in the clone's own configuration. */
import { createHash } from 'node:crypto';
import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { B4_SETTINGS } from '../../git/left-behind';
import type { Repository } from '../../git/repository';
import { runGit } from '../../git/run';
import { findConfigFiles } from '../../lint/config/files';
import { removeSettings } from './clean-up';
import type { Layout } from './layout';

type Setting = readonly [key: string, value: string];

/** What b4 runs by itself where nothing is configured; with a setting of ours it would not. */
const CHECKPATCH = 'scripts/checkpatch.pl';
const PREP = 'b4.prep-perpatch-check-cmd';
const REVIEW = 'b4.review-perpatch-check-cmd';
const REVIEW_SERIES = 'b4.review-series-check-cmd';

/** Set b4's check commands, in addition to those that are there. @returns the settings */
export async function connectB4(repository: Repository, layout: Layout, version: string): Promise<Setting[]> {
  removeSettings(layout.commonDir, B4_SETTINGS);
  const configured = new Set((await repository.config()).map(({ key }) => key));
  const settings: Setting[] = [];
  const hasCheckpatch = isExecutable(join(repository.top, CHECKPATCH));
  if (hasCheckpatch && !configured.has(PREP)) {
    settings.push([PREP, `./${CHECKPATCH} -q --terse --no-summary --mailback --showfile`]);
  }
  if (hasCheckpatch && !configured.has(REVIEW)) settings.push([REVIEW, '_builtin_checkpatch']);
  settings.push(
    // b4 keeps results by command and commit: another version, or configuration, is another command.
    [PREP, `git kvm b4-check --cache-key ${version}-${configurationKey(repository)}`],
    [REVIEW, `git kvm b4-check --review`],
    [REVIEW_SERIES, `git kvm b4-check --review --series`],
  );
  writeFileSync(join(layout.commonDir, B4_SETTINGS), `${JSON.stringify(settings, null, 2)}\n`);
  for (const [key, value] of settings) git(layout, ['--add', key, value]);
  return settings;
}

/** One line where b4 is configured not to ask, at `b4 send`, for checks that were not run; '' where it asks. */
export async function preFlightLine(repository: Repository): Promise<string> {
  const found = (await repository.config()).findLast(({ key }) => key === 'b4.prep-pre-flight-checks');
  const words = found?.value.split(',').map((word) => word.trim()) ?? [];
  if (!words.some((word) => word === 'disable-all' || word === 'disable-needs-checking')) return '';
  return `b4.prep-pre-flight-checks is ${found!.value} (${found!.origin}): b4 send won't say that b4 prep --check was not run`;
}

function git(layout: Layout, args: readonly string[]): void {
  const asked = { cwd: layout.commonDir, env: process.env, stderr: 'pipe' } as const;
  runGit(['config', '--file', layout.config, ...args], asked);
}

function configurationKey({ top, commonDir }: Repository): string {
  const hash = createHash('sha256');
  for (const { file } of findConfigFiles({ top, commonDir, env: process.env, cwd: top }))
    hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 8);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
