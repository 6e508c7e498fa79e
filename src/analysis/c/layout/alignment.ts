/** Continuation lines start below what follows the parenthesis they are in. */
import { type CodeLine, columnOf, indentOf, indentTo, type LayoutFinding, widthOf } from './code';

interface Open {
  readonly mark: string;
  /** Where lines inside are to start; null where nothing follows the mark on its line, or it is a brace. */
  readonly column: number | null;
  readonly at: CodeLine;
  /** Of no call and no condition: it only says what is worked out first. */
  readonly isGroup: boolean;
  /** A line inside was looked at: one finding for each parenthesis is enough. */
  isSettled: boolean;
}

/** Beyond it, an aligned line is no better than one that is not. */
const WIDEST = 100;

export function* alignmentFindings(lines: readonly CodeLine[]): Iterable<LayoutFinding> {
  const open: Open[] = [];
  for (const line of lines) {
    if (line.isMacro || line.inComment) {
      if (line.isMacro) open.length = 0;
      continue;
    }
    const inner = open[open.length - 1];
    if (inner !== undefined) {
      const first = line.code.length - line.code.trimStart().length;
      const finding = first < line.code.length ? findingOf(inner, line, first) : null;
      if (finding !== null) yield finding;
    }
    readMarks(line, open);
  }
}

function findingOf(inner: Open, line: CodeLine, first: number): LayoutFinding | null {
  if (inner.isSettled || inner.column === null || /[)\]}#]/.test(line.code[first]!)) return null;
  const isNew = line.line.kind === '+' && inner.at.line.kind === '+';
  const column = indentOf(line.line.text);
  if (column === inner.column || !isNew) {
    // An old statement that is laid out in another way keeps it.
    if (line.line.kind === ' ') inner.isSettled = true;
    return null;
  }
  const text = line.line.text.trim();
  if (inner.column + widthOf(text) > WIDEST || /^(?::|\[)/.test(text)) return null;
  // A sum in parentheses of its own, an operator before each line, is laid out by hand.
  if (inner.isGroup && /^(?:[-+*/|&^%]|&&|\|\|)\s/.test(text)) return null;
  inner.isSettled = true;
  return {
    type: 'PARENTHESIS_ALIGNMENT',
    message: 'Alignment should match open parenthesis',
    hint: `Start the line in column ${inner.column + 1}: \`${indentTo(inner.column).replaceAll('\t', '→')}${text}\` (→ is a tab)`,
    line: line.line,
    from: line.line.text.length - line.line.text.trimStart().length,
  };
}

/** By the code of a character. */
const IS_MARK = Array.from({ length: 128 }, (_, code) => '()[]{};'.includes(String.fromCharCode(code)));
/** Operands of assembly are laid out by hand, and the parts of a tracepoint start a tab in. */
const FREE =
  /\b(?:asm|__asm__|asm_volatile_goto|ALTERNATIVE\w*)\b|^(?:TRACE_EVENT|DEFINE_EVENT|DECLARE_EVENT)\w*\(/;
const DEEPEST = 200;

/** What is open after this line. A brace inside parentheses (a compound literal, a statement expression) has its own rules. */
function readMarks(line: CodeLine, open: Open[]): void {
  const { code } = line;
  let isFree: boolean | null = null;
  for (let i = 0; i < code.length; i += 1) {
    if (IS_MARK[code.charCodeAt(i)] !== true) continue;
    const c = code[i]!;
    if (c === '(' || c === '[' || c === '{') {
      const isBlock = c === '{';
      if (isBlock && open.length === 0) continue;
      isFree ??= FREE.test(code);
      const isAlone = isBlock || isFree || c === '[' || code.slice(i + 1).trim() === '';
      const column = isAlone ? null : columnOf(line.line.text, i) + 1;
      const isGroup = !/[\w)\]]\s?$/.test(code.slice(Math.max(0, i - 2), i));
      open.push({ mark: c, column, at: line, isGroup, isSettled: false });
    } else if (c !== ';') open.pop();
    else if (!open.some(({ mark }) => mark === '{') && code.slice(i + 1).trim() === '') {
      // A hunk that starts in mid-statement leaves marks open that are none.
      open.length = 0;
    }
  }
  // mutant: it bounds time and memory alone
  if (open.length > DEEPEST) open.splice(0, open.length - DEEPEST);
}
