/**
 * The kernel's scripts that git-kvm runs: copies, taken from the tree when git-kvm is installed. What a tree brings later
 * (a branch that was fetched, a patch that was applied) never runs.
 */
import { copyFileSync, existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withoutGitVariables } from './environment';
import { gitRunner } from './run';

const CHECKPATCH = 'checkpatch.pl';
/** All of `scripts/` in the tree; checkpatch.pl reads the others from its own folder. */
const SCRIPTS = [
  CHECKPATCH,
  'const_structs.checkpatch',
  'get_maintainer.pl',
  'spelling.txt',
  'typedefs.checkpatch',
];

/** The folder of the copies in an installation. */
export const SCRIPTS_FOLDER = 'scripts';

/** Where an installation keeps the copies, by the git directory that all worktrees share. */
export function scriptsIn(commonDir: string): string {
  return join(commonDir, 'git-kvm', 'current', SCRIPTS_FOLDER);
}

/** The copy of checkpatch.pl; null where git-kvm is not installed, or the tree had none. */
export function checkpatchIn(commonDir: string): string | null {
  const script = join(scriptsIn(commonDir), CHECKPATCH);
  return existsSync(script) ? script : null;
}

/**
 * Copy the scripts of the work tree `top`, or of HEAD where there is no such file, into the new folder `to`. A file that
 * the tree lacks comes from `earlier`, the copies of the installation before.
 */
export function copyScripts(top: string, to: string, earlier: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of SCRIPTS) {
    const bytes = scriptOf(top, name);
    if (bytes !== null) writeFileSync(join(to, name), bytes);
    else if (existsSync(join(earlier, name))) copyFileSync(join(earlier, name), join(to, name));
  }
}

/** Names of the scripts that are no longer those of the tree: `checkpatch.pl` … */
export function oldScripts(top: string, copies: string): string[] {
  return SCRIPTS.filter((name) => {
    const bytes = scriptOf(top, name);
    if (bytes === null) return false;
    const copy = join(copies, name);
    return !existsSync(copy) || !readFileSync(copy).equals(bytes);
  });
}

function scriptOf(top: string, name: string): Buffer | null {
  const file = join(top, 'scripts', name);
  // A link could point to any file of the user.
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile()) return readFileSync(file);
  return gitRunner(top, 10_000, withoutGitVariables(process.env)).run([
    'cat-file',
    'blob',
    `HEAD:scripts/${name}`,
  ]);
}
