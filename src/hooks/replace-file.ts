/** Rewrite the file of a message that somebody has written: it is never half, and never gone. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Put `bytes` in the place of the file, in one step. @returns false where that fails; the file is then as it was */
export function replaceFile(path: string, bytes: Uint8Array | string): boolean {
  const next = `${path}.git-kvm-${process.pid}`;
  try {
    writeFileSync(next, bytes, { flag: 'wx' });
    renameSync(next, path);
    return true;
  } catch {
    try {
      rmSync(next, { force: true });
    } catch {}
    return false;
  }
}
