/** Where git stops reading a commit message, as its mailinfo.c and mailsplit.c have it. */
import { parseDiff, startsDiff } from './diff';

/** `patchbreak()`: the message of a mail ends above this line. */
export function endsMessage(line: string): boolean {
  if (line.startsWith('diff -') || line.startsWith('Index: ')) return true;
  if (!line.startsWith('---')) return false;
  return (line[3] === ' ' && line.length > 4 && line[4]!.trim() !== '') || line.slice(3).trim() === '';
}

/** `---` alone: what is below it, up to the diff, is not recorded. */
export function isSeparator(line: string): boolean {
  return line.startsWith('---') && line.slice(3).trim() === '';
}

/** `is_from_line()`: a line with a time and a year, at which an mbox is split. */
export function isFromLine(line: string): boolean {
  if (!line.startsWith('From ') || line.length > 1000) return false;
  const time = /\d\d?:\d\d(?::\d\d)?(?: [A-Za-z]{1,5}| [+-]\d{4})? (\d{4})\b/.exec(line);
  return time !== null && Number(time[1]) > 90;
}

const SIGNED = /^Signed-off-by: \S/;

/**
 * Where a message ends that is meant for `git am`: above the first line that ends it. If only what is below that line is
 * signed off, the writer took more for the message, and it goes on to these tags: a rule tells what will be lost.
 *
 * @returns the index of the first line after the message; `lines.length` where nothing ends it
 */
export function messageEnd(lines: readonly string[], from: number): number {
  let cut = -1;
  let signed = -1;
  let i = from;
  for (; i < lines.length; i += 1) {
    const line = lines[i]!;
    const opensDiff = startsDiff(line, lines[i + 1]);
    if (SIGNED.test(line)) signed = i;
    else if (cut !== -1 && line === '-- ') break;
    else if (endsMessage(line)) {
      if (signed !== -1) break;
      // Below the notes is the patch itself.
      if (cut !== -1 && isSeparator(lines[cut]!) && opensDiff) break;
      if (cut === -1) cut = i;
      i = Math.max(i, parseDiff(lines, i).end - 1);
    }
  }
  if (cut === -1) return i;
  if (signed === -1) return cut;
  let end = signed + 1;
  while (end < i && lines[end]!.trim() !== '') end += 1;
  return end;
}
