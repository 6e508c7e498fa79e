/** Who gets a series, by the kernel's get_maintainer.pl: the copy taken at install, and MAINTAINERS of a commit. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from './exec';
import { scriptsIn } from './kernel-scripts';
import { gitRunner } from './run';

export interface Recipients {
  /** `Name <address>`, or an address. */
  readonly to: readonly string[];
  readonly cc: readonly string[];
}

/** Every patch of KVM goes there, whatever MAINTAINERS says. */
const ALWAYS = ['kvm@vger.kernel.org', 'linux-kernel@vger.kernel.org'];
/** The stable trees take commits by their tags, once these are in Linus' tree. */
const NEVER = /^stable@(?:vger\.)?kernel\.org$/i;

/** @returns address in lower case */
export function addressOf(recipient: string): string {
  return (/<([^<>]+)>\s*$/.exec(recipient)?.[1] ?? recipient).trim().toLowerCase();
}

/**
 * @param patches as `git format-patch --stdout` prints them
 * @param base the commit whose MAINTAINERS counts
 * @returns null where the clone has no copy of the script, the commit no MAINTAINERS, or perl fails
 */
export function recipientsOf(
  patches: Buffer,
  base: string,
  { cwd, env, commonDir }: { cwd: string; env: NodeJS.ProcessEnv; commonDir: string },
): Recipients | null {
  const script = join(scriptsIn(commonDir), 'get_maintainer.pl');
  const git = gitRunner(cwd, 30_000, env);
  const blob = (path: string) => git.run(['cat-file', 'blob', `${base}:${path}`]);
  const maintainers = blob('MAINTAINERS');
  if (maintainers === null || !existsSync(script)) return null;
  // The script reads its configuration from where it runs: not from the tree.
  const folder = mkdtempSync(join(tmpdir(), 'git-kvm-people-'));
  try {
    writeFileSync(join(folder, 'MAINTAINERS'), maintainers);
    writeFileSync(join(folder, 'series.patch'), patches);
    const ignored = blob('.get_maintainer.ignore');
    if (ignored !== null) writeFileSync(join(folder, '.get_maintainer.ignore'), ignored);
    const options = ['--no-tree', '--no-git', '--no-git-fallback', '--rolestats', '--mpath=MAINTAINERS'];
    const output = execFileSync('perl', [script, ...options, 'series.patch'], {
      cwd: folder,
      env: { ...env, LC_ALL: 'C.UTF-8' },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 60_000,
      maxBuffer: 16 * 1024 * 1024,
    });
    return sorted(output);
  } catch {
    return null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Maintainers in To, the others in Cc. */
function sorted(output: string): Recipients {
  const to: string[] = [];
  const cc: string[] = [];
  const seen = new Set<string>();
  const add = (list: string[], recipient: string) => {
    const address = addressOf(recipient);
    if (!address.includes('@') || NEVER.test(address) || seen.has(address)) return;
    seen.add(address);
    list.push(recipient);
  };
  for (const line of output.split('\n')) {
    const [, recipient, role] = /^(.{1,300}?) \(([^()]*(?:\([^()]*\)[^()]*)*)\)$/.exec(line) ?? [];
    if (recipient !== undefined) add(/^(?:maintainer|supporter)\b/.test(role!) ? to : cc, recipient);
  }
  for (const list of ALWAYS) add(cc, list);
  return { to, cc };
}
