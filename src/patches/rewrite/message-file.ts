/** Write a commit message file again: its comments, and what is below the scissors, stay where they are. */
import { isUtf8 } from 'node:buffer';
import type { Text } from '../../model/text';
import { decodeMessage } from '../commit-message';
import { diffLines, linesOf, withoutLastBreaks } from './lines';

/**
 * @param bytes the file
 * @param read the message as it was read from it, with its places
 * @param message the message from now on
 * @param encoding `i18n.commitEncoding`; null for UTF-8
 */
export function rewriteMessageFile(
  bytes: Buffer,
  read: Text,
  message: string,
  encoding: string | null = null,
): Buffer {
  const before = withoutLastBreaks(read.value);
  const after = withoutLastBreaks(message);
  if (before === after) return bytes;
  const lines = decodeMessage(bytes, encoding).split('\n');
  const old = linesOf(before);
  // The line of the file that each line of the message is in.
  let offset = 0;
  const places = old.map((line) => {
    const at = read.source.locate(read.start + offset).line - 1;
    offset += line.length + 1;
    return at;
  });
  const ops = diffLines(old, linesOf(after));
  const gone = new Set<number>();
  for (const { kind, at } of ops) {
    if (kind !== '-') continue;
    const place = places[at]!;
    gone.add(place);
    // Git makes one blank line of several: with the one, the others go.
    const next = places[at + 1] ?? place;
    for (let i = place; i < next; i += 1) if (lines[i]!.trim() === '') gone.add(i);
  }
  const out: string[] = [];
  // A file of some other system's editor stays one.
  const end = lines[0]!.endsWith('\r') ? '\r' : '';
  let copied = 0;
  const copyTo = (line: number) => {
    for (; copied < line; copied += 1) if (!gone.has(copied)) out.push(lines[copied]!);
  };
  for (const { kind, text, at } of ops) {
    if (kind !== '+') {
      copyTo(places[at]! + 1);
      continue;
    }
    // Right after the line before it, so that comments stay after it; below blank lines, right above the next line.
    const isBelowText = at > 0 && old[at - 1] !== '';
    copyTo(isBelowText ? places[at - 1]! + 1 : (places[at] ?? 0));
    out.push(text + end);
  }
  copyTo(lines.length);
  const text = out.join('\n');
  const latin1 = encoding !== null && /^(?:iso-8859-1|latin1)$/i.test(encoding) && !isUtf8(bytes);
  return Buffer.from(text, latin1 ? 'latin1' : 'utf8');
}
