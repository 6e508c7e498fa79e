import {
  closeSync,
  existsSync,
  fsyncSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { SCRIPTS_FOLDER } from '../../git/kernel-scripts';
import { withLock } from '../../git/lock';
import type { Repository } from '../../git/repository';
import { UsageError } from '../../model/errors';
import { type Removed, removeLeftBehind } from './clean-up';
import { planConfig, refuseWorktreeConfig, withoutUs } from './clone-config';
import { dropStaleLock, swapConfig } from './config-file';
import { whySilent } from './fire';
import { OUR_HOOKS } from './husky';
import { ALIAS, type Layout, layoutOf, shellQuote } from './layout';
import { CONFIG_AFTER, CONFIG_BEFORE, type InstallRecord, RECORD, readRecord } from './record';
import { existingHooks, stageInstallation } from './stage';
import { exists, isLink, isStub, placeStubs, removeStubs } from './stubs';

interface InstallOptions {
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
 * points to; then one rename switches to it. For a clone without git-kvm the stubs follow, one by one, and one more rename
 * puts the new configuration in place. At the end each hook is fired.
 * @returns the record of the new installation, and the version that was there before
 * @throws UsageError, after which the clone is as it was, but for folders that the next installation removes
 */
export async function install(
  repository: Repository,
  options: InstallOptions,
): Promise<{ record: InstallRecord; replaced: string | null }> {
  const layout = layoutOf(repository.commonDir);
  refuseOddPath(layout.commonDir);
  await refuseWorktreeConfig(repository, layout);
  const umask = process.umask(0o022); // other users of the clone run these files as well
  try {
    return await withLock(layout.lock, () => installLocked(repository, layout, options));
  } catch (error) {
    throw asUsageError(error, layout, 'could not be installed', 'Nothing was changed');
  } finally {
    process.umask(umask);
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
  const undo: (() => void)[] = [];
  try {
    dropStaleLocks(layout);
    removeOthers(layout, inForce);
    mkdirSync(stage, { recursive: true });
    const old = readRecord(layout);
    const config = await planConfig(repository, layout, old, prepared);
    const tops = (await repository.worktrees()).filter(({ missing }) => !missing).map(({ path }) => path);
    const chain = isHooksFolder(layout, config.chain, repository.top) ? '' : config.chain;
    const { husky, files } = await stageInstallation(stage, {
      program,
      node,
      chain,
      undo: undoLine(config.previous.hooksPath, config.hooksPath),
      top: repository.top,
      scripts: join(layout.current, SCRIPTS_FOLDER),
    });
    const stubs = stubsFor(layout, chain, tops, husky);
    const record: InstallRecord = {
      version,
      hooksPath: config.hooksPath,
      alias: ALIAS,
      previous: config.previous,
      chain,
      node,
      hooks: stubs.names,
      madeHooks: old?.madeHooks ?? !exists(layout.hooks),
      files,
    };
    writeFileSync(join(stage, CONFIG_BEFORE), config.before);
    writeFileSync(join(stage, CONFIG_AFTER), config.after);
    writeFileSync(join(stage, RECORD), `${JSON.stringify(record, null, 2)}\n`);
    syncFolder(stage);

    if (inForce !== null) undo.push(() => pointTo(layout, inForce));
    pointTo(layout, basename(stage));
    if (!OUR_HOOKS.some((name) => isStub(join(layout.hooks, name))))
      undo.push(() => removeStubs(layout, record.madeHooks === true));
    placeStubs(layout, stubs, join(stage, 'stubs'));
    if (!config.after.equals(config.now)) {
      swapConfig(layout.config, config.now, config.after, prepared);
      undo.push(() => swapConfig(layout.config, config.after, config.now, prepared));
    }
    giveToOwner(layout, record);
    await verify(repository, record);
    mustFire(repository, layout);
    // It is done; what cannot be removed now, the next installation removes.
    ifPossible(() => removeOthers(layout, basename(stage)));
    for (const answers of ['checkpatch', 'checkers'])
      ifPossible(() => rmSync(join(layout.home, answers), { recursive: true, force: true }));
    return { record, replaced: inForce === null ? null : (old?.version ?? 'unknown') };
  } catch (error) {
    try {
      for (const step of undo.reverse()) step();
    } catch {
      const hint = 'The changes could not be undone either: fix this and try again';
      throw new UsageError(asUsageError(error, layout, 'could not be installed', hint).message, hint, {
        cause: error,
      });
    }
    ifPossible(() => removeOthers(layout, inForce));
    throw error;
  }
}

/** What goes into the hooks folder. Where git did not look at it before, all that is in there has to stay silent. */
function stubsFor(layout: Layout, chain: string, tops: readonly string[], husky: readonly string[]) {
  const inFolder = existingHooks(layout.hooks, ['/']).filter((name) => !isStub(join(layout.hooks, name)));
  if (chain !== '')
    return { names: sorted([...OUR_HOOKS, ...husky, ...existingHooks(chain, tops)]), hide: inFolder };
  const linked = isLink(layout.hooks)
    ? inFolder
    : isLink(layout.shelf)
      ? existingHooks(layout.shelf, ['/'])
      : [];
  return { names: sorted([...OUR_HOOKS, ...linked]), hide: [] };
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

/** Returns true if a value of core.hooksPath is the folder that git would take without one. */
function isHooksFolder(layout: Layout, chain: string, top: string): boolean {
  try {
    return chain !== '' && realpathSync(resolve(top, chain)) === realpathSync(layout.hooks);
  } catch {
    return false;
  }
}

/** Who installs as root in a clone of another user gives them what was made, and nothing of what was there before. */
function giveToOwner(layout: Layout, { hooks, madeHooks }: InstallRecord): void {
  const { uid, gid } = statSync(layout.commonDir);
  if (process.getuid?.() !== 0 || uid === 0) return;
  const give = (path: string) => {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (stat.uid === 0) lchownSync(path, uid, gid);
    if (stat.isDirectory()) for (const name of readdirSync(path)) give(join(path, name));
  };
  give(layout.home);
  const made = [layout.shelf, ...hooks.map((name) => join(layout.hooks, name))].filter(exists);
  for (const path of madeHooks ? [layout.hooks, ...made] : made) lchownSync(path, uid, gid);
}

/** Fire each hook, as git does. @throws UsageError where one does not answer */
function mustFire(repository: Repository, layout: Layout): void {
  for (const name of OUR_HOOKS) {
    const silence = whySilent(repository, layout, repository.top, name);
    if (silence !== null) throw new UsageError(`${name} does not run: ${silence.what}`, silence.remedy);
  }
}

interface Uninstalled extends Removed {
  /** False where git-kvm was not installed. */
  readonly wasThere: boolean;
}

/**
 * Take git-kvm out of a clone, with all that it left.
 * @param keepBackups false to delete backups of branches and mails as well
 */
export async function uninstall(repository: Repository, { keepBackups = true } = {}): Promise<Uninstalled> {
  const layout = layoutOf(repository.commonDir);
  try {
    return await withLock(layout.lock, async () => {
      dropStaleLocks(layout);
      const left = removeLeftBehind(layout.commonDir, { keepBackups });
      const now = readFileSync(layout.config);
      const scratch = preparedByUninstall(layout);
      const record = readRecord(layout);
      const { before } = withoutUs(layout, record, now, scratch);
      const wasThere = installationInForce(layout) !== null || !before.equals(now);
      if (!before.equals(now)) swapConfig(layout.config, now, before, scratch);
      removeStubs(layout, record?.madeHooks === true);
      rmSync(layout.home, { recursive: true, force: true, maxRetries: 3 });
      return { ...left, wasThere };
    });
  } catch (error) {
    throw asUsageError(
      error,
      layout,
      'could not be removed',
      'Fix this and try again; it continues from there',
    );
  }
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
async function verify(repository: Repository, record: InstallRecord): Promise<void> {
  const values = (await repository.config()).filter(({ key }) => key === 'core.hookspath');
  const last = values.at(-1);
  if ((last?.value ?? null) === record.hooksPath) return;
  throw new UsageError(
    `core.hooksPath is set to ${last?.value ?? 'nothing'} by ${last?.origin ?? 'git'}, which overrides the clone's`,
    'Remove it there first',
  );
}

/** Configuration, links and sh take any path, but node hands on only names that are UTF-8. */
function refuseOddPath(path: string): void {
  if (!path.includes('\ufffd')) return;
  throw new UsageError(`The path of this clone is not UTF-8: ${path}`, 'Rename the folder');
}

/** A line for sh that has git look for hooks where it did before; '' where removing the stub does. */
function undoLine(previous: readonly string[], ours: string | null): string {
  const old = previous.at(-1);
  if (old !== undefined) return `git config core.hooksPath ${shellQuote(old)}`;
  return ours === null ? '' : 'git config --unset-all core.hooksPath';
}

function asUsageError(error: unknown, layout: Layout, what: string, hint: string): UsageError {
  if (error instanceof UsageError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const why =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'the disk is full'
      : code === 'EACCES' || code === 'EROFS' || code === 'EPERM'
        ? 'it is not writable'
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
