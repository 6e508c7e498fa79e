/**
 * What others wrote, made safe to show: a mail must neither steer the terminal nor hide or reorder what is read.
 */

/**
 * Controls (C0, DEL, C1: the terminal's escapes among them), marks that reorder text (bidi) or have no width, line and
 * paragraph separators, fillers, variation selectors, tags, halves of surrogate pairs.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * `text` on one line, with everything that would not show written out: `\x1b`, `\n`, `<U+202E>`.
 * Other characters are as they were; ASCII without controls comes back unchanged.
 */
export function visible(text: string): string {
  return text.replace(HIDDEN, name);
}

function name(character: string): string {
  const code = character.codePointAt(0)!;
  if (code === 9) return '\\t';
  if (code === 10) return '\\n';
  if (code === 13) return '\\r';
  const hex = code.toString(16);
  return code < 0x100 && code !== 0xad
    ? `\\x${hex.padStart(2, '0')}`
    : `<U+${hex.toUpperCase().padStart(4, '0')}>`;
}
