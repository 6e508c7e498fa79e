import { readFileSync } from 'node:fs';

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});

/** CRC-SIZE of a file, the two numbers that `cksum` prints (POSIX). */
export function cksum(file: string): string {
  const bytes = readFileSync(file);
  let crc = 0;
  const add = (byte: number) => {
    crc = (crc << 8) ^ TABLE[(crc >>> 24) ^ byte]!;
  };
  for (const byte of bytes) add(byte);
  for (let size = bytes.length; size > 0; size = Math.floor(size / 256)) add(size & 255);
  return `${~crc >>> 0}-${bytes.length}`;
}
