import { readFileSync } from 'node:fs';
import { execFileSync } from './exec';

/**
 * PID-START of a process: names it for as long as the machine is up, also when the number is used again. The hooks make
 * the same from sh (kvm_process in hooks/git-kvm.sh).
 */
export function processKey(pid: number): string {
  return `${pid}-${startOf(pid) ?? ''}`;
}

/** Returns true if the process that `key` names still runs. One that has ended and that no one has waited for does not. */
export function isAlive(key: string): boolean {
  const pid = Number.parseInt(key, 10);
  if (!(pid > 0)) return false;
  const start = startOf(pid);
  return start !== null && key === `${pid}-${start}`;
}

/** A process as /proc/PID/stat shows it. */
interface ProcessStat {
  /** `Z` and `X` have ended. */
  readonly state: string;
  readonly parent: number;
  /** In ticks since the machine started. */
  readonly start: string;
}

/** @throws where there is no such process, or no /proc */
export function statOf(pid: number): ProcessStat {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The second field is a name that may have spaces and parentheses in it.
  const fields = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
  return { state: fields[0]!, parent: Number(fields[1]), start: fields[19]! };
}

function startOf(pid: number): string | null {
  try {
    const { state, start } = statOf(pid);
    return /^[ZX]/.test(state) ? null : start;
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
