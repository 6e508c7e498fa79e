/** Start programs. Node's module for it is loaded with the first one: a commit that is clean mostly starts none. */
import type { execFileSync as ExecFileSync } from 'node:child_process';

export const execFileSync = ((...args: Parameters<typeof ExecFileSync>) =>
  (require('node:child_process') as typeof import('node:child_process')).execFileSync(
    ...args,
  )) as typeof ExecFileSync;
