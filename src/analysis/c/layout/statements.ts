/** Where statements, their braces and their conditions stand: as checkpatch.pl wants them. */
import { type CodeLine, indentOf, type LayoutFinding, TAB } from './code';

const HEAD = /^\s*(?:\}\s*)?(?:else\s+)?(?:if|for|while|switch|\w{0,40}for_each\w{0,40}) ?\(/;

export function* statementFindings(lines: readonly CodeLine[]): Iterable<LayoutFinding> {
  let above: CodeLine | undefined;
  for (const here of lines) {
    if (here.isAsm) continue;
    if (!here.isMacro && here.line.kind === '+') yield* ofLine(here);
    if (!here.isMacro && above !== undefined) yield* ofTwo(above, here);
    above = here.isMacro ? undefined : here;
  }
}

/** Most lines end and start in a way that rules out all findings. */
function isTelling({ bare }: CodeLine): boolean {
  // mutant: it only saves time
  return bare.endsWith(';') || /[=!]= /.test(bare);
}

function areTelling(above: CodeLine, { bare }: CodeLine): boolean {
  // mutant: it only saves time
  return /^\}$|\{$/.test(above.bare) || /^\{$|^&&|^\|\|/.test(bare);
}

function* ofLine(here: CodeLine): Iterable<LayoutFinding> {
  // mutant: it only saves time
  if (!isTelling(here)) return;
  const { line, code } = here;
  if (HEAD.test(code)) {
    const end = endOfHead(code);
    const rest = end === null ? '' : code.slice(end).trim();
    if (end !== null && /;$/.test(rest) && rest !== ';') {
      yield {
        type: 'TRAILING_STATEMENTS',
        message: 'Statement on the same line as its condition',
        hint: 'Put it on the next line',
        line,
        from: end + code.slice(end).search(/\S/),
      };
    }
  }
  const twice = /[^;\s(]\s?;\s?;\s*$/.exec(code);
  if (twice !== null) {
    yield {
      type: 'ONE_SEMICOLON',
      message: 'Two semicolons',
      hint: 'Drop one',
      line,
      from: twice.index + 1,
      to: twice.index + twice[0].trimEnd().length,
    };
  }
  const constant =
    /(?:if \(|while \(|&& |\|\| )(?:\d+|NULL|true|false|[A-Z][A-Z0-9_]{2,}) [=!]= (?=[a-z_])/.exec(code);
  if (constant !== null) {
    yield {
      type: 'CONSTANT_COMPARISON',
      message: 'Constant on the left side of a comparison',
      hint: 'Put it on the right side',
      line,
      from: constant.index,
      to: constant.index + constant[0].trimEnd().length,
    };
  }
}

function* ofTwo(above: CodeLine, here: CodeLine): Iterable<LayoutFinding> {
  // mutant: it only saves time
  if (!areTelling(above, here)) return;
  const { line, code } = here;
  const told = line.kind === '+' ? line : above.line;
  if (/^\s*\}\s*$/.test(above.code) && /^\s*else\b/.test(code) && line.kind === '+') {
    yield {
      type: 'ELSE_AFTER_BRACE',
      message: "else should follow close brace '}'",
      hint: 'Write `} else`',
      line,
    };
  }
  if (
    /^\s+\{\s*$/.test(code) &&
    /^\s*(?:\}\s*)?(?:else|do)\s*$|\)\s*$/.test(above.code) &&
    (HEAD.test(above.code) || /\b(?:else|do)\s*$/.test(above.code)) &&
    indentOf(line.text) === indentOf(above.line.text) &&
    told.kind === '+'
  ) {
    yield {
      type: 'OPEN_BRACE',
      message: "Open brace '{' should be on the previous line",
      hint: 'Put it at the end of the line above',
      line: told,
    };
  }
  if (
    /^\s*switch ?\(.*\{\s*$/.test(above.code) &&
    /^\s*(?:case\b|default:)/.test(code) &&
    line.kind === '+' &&
    indentOf(line.text) > indentOf(above.line.text)
  ) {
    yield {
      type: 'SWITCH_CASE_INDENT_LEVEL',
      message: 'switch and case should be at the same indent',
      hint: 'Indent `case` like its `switch`',
      line,
    };
  }
  if (
    line.kind === '+' &&
    /\{\s*$/.test(above.code) &&
    /^\t* +[A-Za-z_.]/.test(code) &&
    /^\t/.test(line.text) &&
    indentOf(above.line.text) % TAB === 0 &&
    indentOf(line.text) % TAB !== 0
  ) {
    yield {
      type: 'TABSTOP',
      message: 'Statements inside braces should start on a tab stop',
      hint: 'Indent with tabs',
      line,
    };
  }
  const operator = /^\s+(?:&&|\|\|)(?= )/.exec(code);
  if (operator !== null && line.kind === '+' && above.code.trim() !== '') {
    yield {
      type: 'LOGICAL_CONTINUATIONS',
      message: 'Logical continuations should be on the previous line',
      hint: 'Put it at the end of the line above',
      line,
      from: operator[0].length - 2,
      to: operator[0].length,
    };
  }
}

/** Where the parentheses of a head end; null where they go on. */
function endOfHead(code: string): number | null {
  let depth = 0;
  for (let i = code.indexOf('('); i < code.length; i += 1) {
    if (code[i] === '(') depth += 1;
    else if (code[i] === ')') {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  return null;
}
