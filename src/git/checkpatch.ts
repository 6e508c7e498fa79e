/** The kernel's own `scripts/checkpatch.pl`, run on patches: several at a time, and each patch once. */

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { CheckpatchFinding } from '../model/repo-facts';
import { execFileSync } from './exec';
import { patience } from './patience';

/** For all patches of one question together. */
const LONGEST_MS = 120_000;
/** A new process for this many patches: starting one costs as much as two patches. */
const PATCHES_A_PROCESS = 8;
/** In a tree it would start get_maintainer.pl once for each file, to tell what is obsolete: five times the cost. */
const ARGUMENTS = ['--no-tree', '--strict', '--terse', '--show-types', '--no-summary'];

/** Loaded with the first use, as `git-clone` is by every commit. */
function sha256() {
  return (require('node:crypto') as typeof import('node:crypto')).createHash('sha256');
}

/**
 * @param top of the work tree whose script is run
 * @param patches whole patches, as mails
 * @returns the findings of each, or null: no script, no perl, or no time
 */
export function runCheckpatch(
  top: string,
  patches: readonly string[],
  env: NodeJS.ProcessEnv,
): CheckpatchFinding[][] | null {
  const script = join(top, 'scripts', 'checkpatch.pl');
  if (!existsSync(script)) return null;
  const cache = new Cache(script, env);
  const answers = patches.map((patch) => cache.read(patch));
  const open = answers.flatMap((answer, i) => (answer === null ? [i] : []));
  if (open.length > 0) {
    const outputs = runOn(
      script,
      top,
      open.map((i) => patches[i]!),
      env,
    );
    if (outputs === null) return null;
    for (const [n, i] of open.entries()) {
      answers[i] = outputs[n]!;
      cache.write(patches[i]!, outputs[n]!);
    }
  }
  return answers.map((answer) => answer ?? []);
}

function runOn(
  script: string,
  top: string,
  patches: readonly string[],
  env: NodeJS.ProcessEnv,
): CheckpatchFinding[][] | null {
  const folder = mkdtempSync(join(tmpdir(), 'git-kvm-checkpatch-'));
  try {
    const files = patches.map((patch, i) => {
      const file = join(folder, `${i}.patch`);
      writeFileSync(file, patch);
      return file;
    });
    const jobs = String(Math.min(availableParallelism(), 4));
    let output: string;
    try {
      output = execFileSync(
        'xargs',
        ['-0', `-P${jobs}`, `-n${PATCHES_A_PROCESS}`, 'perl', script, ...ARGUMENTS],
        {
          cwd: top,
          env: { ...env, LC_ALL: 'C', GIT_NO_LAZY_FETCH: '1' },
          input: files.join('\0'),
          encoding: 'utf8',
          stdio: ['pipe', 'pipe', 'ignore'],
          timeout: LONGEST_MS * patience(),
          maxBuffer: 64 * 1024 * 1024,
        },
      );
    } catch (error) {
      // xargs ends with 123 when a script ended with 1: it found something. Anything else is a failure.
      const { status, stdout } = error as { status?: number; stdout?: string };
      if (status !== 123 || stdout === undefined) return null;
      output = stdout;
    }
    return files.map((file) => findingsOf(output, file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `FILE:LINE: LEVEL:TYPE: text`, as `--terse --show-types` prints it. */
function findingsOf(output: string, file: string): CheckpatchFinding[] {
  return output.split('\n').flatMap((line) => {
    if (!line.startsWith(`${file}:`)) return [];
    const match = /^(\d+): (ERROR|WARNING|CHECK):([A-Z0-9_]+): (.*)$/.exec(line.slice(file.length + 1));
    if (match === null) return [];
    const level = match[2] as CheckpatchFinding['level'];
    return [{ line: Number(match[1]), level, type: match[3]!, text: match[4]! }];
  });
}

/** Answers by script and patch, in the user's cache; whatever goes wrong with it, it is only a cache. */
class Cache {
  private readonly folder: string | null;
  private readonly version: string;

  constructor(script: string, env: NodeJS.ProcessEnv) {
    const base = env.XDG_CACHE_HOME || (env.HOME ? join(env.HOME, '.cache') : '');
    this.folder = isAbsolute(base) ? join(base, 'git-kvm', 'checkpatch') : null;
    this.version = sha256().update(readFileSync(script)).digest('hex');
  }

  read(patch: string): CheckpatchFinding[] | null {
    try {
      return this.folder === null ? null : JSON.parse(readFileSync(this.file(patch), 'utf8'));
    } catch {
      return null;
    }
  }

  write(patch: string, findings: readonly CheckpatchFinding[]): void {
    if (this.folder === null) return;
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(this.file(patch), JSON.stringify(findings));
    } catch {
      // full, read-only: asked again next time
    }
  }

  private file(patch: string): string {
    const key = sha256().update(this.version).update(ARGUMENTS.join(' ')).update(patch).digest('hex');
    return join(this.folder!, `${key}.json`);
  }
}
