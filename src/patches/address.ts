/** Addresses of From, To and Cc: RFC 5322 as far as real mail goes, and never an error. */
import type { Person } from '../model/patch';
import { mimeLibrary } from './late';

/** Decode the encoded words (RFC 2047) in a text; what cannot be decoded stays as it is. */
export function decodeEncodedWords(text: string): string {
  // mutant: only saves time
  return text.includes('=?') ? mimeLibrary().decodeWords(text) : text;
}

const MARK = /["(<,;:]/g;

/**
 * The people that an address header names, in order.
 *
 * @param value unfolded, encoded words not yet decoded: a comma inside one parts nothing
 */
export function parseAddresses(value: string): Person[] {
  const people: Person[] = [];
  let phrase = '';
  let comment = '';
  let email: string | null = null;
  const flush = () => {
    const words = phrase.replace(/\s+/g, ' ').trim();
    if (email !== null) people.push({ name: decodeEncodedWords(words || comment), email });
    else if (words !== '' && !words.includes(' ')) {
      people.push({ name: decodeEncodedWords(comment), email: words });
    }
    phrase = '';
    comment = '';
    email = null;
  };
  for (let i = 0; i < value.length; i += 1) {
    const c = value[i]!;
    if (c === '"') {
      for (i += 1; i < value.length && value[i] !== '"'; i += 1) {
        if (value[i] === '\\') i += 1;
        phrase += value[i] ?? '';
      }
    } else if (c === '(') {
      let depth = 1;
      let inside = '';
      for (i += 1; i < value.length; i += 1) {
        if (value[i] === '\\') i += 1;
        else if (value[i] === '(') depth += 1;
        else if (value[i] === ')') depth -= 1;
        if (depth === 0) break;
        inside += value[i] ?? '';
      }
      comment = inside.trim();
    } else if (c === '<') {
      const close = value.indexOf('>', i);
      const end = close === -1 ? value.length : close;
      email = value.slice(i + 1, end).trim();
      i = end;
    } else if (c === ',' || c === ';') flush();
    else if (c === ':') phrase = '';
    else {
      // Up to the next mark in one piece.
      MARK.lastIndex = i + 1;
      const next = MARK.exec(value)?.index ?? value.length;
      phrase += value.slice(i, next);
      i = next - 1;
    }
  }
  flush();
  return people;
}

/** More (bytes) than git takes for a name. */
const LONGEST_NAME = 60;

/**
 * The author that git makes of a `From:`, as `handle_from()` of its mailinfo.c: what is around the first `@` is the
 * address, all else the name, with a company in parentheses.
 *
 * @param value unfolded, encoded words not yet decoded
 * @returns the name '' where git records the address in its place; null where there is no address
 */
export function parseAuthor(value: string): Person | null {
  const text = unquoted(decodeEncodedWords(value));
  const sign = text.indexOf('@');
  if (sign === -1) return parseAddresses(value)[0] ?? null;
  let start = sign;
  while (start > 0 && !/[\s<]/.test(text[start - 1]!)) start -= 1;
  const email = /^[^\s>]*/.exec(text.slice(start))![0];
  const before = text[start - 1] === '<' ? `${text.slice(0, start - 1)} ` : text.slice(0, start);
  const after = text.slice(start + email.length).replace(/^[\s>]/, '');
  let name = `${before}${after}`.replace(/\s+/g, ' ').trim();
  if (name.startsWith('(') && name.endsWith(')')) name = name.slice(1, -1);
  if (/[@<>]/.test(name) || Buffer.byteLength(name) > LONGEST_NAME) name = '';
  return { name, email };
}

/** Without the quotes of quoted strings and the backslashes inside them and comments. */
function unquoted(text: string): string {
  let out = '';
  let isQuoted = false;
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i]!;
    if ((isQuoted || depth > 0) && c === '\\') {
      i += 1;
      out += text[i] ?? '';
    } else if (c === '"' && depth === 0) isQuoted = !isQuoted;
    else {
      if (!isQuoted && c === '(') depth += 1;
      if (c === ')' && depth > 0) depth -= 1;
      out += c;
    }
  }
  return out;
}
