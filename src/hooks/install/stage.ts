import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { copyScripts, SCRIPTS_FOLDER } from '../../git/kernel-scripts';
import { UsageError } from '../../model/errors';
import { layOutHusky } from './husky';
import { shellQuote } from './layout';
import { type InstallRecord, RECORD } from './record';

/** What an installation needs to know of the clone and of the program. */
interface StagePlan {
  /** The folder of the built program. */
  readonly program: string;
  readonly node: string;
  /** See `InstallRecord`. */
  readonly chain: string;
  /** A line for sh that takes git-kvm out by hand; '' where removing the stub does. */
  readonly undo: string;
  /** The work tree, or the git directory of a bare clone, whose scripts are copied. */
  readonly top: string;
  /** The kernel's scripts of the installation before, if there is one. */
  readonly scripts: string;
}

/**
 * Build a whole installation in the new folder `stage`: program/, hooks/ and scripts/. All users of the clone can read it,
 * whatever the umask.
 * @returns the checksums of its files, and the names of the hooks that husky knows
 */
export async function stageInstallation(
  stage: string,
  plan: StagePlan,
): Promise<Pick<InstallRecord, 'files'> & { readonly husky: readonly string[] }> {
  checkProgram(plan.program);
  refuseDamaged(plan.program);
  cpSync(plan.program, join(stage, 'program'), { recursive: true, dereference: true });
  const hooks = join(stage, 'hooks');
  cpSync(join(plan.program, 'hooks'), hooks, { recursive: true, dereference: true });
  const husky = await layOutHusky(hooks);
  const settings = ['node', 'chain', 'undo'] as const;
  writeFileSync(
    join(hooks, 'settings.sh'),
    settings.map((name) => `${name}=${shellQuote(plan[name])}\n`).join(''),
  );
  copyScripts(plan.top, join(stage, SCRIPTS_FOLDER), plan.scripts);
  openToAll(stage);
  chmodSync(join(hooks, 'git-kvm'), 0o755);
  return { husky, files: Object.fromEntries(checksums(stage)) };
}

/** Readable, also where the program was built, or is copied, with a umask that forbids it. */
function openToAll(path: string): void {
  const { mode } = statSync(path);
  const isFolder = (mode & constants.S_IFMT) === constants.S_IFDIR;
  const open = mode | 0o444 | (isFolder || mode & 0o100 ? 0o111 : 0);
  if (open !== mode) chmodSync(path, open & 0o7777);
  if (isFolder) for (const name of readdirSync(path)) openToAll(join(path, name));
}

/**
 * Names of the hooks in the folder `chain`, for all of the worktrees `tops` if it is relative. Git takes the mere presence
 * of some of them (reference-transaction, pre-receive …) for a wish, so only those that are there get a stub.
 */
export function existingHooks(chain: string, tops: readonly string[]): string[] {
  const folders = new Set(tops.map((top) => resolve(top, chain)));
  const names = [...folders].flatMap((folder) => (existsSync(folder) ? executables(folder) : []));
  return [...new Set(names)].sort();
}

/** SHA-256 of each file below `folder`, by its path from there. */
export function checksums(folder: string, below = folder): [string, string][] {
  return readdirSync(below, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(below, entry.name);
      if (entry.isDirectory()) return checksums(folder, path);
      return [[relative(folder, path), createHash('sha256').update(readFileSync(path)).digest('hex')]];
    });
}

function checkProgram(program: string): void {
  for (const name of ['git-kvm.cjs', 'hook.cjs', 'husky', 'hooks/git-kvm.sh']) {
    if (existsSync(join(program, name))) continue;
    throw new UsageError(
      `The program in ${program} is incomplete: ${name} is missing`,
      'Build it: npm run build',
    );
  }
}

/** The program of an installation knows what it was: installed from there, damage would be taken for what should be. */
function refuseDamaged(program: string): void {
  const installation = dirname(program);
  let files: InstallRecord['files'];
  try {
    files = (JSON.parse(readFileSync(join(installation, RECORD), 'utf8')) as InstallRecord).files;
  } catch {
    return; // not an installation
  }
  const now = new Map(checksums(installation));
  for (const [file, sum] of Object.entries(files)) {
    if (!file.startsWith('program/') || now.get(file) === sum) continue;
    throw new UsageError(
      `${join(installation, file)} is damaged or missing`,
      'Reinstall from the package (`git-kvm install`) or its checkout (`npm start -- PATH`)',
    );
  }
}

function executables(folder: string): string[] {
  if (!statSync(folder).isDirectory()) return [];
  return readdirSync(folder).filter((name) => {
    // Helpers beside the hooks are no harm; `h` is husky's runner.
    if (!/^[A-Za-z][\w-]*$/.test(name) || name === 'h') return false;
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  });
}
