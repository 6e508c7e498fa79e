/** What virtme-ng wants of a kernel, as far as it says so itself. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { patience } from '../../git/patience';
import { programPath } from '../preflight';

/** The list that `virtme-configkernel` sets at any rate. */
const ASK = `
from virtme.commands.configkernel import _GENERIC_CONFIG
print("\\n".join(_GENERIC_CONFIG))
`;

/**
 * Lines of a .config that the installed virtme-ng requires; empty where the command is another one, or does not tell: then
 * the kernel has what virtme-ng 1.35 wants.
 *
 * @param command the words of a runner
 */
export function vngOptions([program = '']: readonly string[], env: NodeJS.ProcessEnv): string[] {
  const isVng = /^(?:vng|virtme-ng|virtme-run)$/.test(basename(program));
  const path = isVng ? programPath(program, env) : null;
  const python = path === null ? null : interpreterOf(path);
  if (python === null) return [];
  try {
    const said = execFileSync(python[0]!, [...python.slice(1), '-c', ASK], {
      env,
      cwd: '/',
      encoding: 'utf8',
      timeout: 10_000 * patience(),
      maxBuffer: 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    // Debug information helps no test, and takes long.
    return said
      .split('\n')
      .filter((line) => /^CONFIG_[A-Z0-9_]+=[yn]$/.test(line) && !/_DEBUG_INFO/.test(line));
  } catch {
    return [];
  }
}

/** The words after `#!`, where they lead to Python: that is where its modules are. */
function interpreterOf(path: string): string[] | null {
  const [line = ''] = readFileSync(path, 'latin1').split('\n', 1);
  const words = line.startsWith('#!') ? line.slice(2).trim().split(/\s+/) : [];
  return words.length > 0 && words.some((word) => /^python[\d.]*$/.test(basename(word))) ? words : null;
}
