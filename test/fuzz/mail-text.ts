/** Mails as text, a character a byte, taken apart and put together again. */
import type { Random } from './random';

export const text = (bytes: Buffer) => bytes.toString('latin1');
export const bytesOf = (value: string) => Buffer.from(value, 'latin1');
/** Characters beyond Latin-1 as their bytes in UTF-8. */
export const raw = (value: string) => Buffer.from(value, 'utf8').toString('latin1');

/** Where the body starts; all of the mail is its head where nothing parts them. */
export function cut(mail: string): [string, string] {
  const at = mail.indexOf('\n\n');
  return at === -1 ? [mail, ''] : [mail.slice(0, at + 1), mail.slice(at + 2)];
}

/** Header fields, each with its folded lines. */
export const fieldsOf = (head: string): string[] => head.match(/^[^\n]*\n(?:[ \t][^\n]*\n)*/gm) ?? [];

export function withFields(bytes: Buffer, change: (fields: string[]) => readonly string[]): Buffer {
  const [head, body] = cut(text(bytes));
  return bytesOf(`${change(fieldsOf(head)).join('')}\n${body}`);
}

export const withLines = (bytes: Buffer, change: (lines: string[]) => readonly string[]) =>
  bytesOf(change(text(bytes).split('\n')).join('\n'));

/** Change one match of several. */
export function atMatch(
  bytes: Buffer,
  pattern: RegExp,
  random: Random,
  by: (found: string) => string,
): Buffer {
  const mail = text(bytes);
  const all = [...mail.matchAll(pattern)];
  if (all.length === 0) return bytes;
  const one = random.pick(all);
  return bytesOf(mail.slice(0, one.index) + by(one[0]) + mail.slice(one.index! + one[0].length));
}

export const hunkStart = (line: string) => line.startsWith('@@ ');
export const isTag = (line: string) => /^[A-Za-z][\w-]{1,30}: /.test(line);

/** Hunks as ranges of lines. */
export function hunksOf(lines: readonly string[]): [number, number][] {
  return lines.flatMap((line, i): [number, number][] => {
    if (!hunkStart(line)) return [];
    let end = i + 1;
    while (end < lines.length && /^[ +\-\\]/.test(lines[end]!) && lines[end] !== '-- ') end += 1;
    return [[i, end]];
  });
}
