import { readFileSync } from 'node:fs';
import { execFileSync } from './exec';

/**
 * PID-START of a process: names it for as long as the machine is up, also when the number is used again. The hooks make
 * the same from sh (kvm_process in hooks/git-kvm.sh).
 */
export function processKey(pid: number): string {
  return `${pid}-${startOf(pid) ?? ''}`;
}

/** Whether the process that `key` names still runs. One that has ended and that nobody has waited for does not. */
export function isAlive(key: string): boolean {
  const pid = Number.parseInt(key, 10);
  if (!(pid > 0)) return false;
  const start = startOf(pid);
  return start !== null && key === `${pid}-${start}`;
}

function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is a name that may hold blanks and parentheses; the state is the third, the start the twenty-second.
    const fields = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
    return /^[ZX]/.test(fields[0]!) ? null : (fields[19] ?? null);
  } catch {
    return process.platform === 'linux' ? null : startFromPs(pid);
  }
}

function startFromPs(pid: number): string | null {
  try {
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'latin1',
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.replace(/[^0-9A-Za-z\n]+/g, '.').replace(/\n$/, '') || null;
  } catch {
    return null;
  }
}
