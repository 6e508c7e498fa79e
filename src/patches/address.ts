/** Addresses of From, To and Cc: RFC 5322 as far as real mail goes, and never an error. */
import type { Person } from '../model/patch';
import { mimeLibrary } from './late';

/** Decode the encoded words (RFC 2047) in a text; what cannot be decoded stays as it is. */
export function decodeEncodedWords(text: string): string {
  if (!text.includes('=?')) return text;
  try {
    return mimeLibrary().decodeWords(text);
  } catch {
    return text;
  }
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
    else if (c === ':' && email === null && !phrase.includes('@')) phrase = '';
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
