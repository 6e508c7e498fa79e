import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Building takes about a second; a machine that needs longer goes without. */
const LONGEST_MS = 30_000;

/** Programs and the snapshots that are made of them: one for commits, one for sends. */
const SNAPSHOTS = { 'hook.cjs': 'hook.blob', 'send-hook.cjs': 'send.blob' };

/**
 * Make the startup snapshots that hooks start from (see src/hook/start.ts), with the node that will run them. Never
 * required: without one a hook starts the program itself.
 */
export function makeSnapshots(folder: string, node: string): void {
  const { NODE_OPTIONS: _, ...env } = process.env;
  for (const [program, snapshot] of Object.entries(SNAPSHOTS)) {
    if (!existsSync(join(folder, program))) continue;
    const blob = join(folder, snapshot);
    try {
      execFileSync(node, ['--snapshot-blob', blob, '--build-snapshot', join(folder, program)], {
        stdio: 'ignore',
        timeout: LONGEST_MS,
        env,
      });
    } catch {
      rmSync(blob, { force: true });
    }
  }
}
