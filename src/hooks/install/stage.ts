import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { UsageError } from '../../model/errors';
import { layOutHusky } from './husky';
import { shellQuote } from './layout';
import { type InstallRecord, RECORD } from './record';

/** What an installation needs to know of the clone and of the program. */
export interface StagePlan {
  /** The folder of the built program. */
  readonly program: string;
  readonly node: string;
  readonly chain: string;
  /** The tops of the worktrees, from which a relative `chain` is taken. */
  readonly tops: readonly string[];
  /** A line for sh that takes git-kvm out by hand. */
  readonly undo: string;
}

/**
 * Build a whole installation in the new folder `stage`: program/, hooks/ and hooks/_.
 * @returns what goes into the record
 */
export async function stageInstallation(
  stage: string,
  plan: StagePlan,
): Promise<Pick<InstallRecord, 'hooks' | 'files'>> {
  checkProgram(plan.program);
  refuseDamaged(plan.program);
  cpSync(plan.program, join(stage, 'program'), { recursive: true, dereference: true });
  const hooks = join(stage, 'hooks');
  cpSync(join(plan.program, 'hooks'), hooks, { recursive: true, dereference: true });
  const names = await layOutHusky(hooks, existingHooks(plan.chain, plan.tops));
  const settings = ['node', 'chain', 'undo'] as const;
  writeFileSync(
    join(hooks, 'settings.sh'),
    settings.map((name) => `${name}=${shellQuote(plan[name])}\n`).join(''),
  );
  return { hooks: names, files: Object.fromEntries(checksums(stage)) };
}

/**
 * Names of the hooks that stand in `chain`. Git takes the mere presence of some of them (reference-transaction,
 * pre-receive …) for a wish, so only those that are there get a stub, beyond husky's own.
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
      `The program in ${program} is not whole: it lacks ${name}`,
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
      `${join(installation, file)} is damaged or gone`,
      'Install from where git-kvm came from: `git-kvm install` of the package, or `npm start -- PATH` in its checkout',
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
