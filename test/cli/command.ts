/** `git kvm …` in this process: much faster than a program of its own, and its mutants are tried as well. */
import { Readable } from 'node:stream';
import { main } from '../../src/cli/main';
import { io } from '../../src/cli/shared';

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

interface Where {
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
  /** Standard input; none if left out. */
  readonly input?: string;
}

/** Run a command in a folder, with an environment that is that alone. */
export async function gitKvm({ dir, env, input }: Where, ...args: readonly string[]): Promise<Ran> {
  const before = { cwd: process.cwd(), env: process.env, argv: process.argv, io: { ...io } };
  const listeners = process.stdout.listeners('error');
  let [out, err] = ['', ''];
  Object.assign(io, {
    out: (text: string) => (out += text),
    err: (text: string) => (err += text),
    ...{ color: false, width: 100 },
  });
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin')!;
  process.exitCode = 0;
  try {
    Object.defineProperty(process, 'stdin', {
      ...stdin,
      get: () => Readable.from([Buffer.from(input ?? '')]),
    });
    process.chdir(dir);
    process.env = { ...env };
    process.argv = ['node', 'git-kvm', ...args];
    await main(process.argv);
    return { status: process.exitCode, out, err };
  } finally {
    Object.defineProperty(process, 'stdin', stdin);
    process.chdir(before.cwd);
    process.env = before.env;
    process.argv = before.argv;
    process.exitCode = undefined;
    Object.assign(io, before.io);
    for (const one of process.stdout.listeners('error'))
      if (!listeners.includes(one)) process.stdout.removeListener('error', one as () => void);
  }
}
