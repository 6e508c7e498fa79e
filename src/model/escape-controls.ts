/**
 * What others wrote, made safe to show: a mail must neither steer the terminal nor hide or reorder what is read.
 */

/**
 * Controls (C0, DEL, C1: the terminal's escapes among them), marks that reorder text (bidi) or have no width, line and
 * paragraph separators, fillers, variation selectors, tags, halves of surrogate pairs.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** The same in JSON, where a line break can only stand between tokens. */
const HIDDEN_IN_JSON = new RegExp(`(?!\\n)${HIDDEN.source}`, 'gu');

const SHORT: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/**
 * `text` on one line, with everything that would not show written out: `\x1b`, `\n`, `<U+202E>`.
 * Other characters are as they were.
 */
export function escapeControls(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const code = character.codePointAt(0)!;
    const hex = code.toString(16);
    if (code >= 0xa0) return `<U+${hex.toUpperCase().padStart(4, '0')}>`;
    return SHORT[character] ?? `\\x${hex.padStart(2, '0')}`;
  });
}

/**
 * `value` as JSON with the same characters escaped, so that it can be looked at in a terminal. Ends in a line break.
 *
 * @param indent 0 for one line
 */
export function escapeControlsJson(value: unknown, indent = 2): string {
  return `${JSON.stringify(value, null, indent).replace(HIDDEN_IN_JSON, escapeUnits)}\n`;
}

function escapeUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
