/** A git repository of its own in a temporary folder, without the user's configuration. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { handedOn } from '../mutants/handed-on';

export interface Scratch {
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
  /** Run git there; what it printed, trimmed. */
  git(...args: string[]): string;
  /** Run git there with this on its standard input. */
  gitWith(input: string | Buffer, ...args: string[]): string;
  /** Write files and commit them; the new commit's id. */
  commit(message: string | Buffer, files?: Record<string, string>): string;
  write(path: string, text: string): void;
}

/** @param init arguments for `git init`, or for `git clone` if they start with `clone` */
export function scratch(t: TestContext, ...init: string[]): Scratch {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'git-kvm-test-')));
  t.after(() => rmSync(home, { recursive: true, force: true, maxRetries: 3 }));
  const dir = join(home, 'repo');
  const env: NodeJS.ProcessEnv = {
    ...handedOn(),
    PATH: process.env.PATH,
    GIT_KVM_PATIENCE: process.env.GIT_KVM_PATIENCE,
    HOME: home,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ann Author',
    GIT_AUTHOR_EMAIL: 'ann@example.org',
    GIT_COMMITTER_NAME: 'Carl Committer',
    GIT_COMMITTER_EMAIL: 'carl@example.org',
    GIT_AUTHOR_DATE: '2024-05-01T10:00:00 +0200',
    GIT_COMMITTER_DATE: '2024-05-01T10:00:00 +0200',
  };
  const run = (args: readonly string[], cwd: string, input?: string | Buffer) =>
    execFileSync('git', args, { cwd, env, input: input ?? '', stdio: ['pipe', 'pipe', 'pipe'] })
      .toString('utf8')
      .trimEnd();
  if (init[0] === 'clone') run([...init, dir], home);
  else run(['init', '-q', '-b', 'master', ...init, dir], home);
  const self: Scratch = {
    dir,
    env,
    git: (...args) => run(args, dir),
    gitWith: (input, ...args) => run(args, dir, input),
    write(path, text) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    },
    commit(message, files = { count: `${Math.random()}` }) {
      for (const [path, text] of Object.entries(files)) self.write(path, text);
      self.git('add', '-A');
      self.gitWith(message, 'commit', '-q', '--allow-empty', '-F', '-');
      return self.git('rev-parse', 'HEAD');
    },
  };
  return self;
}
