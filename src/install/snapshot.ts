import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** Building takes about a second; a machine that needs longer goes without. */
const LONGEST_MS = 30_000;

/**
 * Make the startup snapshot that hooks start from (see src/entries/hook.ts), with the node that will run it. Never
 * required: without it hooks start the program itself.
 */
export function makeSnapshot(program: string, node: string): void {
  const blob = join(program, 'hook.blob');
  const { NODE_OPTIONS: _, ...env } = process.env;
  try {
    execFileSync(node, ['--snapshot-blob', blob, '--build-snapshot', join(program, 'hook.cjs')], {
      stdio: 'ignore',
      timeout: LONGEST_MS,
      env,
    });
  } catch {
    rmSync(blob, { force: true });
  }
}
