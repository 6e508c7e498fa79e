import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Building takes about a second; a machine that needs longer goes without. */
const LONGEST_MS = 30_000;

/** Programs and the snapshots that are made of them: one for commits, one for sends. */
const SNAPSHOTS = { 'hook.cjs': 'hook.blob', 'send-hook.cjs': 'send.blob' };

/**
 * Make the startup snapshots that hooks start from (see src/hook/start.ts), with the node that will run them; those that
 * this node made of the same program before stay. Never required: without one a hook starts the program itself.
 */
export function makeSnapshots(folder: string, node: string): void {
  const { NODE_OPTIONS: _, ...env } = process.env;
  for (const [program, snapshot] of Object.entries(SNAPSHOTS)) {
    if (!existsSync(join(folder, program))) continue;
    const blob = join(folder, snapshot);
    if (isOf(blob, join(folder, program), node)) continue;
    rmSync(originOf(blob), { force: true });
    try {
      execFileSync(node, ['--snapshot-blob', blob, '--build-snapshot', join(folder, program)], {
        stdio: 'ignore',
        timeout: LONGEST_MS,
        env,
      });
      if (node === process.execPath) writeFileSync(originOf(blob), origin(blob, join(folder, program)));
    } catch {
      rmSync(blob, { force: true });
    }
  }
}

/** Whether `blob` is, unchanged, what `node` made of `program`. Of another node nothing is known without starting it. */
function isOf(blob: string, program: string, node: string): boolean {
  if (node !== process.execPath) return false;
  try {
    return readFileSync(originOf(blob), 'utf8') === origin(blob, program);
  } catch {
    return false;
  }
}

const originOf = (blob: string) => `${blob}.origin`;

function origin(blob: string, program: string): string {
  const sum = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
  return `${process.execPath} ${process.version} ${process.arch}\n${sum(program)}\n${sum(blob)}\n`;
}
