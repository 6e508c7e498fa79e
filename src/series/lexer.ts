/**
 * C as it stands in hunks: tokens of one line at a time, with the little state that goes from line to line.
 *
 * A parser wants whole files; a hunk starts and ends anywhere, inside a comment or a macro. All that order asks is
 * which identifiers are code and what stands beside them, and that a tokenizer tells in one pass.
 */

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

const NAME_START = /[A-Za-z_$]/;
const NAME = /[A-Za-z0-9_$]*/y;
const NUMBER = /(?:[eEpP][+-]|[0-9A-Za-z_.])*/y;

/** Whether a hunk that starts with these lines starts inside a block comment. */
export function startsInComment(lines: readonly { text: string }[]): boolean {
  for (const { text } of lines) {
    const open = text.indexOf('/*');
    const close = text.indexOf('*/');
    if (close !== -1 && (open === -1 || close < open)) return true;
    if (open !== -1) return false;
  }
  return lines.length > 0 && /^\s*\*(?:\s|$)/.test(lines[0]!.text);
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
    const c = text[at]!;
    if (c === ' ' || c === '\t') {
      at += 1;
    } else if (c === '/' && text[at + 1] === '*') {
      inComment = true;
      at += 2;
    } else if (c === '/' && text[at + 1] === '/') {
      comment += text.slice(at + 2);
      break;
    } else if (c === '"' || c === "'") {
      const end = endOfString(text, at);
      tokens.push({ kind: 'string', text: text.slice(at + 1, end - 1), column: at });
      at = end;
    } else if (NAME_START.test(c)) {
      NAME.lastIndex = at;
      const name = NAME.exec(text)![0];
      tokens.push({ kind: 'name', text: name, column: at });
      at += name.length;
    } else if (c >= '0' && c <= '9') {
      NUMBER.lastIndex = at;
      const number = NUMBER.exec(text)![0];
      tokens.push({ kind: 'number', text: number, column: at });
      at += number.length;
    } else {
      if (c === '#' && tokens.length === 0) directive = true;
      const arrow = c === '-' && text[at + 1] === '>';
      tokens.push({ kind: 'mark', text: arrow ? '->' : c, column: at });
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
