/** Blank lines: one after declarations and functions, never two, none at the ends of a block. */

import { oneOf, pattern } from '../../../model/words';
import { type CodeLine, indentOf, type LayoutFinding } from './code';

const STATEMENT =
  /^(?:return|goto|else|case|break|continue|default|if|for|while|do|switch|typedef|asm|__asm__|sizeof|delete|new|guard|scoped_guard)\b/;
const TYPED = pattern()`^(?:${oneOf`
    const, static, volatile, register, unsigned, signed, long, short, struct, union, enum, __maybe_unused, __attribute__\S*
  `}\s+)*[A-Za-z_]\w*(?:\s+__\w+)?(?:\s+\**|\s*\*+\s*)(?:const\s+|__\w+\s+)?[A-Za-z_]\w*\s*(?:\[[^\]]*\]\s*)*(?:[=,;]|__\w+|$)`;
const FUNCTION_POINTER = /^(?:[\w*]+\s+)+\**\(\s*\*\s*\w+\s*\)\s*\(/;
const DECLARING_MACRO =
  /^(?:DECLARE|DEFINE|LIST_HEAD|HLIST_HEAD|CLASS|_?[Ss]tatic_assert|XA_STATE|MA_STATE|TRACE)\w*\s*\(/;

function isDeclaration(text: string): boolean {
  const code = text.trim();
  return (
    !STATEMENT.test(code) && (TYPED.test(code) || FUNCTION_POINTER.test(code) || DECLARING_MACRO.test(code))
  );
}

export function* blankLineFindings(lines: readonly CodeLine[]): Iterable<LayoutFinding> {
  yield* doubled(lines);
  yield* atEnds(lines);
  yield* behindDeclarations(lines);
  yield* betweenFunctions(lines);
}

function* doubled(lines: readonly CodeLine[]): Iterable<LayoutFinding> {
  for (let i = 1; i < lines.length; i += 1) {
    const line = lines[i]!;
    const above = lines[i - 1]!;
    if (!line.isBlank || !above.isBlank || line.inComment) continue;
    const added = [line, above].find((one) => one.line.kind === '+');
    if (added === undefined || (i > 1 && lines[i - 2]!.isBlank)) continue;
    yield {
      type: 'LINE_SPACING',
      message: 'Multiple blank lines',
      hint: 'Keep one',
      line: added.line,
    };
  }
}

/** After the brace that opens a block of statements, and before the one that closes any. */
function* atEnds(lines: readonly CodeLine[]): Iterable<LayoutFinding> {
  for (let i = 1; i + 1 < lines.length; i += 1) {
    const line = lines[i]!;
    if (line.line.kind !== '+' || !line.isBlank || line.isMacro) continue;
    const above = lines[i - 1]!.code.trimEnd();
    const below = lines[i + 1]!;
    if (above === '{' || /\)\s*\{$|\b(?:else|do)\s*\{$/.test(above)) {
      yield {
        type: 'BRACES',
        message: "Blank line after an open brace '{'",
        hint: 'Drop it',
        line: line.line,
      };
    } else if (/^\s*\}/.test(below.code)) {
      yield {
        type: 'BRACES',
        message: "Blank line before a close brace '}'",
        hint: 'Drop it',
        line: line.line,
      };
    }
  }
}

/** A statement right after the declarations that open a block. */
function* behindDeclarations(lines: readonly CodeLine[]): Iterable<LayoutFinding> {
  for (let i = 0; i < lines.length; i += 1) {
    const head = lines[i]!;
    const opening = head.code.trimEnd();
    if (head.isMacro || !(opening === '{' || /(?:\)|\belse|\bdo)\s*\{$/.test(opening))) continue;
    // `x = (struct y) {` and its kind hold no statements.
    if (
      /(?<![=!<>])=(?!=)/.test(opening) &&
      !/^\s*(?:if|for|while|switch|else|do|\}|\w{0,40}for_each)/.test(opening)
    )
      continue;
    const end = declarationsFrom(lines, i + 1);
    if (end === null || end.last === null) continue;
    const { last, next } = end;
    if (last.line.kind !== '+' && next.line.kind !== '+') continue;
    yield {
      type: 'LINE_SPACING',
      message: 'Missing a blank line after declarations',
      hint: `Add one before \`${shortened(next.line.text)}\``,
      line: (next.line.kind === '+' ? next : last).line,
      // The script passes over comments, assembly, and what is below an initializer of several lines.
      isBeyondScript: true,
    };
  }
}

/** The last declaration of a run, and the statement right after it; null for a run that ends well, or out of sight. */
function declarationsFrom(
  lines: readonly CodeLine[],
  from: number,
): { last: CodeLine | null; next: CodeLine } | null {
  let last: CodeLine | null = null;
  let lastLine = from;
  for (let i = from; i < lines.length; i += 1) {
    const line = lines[i]!;
    const code = line.bare;
    if (line.isBlank || line.isMacro) return null;
    if (code === '') continue;
    if (last !== null && indentOf(line.line.text) !== indentOf(last.line.text)) return null;
    if (!isDeclaration(line.code)) {
      // A label or a macro without a semicolon may be anything.
      return !/[;{(,=&|"]$|^(?:if|for|while|switch|do|return|goto)\b/.test(code)
        ? null
        : { last, next: lines[lastLine + 1]! };
    }
    const end = endOfStatement(lines, i);
    if (end === null) return null;
    last = line;
    lastLine = end;
    i = end;
  }
  return null;
}

/** The line on which the statement that starts on this line ends; null where the hunk ends first. */
function endOfStatement(lines: readonly CodeLine[], from: number): number | null {
  let depth = 0;
  for (const { index: i, code, bare } of lines.slice(from, from + 200)) {
    for (const c of code) {
      if (c === '(' || c === '{' || c === '[') depth += 1;
      else if (c === ')' || c === '}' || c === ']') depth -= 1;
      else if (c === ';' && depth <= 0) return i;
    }
    if (depth <= 0 && bare.endsWith(')') && DECLARING_MACRO.test(bare)) return i;
  }
  return null;
}

/** `}` of a function and the next function without a line between. */
function* betweenFunctions(lines: readonly CodeLine[]): Iterable<LayoutFinding> {
  for (let i = 1; i < lines.length; i += 1) {
    const line = lines[i]!;
    const above = lines[i - 1]!;
    if (line.line.kind !== '+' && above.line.kind !== '+') continue;
    if (above.line.text !== '}') continue;
    const { text } = line.line;
    if (!/^(?:\/\*|(?:static|inline|void|int|bool|u64|u32|struct|unsigned|uint\d+_t)\b)/.test(text)) continue;
    yield {
      type: 'LINE_SPACING',
      message: 'Missing a blank line after the function',
      hint: `Add one before \`${shortened(text)}\``,
      line: line.line.kind === '+' ? line.line : above.line,
    };
  }
}

function shortened(text: string): string {
  const words = text.trim();
  return words.length <= 60 ? words : `${words.slice(0, 59)}…`;
}
