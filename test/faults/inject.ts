/** What goes wrong, and at which call: `ENOSPC:17`, `SIGKILL:3` … */
import { PROCESSES, watchCalls } from './calls';

/** A disk that is full takes no more bytes, but names still go; one that is read-only or broken takes nothing. */
const NEEDS_ROOM = /^(?:writeFile|appendFile|copyFile|mkdir|symlink|link|open|fsync|mkdtemp)/;

/**
 * Have one call fail or end the process, or all from one on (`ENOSPC+:17`). `git:17`: the process that is started there is
 * killed. `half:17`: a write is done by half, then this process is killed; `short:17`: then the disk is full. @returns what takes it back
 */
export function inject(spec: string): () => void {
  const [, what, andOn, at] = /^(\w+)(\+?):(\d+)$/.exec(spec) ?? [];
  if (what === undefined) throw new Error(`What is ${spec}?`);
  return watchCalls(({ n, name, site, half }) => {
    if (n < Number(at) || (n > Number(at) && !andOn)) return undefined;
    const isProcess = (PROCESSES as readonly string[]).includes(name);
    if (what === 'git') return isProcess ? ['/bin/sh', ['-c', 'kill -9 $$']] : undefined;
    if (what.startsWith('SIG')) process.kill(process.pid, what);
    if (what === 'half') {
      half();
      process.kill(process.pid, 'SIGKILL');
    }
    if (what === 'short') {
      half();
      throw Object.assign(new Error(`ENOSPC: put there by a test, at ${site}`), { code: 'ENOSPC' });
    }
    if (isProcess || (what === 'ENOSPC' && !NEEDS_ROOM.test(name))) return undefined;
    throw Object.assign(new Error(`${what}: put there by a test, at ${site}`), { code: what });
  });
}
