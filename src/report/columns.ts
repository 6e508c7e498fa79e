/** How wide text is on a terminal. */

/** First and last code points of what takes two columns (Unicode's East Asian Width W and F, by block). */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1faff],
  [0x20000, 0x3fffd],
];

/** Columns that visible text takes: two for a wide character, none for a mark that goes onto the one before. */
export function columns(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let sum = 0;
  for (const character of text) sum += columnsOf(character);
  return sum;
}

/** As much of the start of `text` as takes at most `most` columns. */
export function fitting(text: string, most: number): string {
  let sum = 0;
  let end = 0;
  for (const character of text) {
    sum += columnsOf(character);
    if (sum > most) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** `text`, cut to `most` columns with an ellipsis where it is longer. */
export function cut(text: string, most: number): string {
  return columns(text) <= most ? text : `${fitting(text, most - 1)}…`;
}

function columnsOf(character: string): number {
  const code = character.codePointAt(0)!;
  if (code < 0x300) return 1;
  if (/^[\p{Mn}\p{Me}]$/u.test(character)) return 0;
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}
