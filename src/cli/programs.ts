/** The programs of the hooks, each in its own file: a hook loads the one that it needs. */
import type { HookIo, Status } from '../hooks/hook';

interface HookProgram {
  /** @returns what `runnerOf` says */
  run(name: string, args: readonly string[], programDir: string, io?: Partial<HookIo>): Promise<Status>;
}

/** The program that has the hook `name` in it; any of them rejects a name that it does not know. */
export function programFor(name: string): HookProgram {
  switch (name) {
    case 'commit-msg':
      return require('./entries/commit-msg') as HookProgram;
    case 'sendemail-validate':
    case 'pre-publish-send-email':
      return require('./entries/send') as HookProgram;
    default:
      return require('./entries/prepare-commit-msg') as HookProgram;
  }
}
