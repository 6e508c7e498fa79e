/** `git kvm install --b4`: b4 runs the rules, by settings in the clone's own configuration. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from '../../git/repository';
import { findConfigFiles } from '../../lint/config/files';
import { type Layout, shellQuote } from './layout';

type Setting = readonly [key: string, value: string];

/** What b4 runs by itself where nothing is configured; with a setting of ours it would not. */
const CHECKPATCH = 'scripts/checkpatch.pl';
const PREP = 'b4.prep-perpatch-check-cmd';
const REVIEW = 'b4.review-perpatch-check-cmd';
const REVIEW_SERIES = 'b4.review-series-check-cmd';

/** Where is noted what was set; it outlives an upgrade. */
const noteFile = (layout: Layout) => join(layout.home, 'b4.json');

/** Set b4's check commands, in addition to those that are there. @returns the settings */
export async function connectB4(repository: Repository, layout: Layout, version: string): Promise<Setting[]> {
  disconnectB4(layout);
  const configured = new Set((await repository.config()).map(({ key }) => key));
  const program = shellQuote(join(layout.current, 'hooks', 'git-kvm'));
  const settings: Setting[] = [];
  const hasCheckpatch = isExecutable(join(repository.top, CHECKPATCH));
  if (hasCheckpatch && !configured.has(PREP)) {
    settings.push([PREP, `./${CHECKPATCH} -q --terse --no-summary --mailback --showfile`]);
  }
  if (hasCheckpatch && !configured.has(REVIEW)) settings.push([REVIEW, '_builtin_checkpatch']);
  settings.push(
    // b4 keeps results by command and commit: another version, or configuration, is another command.
    [PREP, `${program} b4-check --cache-key ${version}-${configurationKey(repository)}`],
    [REVIEW, `${program} b4-check --review`],
    [REVIEW_SERIES, `${program} b4-check --review --series`],
  );
  writeFileSync(noteFile(layout), `${JSON.stringify(settings, null, 2)}\n`);
  for (const [key, value] of settings) git(layout, ['--add', key, value]);
  return settings;
}

/** Take away what `connectB4` set, and nothing else. @returns whether there was anything */
export function disconnectB4(layout: Layout): boolean {
  let settings: unknown;
  try {
    settings = JSON.parse(readFileSync(noteFile(layout), 'utf8'));
  } catch {
    return false;
  }
  for (const [key, value] of Array.isArray(settings) ? (settings as Setting[]) : []) {
    try {
      git(layout, ['--fixed-value', '--unset-all', key, value]);
    } catch {
      // Somebody took it away already.
    }
  }
  rmSync(noteFile(layout), { force: true });
  return true;
}

function git(layout: Layout, args: readonly string[]): void {
  execFileSync('git', ['config', '--file', layout.config, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
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
