/**
 * C as it is in hunks: tokens of one line at a time, with the little state that goes from line to line.
 *
 * A parser wants whole files; a hunk starts and ends anywhere, inside a comment or a macro. All that order asks is
 * which identifiers are code and what stands beside them, and that a tokenizer tells in one pass.
 */
import { scanLine } from './scan';

export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'mark';
  readonly text: string;
  readonly column: number;
}

export interface CodeLine {
  readonly tokens: readonly Token[];
  /** A `#…` line, or the continuation of one. */
  readonly directive: boolean;
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
/** What a character can start, by its code; a look-up costs a fraction of a regular expression for each character. */
const CLASSES = new Uint8Array(128);
const mark = (characters: string, kind: number) => {
  for (const c of characters) CLASSES[c.charCodeAt(0)] = kind;
};
mark(' \t', BLANK);
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_', NAME_START);
mark('0123456789', DIGIT);

const MINUS = 0x2d;
const GREATER = 0x3e;
const DOT = 0x2e;

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
    if ((classAt(text, at) & (NAME_START | DIGIT)) === 0 && text.charCodeAt(at) !== DOT) break;
  }
  return at;
}

/** Tokens of one line. Linear in its length. */
export function lexLine(text: string, state: LexState): { line: CodeLine; state: LexState } {
  const tokens: Token[] = [];
  const { parts, inComment } = scanLine(text, state.inComment);
  for (const { kind, from, to, innerFrom, innerTo } of parts) {
    if (kind === 'string')
      tokens.push({ kind: 'string', text: text.slice(innerFrom, innerTo), column: from });
    else if (kind === 'code') addTokens(tokens, text, from, to);
  }
  const [first] = tokens;
  const directive = state.inDirective || (first?.kind === 'mark' && first.text === '#');
  const inDirective = directive && text.endsWith('\\');
  return { line: { tokens, directive }, state: { inComment, inDirective } };
}

/** The tokens of code without strings and comments. */
function addTokens(tokens: Token[], text: string, from: number, to: number): void {
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    const kind = classAt(text, at);
    if (kind === BLANK) {
      at += 1;
      continue;
    }
    const column = at;
    if (kind === NAME_START) {
      at = endOfName(text, at + 1);
      tokens.push({ kind: 'name', text: text.slice(column, at), column });
    } else if (kind === DIGIT) {
      at = endOfNumber(text, at);
      tokens.push({ kind: 'number', text: text.slice(column, at), column });
    } else {
      at += code === MINUS && text.charCodeAt(at + 1) === GREATER ? 2 : 1;
      tokens.push({ kind: 'mark', text: text.slice(column, at), column });
    }
  }
}
