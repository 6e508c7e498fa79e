import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigValue, Repository } from '../../git/repository';
import { UsageError } from '../../model/errors';
import { type ConfigEdit, editConfig, expandPath, valuesIn } from './config-file';
import type { Layout } from './layout';
import { CONFIG_AFTER, CONFIG_BEFORE, type InstallRecord } from './record';

/** The configuration file before git-kvm, and as it is to be with it. */
export interface ConfigPlan {
  /** As it is now. */
  readonly now: Buffer;
  /** As it would be without git-kvm. */
  readonly before: Buffer;
  readonly after: Buffer;
  readonly previous: InstallRecord['previous'];
}

/** What the configuration file becomes by an installation. `record`: of the installation that is there already. */
export function planConfig(layout: Layout, record: InstallRecord | null, scratch: string): ConfigPlan {
  const now = readFileSync(layout.config);
  const { before, previous } = withoutUs(layout, record, now, scratch);
  const after = editConfig(now, ours(layout), scratch);
  return { now, before, after, previous };
}

/** The configuration file `now` without git-kvm: the old bytes where nobody else has changed it since. */
export function withoutUs(
  layout: Layout,
  record: InstallRecord | null,
  now: Buffer,
  scratch: string,
): Pick<ConfigPlan, 'before' | 'previous'> {
  const hooksPath = valuesIn(now, 'core.hooksPath', scratch);
  const alias = valuesIn(now, 'alias.kvm', scratch);
  const isOurs = {
    hooksPath: (value: string) => value === layout.hooksPath || value === record?.hooksPath,
    alias: (value: string) => value === layout.alias || value === record?.alias,
  };
  if (!hooksPath.some(isOurs.hooksPath) && !alias.some(isOurs.alias)) {
    return { before: now, previous: { hooksPath, alias } };
  }
  const previous = record?.previous ?? { hooksPath: [], alias: [] };
  const saved = savedBefore(layout, now);
  if (saved) return { before: saved, previous };
  // A value that somebody set since is theirs and stays; the one that stood before comes back only in place of ours.
  const restore = (values: string[], ours: (value: string) => boolean, old: readonly string[]) =>
    values.some(ours) ? [...values.filter((value) => !ours(value)), ...old] : values;
  const edits: ConfigEdit[] = [
    ['core.hooksPath', restore(hooksPath, isOurs.hooksPath, previous.hooksPath)],
    ['alias.kvm', restore(alias, isOurs.alias, previous.alias)],
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

function ours(layout: Layout): ConfigEdit[] {
  return [
    ['core.hooksPath', [layout.hooksPath]],
    ['alias.kvm', [layout.alias]],
  ];
}

/** The hooks directory that is in force without git-kvm: the clone's own setting, the user's, or `hooks`. */
export function chainOf(layout: Layout, previous: readonly string[], config: readonly ConfigValue[]): string {
  const users = config.filter(
    ({ key, scope }) => key === 'core.hookspath' && (scope === 'global' || scope === 'system'),
  );
  const value = previous.at(-1) ?? users.at(-1)?.value;
  if (value === undefined || value === layout.hooksPath) return join(layout.commonDir, 'hooks');
  return expandPath(value);
}

/** The configuration of a single worktree wins over the clone's: there git-kvm would never run. @throws UsageError */
export async function refuseWorktreeConfig(repository: Repository, layout: Layout): Promise<void> {
  for (const { file, values } of await worktreeHooksPaths(repository, layout)) {
    if (values.at(-1) === layout.hooksPath) continue;
    throw new UsageError(
      `${file} sets core.hooksPath to ${values.at(-1)}, which wins over the clone's in that worktree`,
      `Take it out first (git config --file '${file}' --unset-all core.hooksPath), or set it for the whole clone`,
    );
  }
}

/** The worktrees' own configuration files that set core.hooksPath. */
export async function worktreeHooksPaths(
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
