/** Bytes to text, by the charset that a mail or a commit names. */
import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { memoizeText } from '../model/memoize-text';
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

/** A mail is in few charsets, and may have half a million lines: to make a decoder takes longer than to decode one. */
const MOST_DECODERS = 20;
const decoderOf = memoizeText((label: string): TextDecoder | null => {
  try {
    return new TextDecoder(label, { ignoreBOM: label === 'utf-8' });
  } catch {
    return null;
  }
}, MOST_DECODERS);

/**
 * The decoder for these bytes: UTF-8 where that is what they are, as git guesses, else the charset they are said to
 * be in, else Latin-1 (as browsers read it: windows-1252). It is everybody's: who gives it bytes in parts gives them all.
 *
 * @returns null for a charset that Node does not know
 */
export function decoderFor(bytes: Buffer, charset: string): TextDecoder | null {
  const label = charset.trim().toLowerCase();
  if (UTF8.has(label)) return decoderOf(isUtf8(bytes) ? 'utf-8' : 'windows-1252');
  return decoderOf(label);
}

/** Decode bytes; never throws, what fits no charset becomes U+FFFD or Latin-1. */
export function decodeBytes(bytes: Buffer, charset = ''): string {
  const label = charset.trim().toLowerCase();
  // mutant: only saves time
  if (!NOT_ASCII.test(label) && isAscii(bytes)) return bytes.toString('latin1');
  // mutant: only saves time
  if (UTF8.has(label) && isUtf8(bytes)) return bytes.toString('utf8');
  const decoder = decoderFor(bytes, label);
  return decoder === null ? mimeLibrary().decodeCharset(bytes, label) : decoder.decode(bytes);
}

/** Returns true if bytes, given as a character for each, are the text itself. */
export function isPlain(latin1: string, charset: string): boolean {
  // mutant: only saves time
  return /^[\x00-\x7f]*$/.test(latin1) && !NOT_ASCII.test(charset.trim().toLowerCase());
}

/** Returns true if each character is two bytes or more, so that line ends are not single bytes. */
export function isWide(charset: string): boolean {
  return /^(?:utf-?16|utf-?32|ucs)/i.test(charset.trim());
}
