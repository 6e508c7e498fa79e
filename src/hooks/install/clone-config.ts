import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Repository } from '../../git/repository';
import { UsageError } from '../../model/errors';
import { type ConfigEdit, editConfig, expandPath, valuesIn } from './config-file';
import { ALIAS, type Layout } from './layout';
import { CONFIG_AFTER, CONFIG_BEFORE, type InstallRecord } from './record';

/** The configuration file before git-kvm, and as it is to be with it. */
interface ConfigPlan {
  /** As it is now. */
  readonly now: Buffer;
  /** As it would be without git-kvm. */
  readonly before: Buffer;
  readonly after: Buffer;
  readonly previous: InstallRecord['previous'];
  readonly hooksPath: InstallRecord['hooksPath'];
  readonly chain: InstallRecord['chain'];
}

/**
 * What the configuration file becomes by an installation: without a core.hooksPath, as git then takes the hooks folder of
 * the clone, wherever that is by then. Where some other file sets one, the clone's has to win over it, and name its path.
 * @param record of the installation that is there already
 */
export async function planConfig(
  repository: Repository,
  layout: Layout,
  record: InstallRecord | null,
  scratch: string,
): Promise<ConfigPlan> {
  const now = readFileSync(layout.config);
  const { before, previous } = withoutUs(layout, record, now, scratch);
  const elsewhere = await hooksPathElsewhere(repository, layout);
  const hooksPath = elsewhere === undefined ? null : layout.hooks;
  const after = editConfig(
    now,
    [
      ['core.hooksPath', hooksPath === null ? [] : [hooksPath]],
      ['alias.kvm', [ALIAS]],
    ],
    scratch,
  );
  return { now, before, after, previous, hooksPath, chain: chainOf(previous.hooksPath.at(-1) ?? elsewhere) };
}

/** The core.hooksPath that is in force where the clone's own file sets none: the user's, the system's, an included one. */
async function hooksPathElsewhere(repository: Repository, layout: Layout): Promise<string | undefined> {
  const own = realpathSync(layout.config);
  const isOwn = (origin: string) =>
    origin.startsWith('file:') && realOf(resolve(repository.gitDir, origin.slice('file:'.length))) === own;
  return (await repository.config())
    .filter(({ key, scope, origin }) => key === 'core.hookspath' && scope !== 'command' && !isOwn(origin))
    .at(-1)?.value;
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** See `InstallRecord`. */
function chainOf(value: string | undefined): string {
  return value === undefined ? '' : expandPath(value);
}

/** The configuration file `now` without git-kvm: the old bytes where no one else has changed it since. */
export function withoutUs(
  layout: Layout,
  record: InstallRecord | null,
  now: Buffer,
  scratch: string,
): Pick<ConfigPlan, 'before' | 'previous'> {
  const hooksPath = valuesIn(now, 'core.hooksPath', scratch);
  const alias = valuesIn(now, 'alias.kvm', scratch);
  const isOurs = {
    hooksPath: (value: string) => value === layout.hooks || value === record?.hooksPath,
    alias: (value: string) => value === ALIAS || value === record?.alias,
  };
  // That no core.hooksPath is set says nothing by itself: the alias, which is set with it, tells.
  const isThere = hooksPath.some(isOurs.hooksPath) || alias.some(isOurs.alias);
  if (!isThere) return { before: now, previous: { hooksPath, alias } };
  const noted = record?.previous ?? { hooksPath: [], alias: [] };
  const saved = savedBefore(layout, now);
  if (saved) return { before: saved, previous: noted };
  // A value that was set since is the user's and stays; the one that was there before comes back only in place of ours.
  const restore = (values: string[], ours: (value: string) => boolean, old: readonly string[]) =>
    values.some(ours) ? [...values.filter((value) => !ours(value)), ...old] : values;
  const isUnset = record?.hooksPath === null && hooksPath.length === 0;
  const previous = {
    hooksPath: isUnset ? [...noted.hooksPath] : restore(hooksPath, isOurs.hooksPath, noted.hooksPath),
    alias: restore(alias, isOurs.alias, noted.alias),
  };
  const edits: ConfigEdit[] = [
    ['core.hooksPath', previous.hooksPath],
    ['alias.kvm', previous.alias],
  ];
  return { before: editConfig(now, edits, scratch), previous };
}

function savedBefore(layout: Layout, now: Buffer): Buffer | null {
  try {
    const after = readFileSync(join(layout.current, CONFIG_AFTER));
    return after.equals(now) ? readFileSync(join(layout.current, CONFIG_BEFORE)) : null;
  } catch {
    return null;
  }
}

/** The configuration of a single worktree wins over the clone's: there git-kvm would never run. @throws UsageError */
export async function refuseWorktreeConfig(repository: Repository, layout: Layout): Promise<void> {
  for (const { file, values } of await worktreeHooksPaths(repository, layout)) {
    if (values.at(-1) === layout.hooks) continue;
    throw new UsageError(
      `${file} sets core.hooksPath to ${values.at(-1)}, which overrides the clone's in that worktree`,
      `Remove it first (git config --file '${file}' --unset-all core.hooksPath), or set it for the whole clone`,
    );
  }
}

/** The worktrees' own configuration files that set core.hooksPath. */
async function worktreeHooksPaths(
  repository: Repository,
  layout: Layout,
): Promise<{ file: string; values: string[] }[]> {
  const enabled = await repository.configIn(layout.config, 'extensions.worktreeConfig');
  if (!/^(true|yes|on|1)$/i.test(enabled.at(-1) ?? '')) return [];
  const worktrees = join(layout.commonDir, 'worktrees');
  const folders = existsSync(worktrees) ? readdirSync(worktrees).map((name) => join(worktrees, name)) : [];
  const files = [layout.commonDir, ...folders].map((folder) => join(folder, 'config.worktree'));
  const found = [];
  for (const file of files.filter((path) => existsSync(path))) {
    const values = await repository.configIn(file, 'core.hooksPath');
    if (values.length > 0) found.push({ file, values });
  }
  return found;
}
