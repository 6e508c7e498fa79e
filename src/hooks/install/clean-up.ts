/** Remove what git-kvm left in a clone besides its installation (see src/git/left-behind.ts). */
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withoutGitVariables } from '../../git/environment';
import { LEFT_BEHIND, type Leaving } from '../../git/left-behind';
import { runGit } from '../../git/run';

/** What git deletes with a ref, but for the folders that it was in. */
const REF_FOLDERS = ['refs/git-kvm', 'refs/notes', 'logs/refs/git-kvm', 'logs/refs/notes'];

export interface Removed {
  /** In words: `2 messages of rejected commits` … */
  readonly removed: string[];
  /** Names of refs, and paths of folders. */
  readonly kept: string[];
}

/**
 * Remove it all from a clone, but for backups if `keepBackups`.
 * @throws Error when git cannot delete a ref or a setting
 */
export function removeLeftBehind(commonDir: string, { keepBackups }: { keepBackups: boolean }): Removed {
  const removed: string[] = [];
  const kept: string[] = [];
  const done = new Set<string>();
  for (const leaving of LEFT_BEHIND) {
    const refs = refsBelow(commonDir, leaving.refs ?? []).filter((ref) => !done.has(ref));
    for (const ref of refs) done.add(ref);
    if (leaving.isKept && keepBackups) {
      kept.push(...refs, ...filesOf(commonDir, leaving));
      continue;
    }
    if (refs.length > 0) {
      const lines = refs.map((ref) => `delete ${ref}\n`).join('');
      git(commonDir, ['update-ref', '--stdin'], lines);
    }
    const settings = refs.length > 0 ? (leaving.settings ?? []) : settingsIn(commonDir, leaving);
    for (const [key, value] of settings) unset(commonDir, key, value);
    const files = filesOf(commonDir, leaving);
    for (const file of files) rmSync(file, { recursive: true, force: true, maxRetries: 3 });
    if (refs.length + files.length + settings.length > 0) removed.push(leaving.what);
  }
  for (const folder of REF_FOLDERS) removeEmpty(join(commonDir, folder));
  return { removed, kept };
}

/** Take away the settings that `file` (relative, see `B4_SETTINGS`) names, and the file. @returns false if it is not there */
export function removeSettings(commonDir: string, file: string): boolean {
  const settings = settingsIn(commonDir, { what: '', settingsFile: file });
  for (const [key, value] of settings) unset(commonDir, key, value);
  const isThere = existsSync(join(commonDir, file));
  rmSync(join(commonDir, file), { force: true });
  return isThere;
}

function filesOf(commonDir: string, { paths = [], worktreePaths = [], settingsFile }: Leaving): string[] {
  const worktrees = join(commonDir, 'worktrees');
  const linked = existsSync(worktrees) ? readdirSync(worktrees).map((name) => join(worktrees, name)) : [];
  return [
    ...paths.flatMap((path) => named(commonDir, path)),
    ...[commonDir, ...linked].flatMap((gitDir) => worktreePaths.flatMap((path) => named(gitDir, path))),
    ...(settingsFile ? [join(commonDir, settingsFile)].filter(existsSync) : []),
  ];
}

/** The file of this name in `folder`, and those that writing it left when it was killed. */
function named(folder: string, path: string): string[] {
  return readdirSync(folder)
    .filter((name) => name === path || name.startsWith(`${path}.`))
    .map((name) => join(folder, name));
}

function settingsIn(commonDir: string, { settingsFile }: Leaving): [string, string][] {
  if (!settingsFile) return [];
  try {
    const settings: unknown = JSON.parse(readFileSync(join(commonDir, settingsFile), 'utf8'));
    return Array.isArray(settings) ? (settings as [string, string][]) : [];
  } catch {
    return [];
  }
}

function unset(commonDir: string, key: string, value: string): void {
  try {
    git(commonDir, [
      'config',
      '--file',
      join(commonDir, 'config'),
      '--fixed-value',
      '--unset-all',
      key,
      value,
    ]);
  } catch {
    // The user took it away already.
  }
}

function refsBelow(commonDir: string, refs: readonly string[]): string[] {
  if (refs.length === 0) return [];
  return git(commonDir, ['for-each-ref', '--format=%(refname)', ...refs])
    .split('\n')
    .filter(Boolean);
}

/** Remove the folder if it holds only empty folders. */
function removeEmpty(folder: string): void {
  if (!existsSync(folder)) return;
  for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory()))
    removeEmpty(join(folder, name));
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

function git(commonDir: string, args: readonly string[], input = ''): string {
  const env = withoutGitVariables(process.env);
  return runGit(['--git-dir=.', ...args], { cwd: commonDir, env, input, stderr: 'pipe' }).toString('utf8');
}
