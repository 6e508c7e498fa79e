/** Bytes to text, by the charset that a mail or a commit names. */
import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { mimeLibrary } from './late';

const UTF8 = new Set([
  '',
  'utf-8',
  'utf8',
  'us-ascii',
  'ascii',
  'ansi_x3.4-1968',
  'unknown-8bit',
  'x-unknown',
]);
/** Charsets in which an ASCII byte need not be that character. */
const NOT_ASCII = /^(?:utf-?16|utf-?32|ucs|utf-?7|iso-2022|hz-|csiso2022|unicode)/;

function known(label: string, fatal: boolean): TextDecoder | null {
  try {
    return new TextDecoder(label, { fatal });
  } catch {
    return null;
  }
}

/**
 * The decoder for these bytes: UTF-8 where that is what they are, as git guesses, else the charset they are said to
 * be in, else Latin-1 (as browsers read it: windows-1252).
 *
 * @returns null for a charset that Node does not know
 */
export function decoderFor(bytes: Buffer, charset: string): TextDecoder | null {
  const label = charset.trim().toLowerCase();
  if (UTF8.has(label)) return new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'windows-1252', { ignoreBOM: true });
  return known(label, false);
}

/** Decode bytes; never throws, what fits no charset becomes U+FFFD or Latin-1. */
export function decodeBytes(bytes: Buffer, charset = ''): string {
  const label = charset.trim().toLowerCase();
  if (!NOT_ASCII.test(label) && isAscii(bytes)) return bytes.toString('latin1');
  if (UTF8.has(label) && isUtf8(bytes)) return bytes.toString('utf8');
  const decoder = decoderFor(bytes, label);
  if (decoder !== null) return decoder.decode(bytes);
  try {
    return mimeLibrary().decodeCharset(bytes, label);
  } catch {
    return bytes.toString('latin1');
  }
}

/** Whether each character is two bytes or more, so that line ends are not single bytes. */
export function isWide(charset: string): boolean {
  return /^(?:utf-?16|utf-?32|ucs)/i.test(charset.trim());
}
