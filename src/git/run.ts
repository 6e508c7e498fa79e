/** Every start of git that waits for its answer: an argument array, the same guards, and no longer than there is time. */
import { execFileSync } from './exec';
import { patience } from './patience';

export interface GitRunner {
  /**
   * What git printed, or null: it failed, is not there, or the time is up. With `partly`, a failure still gives what
   * was printed before it.
   */
  run(
    args: readonly string[],
    options?: { input?: string; partly?: boolean; atMostMs?: number },
  ): Buffer | null;
}

/** Settings that keep git from prompting, fetching and taking locks that it can do without. */
export const QUIET: Readonly<Record<string, string>> = {
  GIT_NO_LAZY_FETCH: '1',
  // Git before 2.45 does not know the line above; a partial clone of it may not reach for the network either.
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};

/** For one question to git, where nothing else is said. */
export const LONGEST_MS = 120_000;

interface Asked {
  readonly cwd: string;
  /** The GIT_* variables that git set for a hook (GIT_DIR, GIT_INDEX_FILE, …) count. */
  readonly env: NodeJS.ProcessEnv;
  readonly input?: string | Buffer;
  /** Multiplied by `patience`. */
  readonly atMostMs?: number;
  readonly mostBytes?: number;
  /** Where git's words on what went wrong go; with `pipe`, into the error. */
  readonly stderr?: 'ignore' | 'pipe' | 'inherit';
}

/**
 * What git prints.
 * @throws as `execFileSync` does: with `status`, `stderr`, or the code ENOBUFS for more than `mostBytes`
 */
export function runGit(args: readonly string[], asked: Asked): Buffer {
  const {
    cwd,
    env,
    input = '',
    atMostMs = LONGEST_MS,
    mostBytes = 64 * 1024 * 1024,
    stderr = 'ignore',
  } = asked;
  return execFileSync('git', ['--no-pager', ...args], {
    cwd,
    env: { ...env, ...QUIET },
    input,
    stdio: ['pipe', 'pipe', stderr],
    timeout: Math.ceil(atMostMs * patience()),
    killSignal: 'SIGKILL',
    maxBuffer: mostBytes,
    windowsHide: true,
  });
}

/** What git prints, without the last line break; null where it fails. */
export function askGit(args: readonly string[], asked: Asked): string | null {
  try {
    return runGit(args, asked).toString('utf8').replace(/\n$/, '');
  } catch {
    return null;
  }
}

/**
 * For many questions with one time limit.
 * @param cwd where git runs; `env` keeps the GIT_* variables that git set for a hook (GIT_DIR, GIT_INDEX_FILE, …)
 * @param budgetMs for all calls together; this and `atMostMs` are multiplied by `patience`
 */
export function gitRunner(cwd: string, budgetMs: number, env: NodeJS.ProcessEnv): GitRunner {
  const times = patience();
  let left = budgetMs * times;
  return {
    run(args, options = {}) {
      const most = options.atMostMs === undefined ? left : options.atMostMs * times;
      const timeout = Math.floor(Math.min(left, most));
      if (timeout <= 0) return null;
      const start = process.hrtime.bigint();
      try {
        return runGit(args, { cwd, env, input: options.input, atMostMs: timeout / times });
      } catch (error) {
        const { stdout, signal } = error as { stdout?: Buffer; signal?: string | null };
        return options.partly && !signal && Buffer.isBuffer(stdout) ? stdout : null;
      } finally {
        left -= Number(process.hrtime.bigint() - start) / 1e6;
      }
    },
  };
}
