/** Where the lines go: a file that can be cut back to a state, or a stream that is waited for. */

import { once } from 'node:events';
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { reasonOf, UsageError } from '../model/errors';

export interface Output {
  write(text: string): Promise<void> | void;
  /** Bytes in it, all of them safe on the disk. */
  written(): number;
  close(): void;
}

/**
 * @param keep how much of what is there stays
 * @throws UsageError where the file cannot be written
 */
export function openOutput(file: string, keep: number): Output {
  let fd: number;
  try {
    fd = openSync(file, keep > 0 ? 'r+' : 'w');
  } catch (error) {
    throw new UsageError(`${file}: cannot write: ${reasonOf(error)}`);
  }
  if (fstatSync(fd).size < keep) {
    closeSync(fd);
    throw new UsageError(`${file}: shorter than recorded`, 'restart without --resume');
  }
  ftruncateSync(fd, keep);
  let length = keep;
  return {
    write(text) {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) {
        const count = writeSync(fd, bytes, at, bytes.length - at, length);
        at += count;
        length += count;
      }
    },
    written() {
      fsyncSync(fd);
      return length;
    },
    close: () => closeSync(fd),
  };
}

/** Whoever reads slowly is waited for, so that nothing piles up. */
export function streamOutput(stream: NodeJS.WritableStream): Output {
  return {
    async write(text) {
      if (text !== '' && !stream.write(text)) await once(stream, 'drain');
    },
    written: () => 0,
    close: () => {},
  };
}
