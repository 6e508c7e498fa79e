/** What takes mail apart that is more than plain text: loaded for such mail only, as its tables of characters are large. */
import libmime from 'libmime';
import { decode } from 'libmime/lib/charset.js';

export { Splitter } from 'mailsplit';
export const decodeWords = (text: string) => libmime.decodeWords(text);
export const parseHeaderValue = (value: string) => libmime.parseHeaderValue(value);
/** Bytes in a charset that Node does not know. */
export const decodeCharset = decode;
