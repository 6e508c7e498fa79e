/** C of a hunk as it stands after the patch, with what is not code blanked out: columns stay what they are. */
import type { DiffFile, DiffLine, Hunk } from '../../../model/diff';
import { codeOfLines, partsOf } from '../scan';

export interface CodeLine {
  /** Its place among the lines of the hunk. */
  readonly index: number;
  readonly line: DiffLine;
  /** The line with comments as spaces and the insides of strings as `_`; as long as the line itself. */
  readonly code: string;
  /** The same without white space at its ends. */
  readonly bare: string;
  /** Nothing stands on the line, not even a comment. */
  readonly isBlank: boolean;
  /** A `#…` line, or the continuation of one. */
  readonly isMacro: boolean;
  /** Of inline assembly, whose operands are laid out by hand. */
  readonly isAsm: boolean;
  /** The line starts inside a block comment. */
  readonly inComment: boolean;
}

/** A layout finding: its checkpatch.pl type, and what is wrong in words. */
export interface LayoutFinding {
  readonly type: string;
  readonly message: string;
  readonly hint: string;
  readonly line: DiffLine;
  /** Offsets into the line's text; the whole line where they are left out. */
  readonly from?: number;
  readonly to?: number;
  /** Lower than a warning: a matter of taste, or weak evidence. */
  readonly isNote?: boolean;
  /** checkpatch.pl doesn't look for it. */
  readonly isBeyondScript?: boolean;
  /** How the line goes with its neighbours, which are new to it. */
  readonly isOfMove?: boolean;
}

const C_FILE = /\.[ch]$/;
/** Columns of a tab. */
export const TAB = 8;
/** Columns that a line should fit into. */
export const WIDTH = 80;
/** Longer lines are data; no one lays them out. */
const LONGEST = 400;

export function isC(file: DiffFile): boolean {
  return C_FILE.test(file.newPath) && file.change !== 'deleted';
}

/** The lines of a hunk after the patch. Linear in their length. */
export function codeOf(hunk: Hunk): CodeLine[] {
  const masks = codeOfLines(hunk);
  const parts = partsOf(hunk);
  let inMacro = false;
  let inAsm = false;
  const out: CodeLine[] = [];
  for (const [i, line] of hunk.lines.entries()) {
    if (line.kind === '-') continue;
    const { text } = line;
    const code = text.length > LONGEST ? '' : masks[i]!;
    const isMacro: boolean = inMacro || (code.includes('#') && /^\s*#/.test(code));
    inMacro = isMacro && text.endsWith('\\');
    const isAsm: boolean = inAsm || ASM.test(code);
    inAsm = isAsm && !/;\s*$/.test(code);
    const bare = code.trim();
    const isBlank = bare === '' && text.trim() === '';
    const [first] = parts[i]!;
    const inComment = first?.kind === 'block' && first.innerFrom === 0;
    out.push({ index: out.length, line, code, bare, isBlank, isMacro, isAsm, inComment });
  }
  return out;
}

const ASM = /\b(?:asm|__asm__|__asm|asm_volatile_goto|ALTERNATIVE\w*|KVM_ASM_SAFE\w*)\b/;

/** By how many a line opens more parentheses and brackets than it closes. */
export function depthOf(code: string): number {
  let depth = 0;
  for (const c of code) {
    if (c === '(' || c === '[') depth += 1;
    else if (c === ')' || c === ']') depth -= 1;
  }
  return depth;
}

/** The column on the screen of an offset into a line, from 0. */
export function columnOf(text: string, offset: number): number {
  let column = 0;
  let from = 0;
  for (let at = text.indexOf('\t'); at !== -1 && at < offset; at = text.indexOf('\t', from)) {
    column += at - from;
    column += TAB - (column % TAB);
    from = at + 1;
  }
  return column + offset - from;
}

/** The offset into a line of a column on the screen, from 0. */
export function columnAt(text: string, column: number): number {
  let offset = 0;
  while (offset < text.length && columnOf(text, offset) < column) offset += 1;
  return offset;
}

export function widthOf(text: string): number {
  return columnOf(text, text.length);
}

/** Tabs, and spaces for the rest, up to a column. */
export function indentTo(column: number): string {
  return '\t'.repeat(Math.floor(column / TAB)) + ' '.repeat(column % TAB);
}

export function indentOf(text: string): number {
  return columnOf(text, text.length - text.trimStart().length);
}
