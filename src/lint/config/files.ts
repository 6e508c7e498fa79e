/** Where configuration files may lie. Only fixed names, only `stat`: a hook that finds none loads nothing more. */
import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { reasonOf, UsageError } from '../../model/errors';
import type { Layer } from './settings';

export interface ConfigFile {
  readonly layer: Layer;
  /** Absolute. */
  readonly file: string;
}

export interface Places {
  /** Top of the worktree; null in a bare repository and outside of one. */
  readonly top: string | null;
  /** The git directory that all worktrees have in common; null outside a repository. */
  readonly commonDir: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What a relative `GIT_KVM_CONFIG` is relative to. */
  readonly cwd: string;
}

/** Static formats only: nothing that a configuration file holds is ever run. */
export const EXTENSIONS = ['.yaml', '.yml', '.json', '.toml'];

/**
 * The configuration files that exist, lowest layer first. No directory is searched upwards.
 * @throws UsageError for two files in one layer, a place that cannot be looked at, a `GIT_KVM_CONFIG` that is not there
 */
export function findConfigFiles(places: Places): ConfigFile[] {
  const { top, commonDir, env, cwd } = places;
  const found: ConfigFile[] = [];
  const user = userFolder(env);
  if (user !== null) found.push(...only('user', join(user, 'git-kvm', 'config'), EXTENSIONS));
  if (commonDir !== null) found.push(...only('clone', join(resolve(cwd, commonDir), 'git-kvm'), EXTENSIONS));
  if (top !== null) found.push(...only('tree', join(resolve(cwd, top), '.git-kvmrc'), ['', ...EXTENSIONS]));
  const named = env.GIT_KVM_CONFIG;
  if (named) {
    const file = resolve(cwd, named);
    if (!exists(file)) throw new UsageError(`GIT_KVM_CONFIG: no such file: ${file}`);
    found.push({ layer: 'environment', file });
  }
  return found;
}

/** The file of the user or the clone to write to: the one that is there, or else a YAML file. Null where there is no place. */
export function fileToWrite(layer: 'user' | 'clone', places: Places): string | null {
  const there = findConfigFiles(places).find((one) => one.layer === layer);
  if (there !== undefined) return there.file;
  const { commonDir, cwd, env } = places;
  const user = userFolder(env);
  if (layer === 'clone') return commonDir === null ? null : join(resolve(cwd, commonDir), 'git-kvm.yaml');
  return user === null ? null : join(user, 'git-kvm', 'config.yaml');
}

/** The XDG base directory specification: a relative `XDG_CONFIG_HOME` does not count. */
function userFolder(env: Places['env']): string | null {
  const xdg = env.XDG_CONFIG_HOME;
  if (xdg && isAbsolute(xdg)) return xdg;
  const home = env.HOME || homedir();
  return isAbsolute(home) ? join(home, '.config') : null;
}

function only(layer: Layer, stem: string, endings: readonly string[]): ConfigFile[] {
  const files = endings.map((ending) => stem + ending).filter(exists);
  if (files.length > 1) {
    throw new UsageError(
      `two configuration files of the same layer (${layer}): ${files.join(' and ')}`,
      'remove one of them',
    );
  }
  return files.map((file) => ({ layer, file }));
}

function exists(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    throw new UsageError(
      `cannot read configuration file ${file}: ${reasonOf(error)}`,
      'make it readable, or set XDG_CONFIG_HOME',
      { cause: error },
    );
  }
}
