import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { patience } from '../../git/patience';
import { cacheOf } from '../program';
import { PROGRAMS } from '../programs';

/** It takes half a second; a machine that needs longer goes without. */
const LONGEST_MS = 30_000;

/**
 * Have `node`, which will run them, compile the programs of the hooks in `folder`. Never required: without the compiled
 * code, or with that of another node, a hook starts all the same.
 */
export function makeCodeCache(folder: string, node: string): void {
  const maker = join(folder, 'code-cache.cjs');
  const files = PROGRAMS.map((name) => cacheOf(folder, name));
  if (!existsSync(maker)) return;
  const { NODE_OPTIONS: _, ...env } = process.env;
  try {
    // The words are for the hook of a send, which looks above itself for what `git send-email` was told.
    execFileSync(node, [maker, 'git-send-email', '.'], {
      stdio: 'ignore',
      timeout: LONGEST_MS * patience(),
      env,
    });
  } catch {
    for (const file of files) rmSync(file, { force: true });
  }
}
