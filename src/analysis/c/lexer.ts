/**
 * C as it stands in hunks: tokens of one line at a time, with the little state that goes from line to line.
 *
 * A parser wants whole files; a hunk starts and ends anywhere, inside a comment or a macro. All that order asks is
 * which identifiers are code and what stands beside them, and that a tokenizer tells in one pass.
 */
import type { DiffLine } from '../../model/diff';

export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'mark';
  readonly text: string;
  readonly column: number;
}

export interface CodeLine {
  readonly tokens: readonly Token[];
  /** A `#…` line, or the continuation of one. */
  readonly directive: boolean;
  /** What the comments on this line say. */
  readonly comment: string;
}

/** What one line leaves for the next. */
export interface LexState {
  readonly inComment: boolean;
  /** The line before was a directive that ended in a backslash. */
  readonly inDirective: boolean;
}

export const FRESH: LexState = { inComment: false, inDirective: false };

const BLANK = 1;
const NAME_START = 2;
const DIGIT = 4;
const QUOTE = 8;
/** What a character can start, by its code; a look-up costs a fraction of a regular expression for each character. */
const CLASSES = new Uint8Array(128);
const mark = (characters: string, kind: number) => {
  for (const c of characters) CLASSES[c.charCodeAt(0)] = kind;
};
mark(' \t', BLANK);
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$', NAME_START);
mark('0123456789', DIGIT);
mark('"\'', QUOTE);

const SLASH = 0x2f;
const STAR = 0x2a;
const MINUS = 0x2d;
const GREATER = 0x3e;
const HASH = 0x23;
const DOT = 0x2e;

/** Whether a side of a hunk, all its lines but those of kind `without`, starts inside a block comment. */
export function startsInComment(
  lines: readonly Pick<DiffLine, 'kind' | 'text'>[],
  without: DiffLine['kind'],
): boolean {
  let first: string | null = null;
  for (const { kind, text } of lines) {
    if (kind === without) continue;
    first ??= text;
    const open = text.indexOf('/*');
    const close = text.indexOf('*/');
    if (close !== -1 && (open === -1 || close < open)) return true;
    if (open !== -1) return false;
  }
  return first !== null && /^\s*\*(?:\s|$)/.test(first);
}

function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? CLASSES[code]! : 0;
}

function endOfName(text: string, from: number): number {
  let at = from;
  while (at < text.length && (classAt(text, at) & (NAME_START | DIGIT)) !== 0) at += 1;
  return at;
}

/** `(?:[eEpP][+-]|[0-9A-Za-z_.])*` */
function endOfNumber(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const c = text[at]!;
    if ((c === '+' || c === '-') && at > from && 'eEpP'.includes(text[at - 1]!)) continue;
    if (c === '$') break;
    if ((classAt(text, at) & (NAME_START | DIGIT)) === 0 && text.charCodeAt(at) !== DOT) break;
  }
  return at;
}

/** Tokens of one line. Linear in its length. */
export function lexLine(text: string, state: LexState): { line: CodeLine; state: LexState } {
  const tokens: Token[] = [];
  let comment = '';
  let { inComment } = state;
  let directive = state.inDirective;
  let at = 0;
  while (at < text.length) {
    if (inComment) {
      const close = text.indexOf('*/', at);
      comment += `${text.slice(at, close === -1 ? text.length : close)} `;
      if (close === -1) break;
      inComment = false;
      at = close + 2;
      continue;
    }
    const code = text.charCodeAt(at);
    const kind = code < 128 ? CLASSES[code]! : 0;
    if (kind === BLANK) {
      at += 1;
    } else if (kind === NAME_START) {
      const end = endOfName(text, at + 1);
      tokens.push({ kind: 'name', text: text.slice(at, end), column: at });
      at = end;
    } else if (kind === DIGIT) {
      const end = endOfNumber(text, at);
      tokens.push({ kind: 'number', text: text.slice(at, end), column: at });
      at = end;
    } else if (kind === QUOTE) {
      const end = endOfString(text, at);
      tokens.push({ kind: 'string', text: text.slice(at + 1, end - 1), column: at });
      at = end;
    } else if (code === SLASH && text.charCodeAt(at + 1) === STAR) {
      inComment = true;
      at += 2;
    } else if (code === SLASH && text.charCodeAt(at + 1) === SLASH) {
      comment += text.slice(at + 2);
      break;
    } else {
      if (code === HASH && tokens.length === 0) directive = true;
      const arrow = code === MINUS && text.charCodeAt(at + 1) === GREATER;
      tokens.push({ kind: 'mark', text: arrow ? '->' : text[at]!, column: at });
      at += arrow ? 2 : 1;
    }
  }
  const inDirective = directive && text.endsWith('\\');
  return { line: { tokens, directive, comment }, state: { inComment, inDirective } };
}

function endOfString(text: string, from: number): number {
  const quote = text[from]!;
  let at = from + 1;
  while (at < text.length && text[at] !== quote) at += text[at] === '\\' ? 2 : 1;
  return Math.min(at + 1, text.length);
}
