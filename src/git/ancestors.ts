/** The processes above this one: the only place that tells how `git commit` was called (there is no hook argument). */
import { readFileSync } from 'node:fs';
import { statOf } from './process';

/** How many processes up to look: node, our script, husky's runner, git, an alias's git. */
const FURTHEST = 8;

/**
 * The arguments of the nearest `git … SUBCOMMAND …` above this process, without what stands before the subcommand; null
 * where it cannot be told (no /proc).
 */
export function gitArguments(subcommand: string, pid = process.ppid): string[] | null {
  try {
    for (let up = 0; up < FURTHEST && pid > 1; up += 1) {
      const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
      const program = args[0]?.replace(/^.*\//, '') ?? '';
      if (program === `git-${subcommand}`) return args.slice(1);
      const at = args.indexOf(subcommand);
      if (program === 'git' && at > 0) return args.slice(at + 1);
      pid = statOf(pid).parent;
    }
  } catch {
    // A process may be gone, or not ours to read: then it is not known.
  }
  return null;
}
