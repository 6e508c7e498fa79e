import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { forgetAllowed, forgetPending } from '../../git/allowed';
import { forgetEvidence } from '../../git/evidence-notes';
import type { Repository } from '../../git/repository';
import { UsageError } from '../../model/errors';
import { VERIFY_FOLDER } from '../../verify/places';
import { forgetPosted } from '../../workflow/status/posted';
import { KEPT_FOLDER } from '../kept-message';
import { disconnectB4 } from './b4';
import { chainOf, planConfig, refuseWorktreeConfig, withoutUs } from './clone-config';
import { dropStaleLock, swapConfig } from './config-file';
import { type Layout, layoutOf, shellQuote } from './layout';
import { withLock } from './lock';
import { CONFIG_AFTER, CONFIG_BEFORE, type InstallRecord, RECORD, readRecord } from './record';
import { stageInstallation } from './stage';

export interface InstallOptions {
  /** The folder of the built program, which is copied. */
  readonly program: string;
  readonly version: string;
  /** Absolute path of node, for the hooks. */
  readonly node?: string;
}

/** The name of the prepared configuration file within an installation's folder. */
const PREPARED = 'config.new';

/**
 * Install git-kvm in a clone, or again, or another version of it. All of it is made ready in a folder that nothing
 * points to; then one rename switches to it, and for a clone without git-kvm one more puts the new configuration in
 * place. Whatever fails or stops in between, the clone is as it was, but for folders that the next installation removes.
 * @returns the record of the new installation, and the version that was there before
 * @throws UsageError, after which the clone is as it was
 */
export async function install(
  repository: Repository,
  options: InstallOptions,
): Promise<{ record: InstallRecord; replaced: string | null }> {
  const layout = layoutOf(repository.commonDir);
  refuseOddPath(layout.commonDir);
  await refuseWorktreeConfig(repository, layout);
  try {
    return await withLock(layout.lock, () => installLocked(repository, layout, options));
  } catch (error) {
    throw asUsageError(error, layout, 'cannot be installed', 'Nothing was changed');
  }
}

async function installLocked(
  repository: Repository,
  layout: Layout,
  { program, version, node = process.execPath }: InstallOptions,
) {
  const inForce = installationInForce(layout);
  const stage = join(layout.home, `v${Date.now().toString(36)}-${process.pid}`);
  const prepared = join(stage, PREPARED);
  let switched = false;
  let swapped: (() => void) | null = null;
  try {
    dropStaleLocks(layout);
    removeOthers(layout, inForce);
    mkdirSync(stage, { recursive: true });
    const old = readRecord(layout);
    const config = planConfig(layout, old, prepared);
    const chain = chainOf(layout, config.previous.hooksPath, await repository.config());
    const worktrees = await repository.worktrees();
    const undo = undoLine(layout, config.previous.hooksPath);
    const tops = worktrees.filter(({ missing }) => !missing).map(({ path }) => path);
    const staged = await stageInstallation(stage, { program, node, chain, tops, undo });

    const { hooksPath, alias } = layout;
    const record: InstallRecord = {
      version,
      hooksPath,
      alias,
      previous: config.previous,
      chain,
      node,
      ...staged,
    };
    writeFileSync(join(stage, CONFIG_BEFORE), config.before);
    writeFileSync(join(stage, CONFIG_AFTER), config.after);
    writeFileSync(join(stage, RECORD), `${JSON.stringify(record, null, 2)}\n`);
    syncFolder(stage);

    pointTo(layout, basename(stage));
    switched = true;
    if (!config.after.equals(config.now)) {
      swapConfig(layout.config, config.now, config.after, prepared);
      swapped = () => swapConfig(layout.config, config.after, config.now, prepared);
    }
    await verify(repository, layout);
    // It is done; what cannot be removed now, the next installation removes.
    ifPossible(() => removeOthers(layout, basename(stage)));
    return { record, replaced: inForce === null ? null : (old?.version ?? 'unknown') };
  } catch (error) {
    try {
      swapped?.();
      if (switched && inForce !== null) pointTo(layout, inForce);
    } catch {
      const hint = 'Neither can it be taken back: mend that and do it again';
      throw new UsageError(asUsageError(error, layout, 'cannot be installed', hint).message, hint, {
        cause: error,
      });
    }
    ifPossible(() => removeOthers(layout, inForce));
    throw error;
  }
}

/** Take git-kvm out of a clone, with the messages that it kept of refused commits. @returns false when it was not there */
export async function uninstall(repository: Repository): Promise<boolean> {
  const layout = layoutOf(repository.commonDir);
  try {
    return await withLock(layout.lock, async () => {
      dropStaleLocks(layout);
      forgetEverywhere(repository);
      disconnectB4(layout);
      const now = readFileSync(layout.config);
      const scratch = preparedByUninstall(layout);
      const { before } = withoutUs(layout, readRecord(layout), now, scratch);
      const there = installationInForce(layout) !== null;
      // First the configuration: from then on git does not look at the folder that goes next.
      if (!before.equals(now)) swapConfig(layout.config, now, before, scratch);
      rmSync(layout.home, { recursive: true, force: true });
      rmSync(join(layout.commonDir, KEPT_FOLDER), { recursive: true, force: true });
      forgetPosted(layout.commonDir);
      return there || !before.equals(now);
    });
  } catch (error) {
    throw asUsageError(
      error,
      layout,
      'cannot be taken out',
      'Mend that and do it again: it goes on from there',
    );
  }
}

/** What `git kvm allow` and `verify` left in the configuration, in notes and in the git directories. */
function forgetEverywhere(repository: Repository): void {
  const folder = join(repository.commonDir, 'worktrees');
  const linked = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  for (const gitDir of linked) forgetPending(gitDir);
  // The clone's own, whatever repository the caller's environment names.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  forgetAllowed({ cwd: repository.commonDir, env, gitDir: repository.commonDir });
  forgetEvidence({ cwd: repository.commonDir, env });
  rmSync(join(repository.commonDir, VERIFY_FOLDER), { recursive: true, force: true });
}

/** Where an uninstall prepares the configuration: its own folder is about to go. */
function preparedByUninstall(layout: Layout): string {
  return `${layout.lock}.config`;
}

/** Give back git's lock on the configuration, if an install or uninstall was killed while it held it. */
function dropStaleLocks(layout: Layout): void {
  const folders = existsSync(layout.home) ? readdirSync(layout.home) : [];
  for (const folder of folders) dropStaleLock(layout.config, join(layout.home, folder, PREPARED));
  dropStaleLock(layout.config, preparedByUninstall(layout));
  rmSync(preparedByUninstall(layout), { force: true });
}

/** The folder name of the installation in force, or null. */
function installationInForce(layout: Layout): string | null {
  try {
    return basename(readlinkSync(layout.current));
  } catch {
    return null;
  }
}

function pointTo(layout: Layout, folder: string): void {
  const link = join(layout.home, `current.${process.pid}`);
  rmSync(link, { force: true });
  symlinkSync(folder, link);
  renameSync(link, layout.current);
}

/** Remove what installations other than `keep` left, whole or half; all of it, if there is none to keep. */
function removeOthers(layout: Layout, keep: string | null): void {
  let names: string[];
  try {
    names = readdirSync(layout.home);
  } catch {
    return;
  }
  for (const name of names) {
    const path = join(layout.home, name);
    if (
      name === keep ||
      (keep !== null && name === 'current') ||
      !/^(v[0-9a-z]+-\d+|current.*)$/.test(name)
    ) {
      continue;
    }
    rmSync(path, { recursive: true, force: true });
  }
  if (keep !== null) return;
  try {
    rmdirSync(layout.home);
  } catch {
    // State of sends is still in there.
  }
}

/** Ask git itself whether it will find the hooks. An included file can win over the clone's own setting. */
async function verify(repository: Repository, layout: Layout): Promise<void> {
  const values = (await repository.config()).filter(({ key }) => key === 'core.hookspath');
  const last = values.at(-1);
  if (last?.value === layout.hooksPath) return;
  throw new UsageError(
    `core.hooksPath is set to ${last?.value ?? 'nothing'} by ${last?.origin ?? 'git'}, which wins over the clone's`,
    'Take it out there first',
  );
}

/** Configuration, links and sh take any path, but node hands on only names that are UTF-8. */
function refuseOddPath(path: string): void {
  if (!path.includes('\ufffd')) return;
  throw new UsageError(`The path of this clone is not UTF-8: ${path}`, 'Rename the folder');
}

function undoLine(layout: Layout, previous: readonly string[]): string {
  const old = previous.at(-1);
  const config = `git config --file ${shellQuote(layout.config)}`;
  const change = old === undefined ? '--unset-all core.hooksPath' : `core.hooksPath ${shellQuote(old)}`;
  return `${config} ${change}`;
}

function asUsageError(error: unknown, layout: Layout, what: string, hint: string): UsageError {
  if (error instanceof UsageError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const why =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'the disk is full'
      : code === 'EACCES' || code === 'EROFS' || code === 'EPERM'
        ? 'it cannot be written'
        : message.trim();
  return new UsageError(`git-kvm ${what} in ${layout.commonDir}: ${why}`, hint, { cause: error });
}

/** Where failing does no harm. */
function ifPossible(work: () => void): void {
  try {
    work();
  } catch {}
}

function syncFolder(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const file = openSync(join(entry.parentPath, entry.name), 'r');
    fsyncSync(file);
    closeSync(file);
  }
}
