// The program that stands by in a clone (src/hooks/standby.ts), for those who measure: what it takes counts as well.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** @param gitDir the clone's git directory @returns the process, or null where none stands by */
function processOf(gitDir) {
  try {
    const pid = Number.parseInt(readFileSync(join(gitDir, 'git-kvm', 'standby', 'process'), 'latin1'), 10);
    readFileSync(`/proc/${pid}/stat`);
    return pid;
  } catch {
    return null;
  }
}

/** CPU time in ms, up to now, of the program that stands by, and of what it has started; 0 where there is none. */
export function cpuOfStandby(gitDir) {
  const pid = processOf(gitDir);
  if (pid === null) return 0;
  // Nanoseconds of each thread; children only in ticks of 10 ms, which are exact in sum.
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ')[0]),
  );
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ');
  return threads.reduce((sum, ns) => sum + ns, 0) / 1e6 + 10 * (Number(fields[13]) + Number(fields[14]));
}

/** Wait until one stands by, which a hook has started. */
export async function standingBy(gitDir) {
  for (let i = 0; i < 400; i += 1) {
    if (processOf(gitDir) !== null) return;
    await setTimeout(50);
  }
  throw new Error('no program stands by');
}

export function endStandby(gitDir) {
  const pid = processOf(gitDir);
  if (pid !== null) process.kill(pid, 'SIGTERM');
}
