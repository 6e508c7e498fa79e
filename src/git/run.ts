/** Run git read-only, with an argument array, and for no longer than there is time. */
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

const MOST_OUTPUT = 64 * 1024 * 1024;

/** Settings that keep git from asking anybody, fetching anything and writing anything. */
const QUIET: Readonly<Record<string, string>> = {
  GIT_NO_LAZY_FETCH: '1',
  // Git before 2.45 does not know the line above; a partial clone of it may not reach for the network either.
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};

/**
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
        return execFileSync('git', ['--no-pager', ...args], {
          cwd,
          env: { ...env, ...QUIET },
          input: options.input ?? '',
          stdio: ['pipe', 'pipe', 'ignore'],
          timeout,
          killSignal: 'SIGKILL',
          maxBuffer: MOST_OUTPUT,
          windowsHide: true,
        });
      } catch (error) {
        const { stdout, signal } = error as { stdout?: Buffer; signal?: string | null };
        return options.partly && !signal && Buffer.isBuffer(stdout) ? stdout : null;
      } finally {
        left -= Number(process.hrtime.bigint() - start) / 1e6;
      }
    },
  };
}
