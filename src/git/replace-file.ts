/** Files that must never be half written, and never gone. */
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';

/**
 * Put `bytes` in the place of a file, in one step: a reader sees the old file or the new one.
 *
 * @param options.mode of a file that isn't there yet; one that is keeps its own
 * @param options.sync wait until the disk has it
 * @throws where that fails; the file is then as it was, with nothing beside it
 */
export function replaceFile(
  path: string,
  bytes: Uint8Array | string,
  { mode = 0o666, sync = false }: { mode?: number; sync?: boolean } = {},
): void {
  const before = statSync(path, { throwIfNoEntry: false });
  const next = `${path}.git-kvm-${process.pid}`;
  try {
    writeFileSync(next, bytes, { flag: 'wx', mode: before ? before.mode & 0o777 : mode, flush: sync });
    renameSync(next, path);
  } catch (error) {
    try {
      rmSync(next, { force: true });
    } catch {
      // The first error says more.
    }
    throw error;
  }
}
