/** Braces of if, else and loops: none around a single line, on all arms or on none. */
import type { CodeLine, LayoutFinding } from './code';

interface Arm {
  /** The line its keyword stands on. */
  readonly head: number;
  readonly keyword: 'if' | 'else' | 'loop';
  readonly braced: boolean;
  /** First and last line of what it holds, and whether that is one statement. */
  readonly from: number;
  readonly to: number;
  readonly isSingle: boolean;
}

const HEAD = /^\s*(?:\}\s*)?(?:(else\s+if|if)\s*\(|(else)\b|((?:for|while|\w{0,40}for_each\w{0,40})\s*\())/;

export function* braceFindings(lines: readonly CodeLine[]): Iterable<LayoutFinding> {
  for (let i = 0; i < lines.length; i += 1) {
    if (lines[i]!.isMacro || !/^\s*(?:if|for|while|\w{0,40}for_each\w{0,40})\s*\(/.test(lines[i]!.code))
      continue;
    const arms = armsFrom(lines, i);
    if (arms === null) continue;
    const finding = findingOf(lines, arms);
    if (finding !== null) yield finding;
  }
}

function findingOf(lines: readonly CodeLine[], arms: readonly Arm[]): LayoutFinding | null {
  const isTouched = (arm: Arm) => {
    const span = lines.slice(arm.head, arm.to + 2);
    return span.some(({ line }) => line.kind === '+');
  };
  if (arms.some((arm) => !arm.isSingle)) return unequalArms(lines, arms);
  if (!arms.every((arm) => arm.braced && arm.keyword !== 'loop') && !(arms.length === 1 && arms[0]!.braced)) {
    return null;
  }
  // Braces that were there before are left alone, unless the patch took away what needed them.
  const head = lines[arms[0]!.head]!;
  if (head.line.kind !== '+' && !arms.every(isTouched)) return null;
  const at = arms.flatMap((arm) => lines.slice(arm.head, arm.to + 1)).find(({ line }) => line.kind === '+');
  if (at === undefined) return null;
  const isWrapped = arms.some((arm) => arm.to > arm.from);
  return {
    type: 'BRACES',
    message: 'Braces {} are not necessary for single statement blocks',
    hint: `Drop them: \`${shortHead(head)}\`, and the one statement below it`,
    line: head.line.kind === '+' ? head.line : at.line,
    isBeyondScript: true,
    // Tip's words want braces around what is not truly a single line; KVM's code has none nine times in ten.
    ...(isWrapped && { isNote: true }),
  };
}

/** Several statements need braces, and then all arms have them. */
function unequalArms(lines: readonly CodeLine[], arms: readonly Arm[]): LayoutFinding | null {
  const bare = arms.find((arm) => !arm.braced);
  const braced = arms.find((arm) => arm.braced && !arm.isSingle);
  if (bare === undefined || braced === undefined) return null;
  const added = [bare, braced]
    .flatMap((arm) => lines.slice(arm.head, arm.to + 1))
    .find(({ line }) => line.kind === '+');
  if (added === undefined) return null;
  const head = lines[bare.head]!;
  return {
    type: 'BRACES',
    message: 'Braces {} should be used on all arms of this statement',
    hint: `Add them here too: \`${shortHead(head)} {\``,
    line: head.line.kind === '+' ? head.line : added.line,
  };
}

function shortHead({ code }: CodeLine): string {
  const text = code
    .trim()
    .replace(/(?<!\s)\s*\{$/, '')
    .replace(/^\}\s*/, '');
  return text.length <= 50 ? text : `${text.slice(0, 49)}…`;
}

/** All arms of the statement that starts on this line; null where one of them is not wholly in sight. */
function armsFrom(lines: readonly CodeLine[], start: number): Arm[] | null {
  const arms: Arm[] = [];
  for (let at = start; ; ) {
    const arm = armAt(lines, at);
    if (arm === null) return null;
    arms.push(arm);
    if (arm.keyword !== 'if') return arms;
    // `} else` on the closing line, or `else` on the one below.
    const next = arm.braced ? arm.to + 1 : nextCode(lines, arm.to + 1);
    if (next === null || next >= lines.length) return arm.braced ? null : arms;
    if (!/^\s*(?:\}\s*)?else\b/.test(lines[next]!.code)) return arms;
    at = next;
  }
}

function armAt(lines: readonly CodeLine[], at: number): Arm | null {
  const match = HEAD.exec(lines[at]!.code);
  if (match === null) return null;
  const keyword = match[3] !== undefined ? 'loop' : match[1] !== undefined ? 'if' : 'else';
  let row = at;
  let column = match[0].length;
  if (keyword !== 'else') {
    const close = closing(lines, at, match[0].length - 1, '(', ')');
    if (close === null) return null;
    row = close.row;
    column = close.column + 1;
  }
  const rest = lines[row]!.code.slice(column).trim();
  if (rest === '{') return bracedArm(lines, at, keyword, row, lines[row]!.code.lastIndexOf('{'));
  // An else above #endif: what it holds may be anywhere.
  if (rest !== '' || lines[row + 1]?.isMacro) return null;
  const from = nextCode(lines, row + 1);
  if (
    from === null ||
    from !== row + 1 ||
    HEAD.test(lines[from]!.code) ||
    /^\s*(?:do|switch|\{)/.test(lines[from]!.code)
  )
    return null;
  const to = endOfStatement(lines, from);
  return to === null ? null : { head: at, keyword, braced: false, from, to, isSingle: true };
}

function bracedArm(
  lines: readonly CodeLine[],
  at: number,
  keyword: Arm['keyword'],
  row: number,
  column: number,
): Arm | null {
  const close = closing(lines, row, column, '{', '}');
  if (close === null || lines[close.row]!.code.slice(0, close.column).trim() !== '') return null;
  const from = row + 1;
  const to = close.row - 1;
  const body = lines.slice(from, to + 1);
  // A comment, a directive or a declaration inside asks for braces, as does a block.
  const isPlain = body.every(
    ({ line, bare, isMacro }) => !isMacro && bare !== '' && bare.length === line.text.trim().length,
  );
  const first = body[0]?.code ?? '';
  const end = body.length === 0 ? null : endOfStatement(lines, from);
  const isSingle =
    isPlain &&
    end === to &&
    !HEAD.test(first) &&
    !/^\s*(?:do|switch|case|default|\{)\b/.test(first) &&
    !/^\s*\w+:$/.test(first);
  return { head: at, keyword, braced: true, from, to, isSingle };
}

function nextCode(lines: readonly CodeLine[], from: number): number | null {
  for (let i = from; i < lines.length; i += 1) if (lines[i]!.bare !== '') return i;
  return null;
}

/** Where a mark is closed again, a hundred lines on at most. */
function closing(
  lines: readonly CodeLine[],
  row: number,
  column: number,
  open: string,
  close: string,
): { row: number; column: number } | null {
  let depth = 0;
  for (const { index: i, code } of lines.slice(row, row + 100)) {
    for (let j = i === row ? column : 0; j < code.length; j += 1) {
      if (code[j] === open) depth += 1;
      else if (code[j] === close) {
        depth -= 1;
        if (depth === 0) return { row: i, column: j };
      }
    }
  }
  return null;
}

/** The line on which the statement that starts here ends with its semicolon; null for a block or out of sight. */
function endOfStatement(lines: readonly CodeLine[], from: number): number | null {
  let depth = 0;
  for (const { index: i, code } of lines.slice(from, from + 30)) {
    for (let j = 0; j < code.length; j += 1) {
      const c = code[j]!;
      if (c === '(' || c === '[') depth += 1;
      else if (c === ')' || c === ']') depth -= 1;
      else if (c === '{' || c === '}') return null;
      else if (c === ';' && depth <= 0) return code.slice(j + 1).trim() === '' ? i : null;
    }
  }
  return null;
}
