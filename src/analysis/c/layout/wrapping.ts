/** Where lines are broken, and what they are indented with. */
import type { CodeLine, LayoutFinding } from './code';

const KEYWORD = /(?<![\w"])(if|for|while|switch)\(/;
export function* wrappingFindings(lines: readonly CodeLine[]): Iterable<LayoutFinding> {
  for (const here of lines) {
    if (here.line.kind !== '+') continue;
    if (!here.isMacro && !here.isAsm) yield* openEnded(here);
    yield* blanks(here);
  }
}

/** A line that ends right after an opening parenthesis. */
function* openEnded({ line, code }: CodeLine): Iterable<LayoutFinding> {
  const end = code.trimEnd();
  if (!/[\w)\]]\s*\($/.test(end) || line.text.trimEnd().length !== end.length) return;
  yield {
    type: 'OPEN_ENDED_LINE',
    message: "The line ends with an open parenthesis '('",
    hint: 'Put the first argument after it, and align the following lines',
    line,
    from: line.text.length - line.text.trimStart().length,
  };
}

/** Most lines have nothing that spaces could be missing at, or be too many of. */
function isTelling({ line: { text }, code, bare }: CodeLine): boolean {
  // mutant: it only saves time
  return /[ \t]$/.test(text) || bare.endsWith('{') || text.includes('        ') || KEYWORD.test(code);
}

function* blanks(here: CodeLine): Iterable<LayoutFinding> {
  // mutant: it only saves time
  if (!isTelling(here)) return;
  const { line, code, inComment, isMacro } = here;
  const { text } = line;
  if (/[ \t]$/.test(text)) {
    yield {
      type: 'TRAILING_WHITESPACE',
      message: 'Trailing whitespace',
      hint: 'Drop it',
      line,
    };
  }
  if (inComment || isMacro) return;
  if (/^\t* {8,}\S/.test(text) && !/^\s*[*"]/.test(text)) {
    yield {
      type: 'CODE_INDENT',
      message: 'Indented with spaces instead of tabs',
      hint: 'Use tabs, and fewer than eight spaces after them to align',
      line,
    };
  }
  const keyword = KEYWORD.exec(code);
  if (keyword !== null) {
    yield {
      type: 'SPACING',
      message: `Missing space between \`${keyword[1]}\` and its parenthesis`,
      hint: `Write \`${keyword[1]} (\``,
      line,
      from: keyword.index,
      to: keyword.index + keyword[0].length,
    };
  }
  const brace = /(?:\)|\belse|\bdo|\b(?:struct|union|enum)\s+\w+)\{\s*$/.exec(code);
  if (brace !== null) {
    yield {
      type: 'SPACING',
      message: 'Missing space before an open brace',
      hint: 'Write ` {`',
      line,
      from: brace.index,
      to: brace.index + brace[0].trimEnd().length,
    };
  }
  // A function's own brace stands on its own line.
  if (
    /^[A-Za-z_][\w\s*]*\([^;{}]*\)\s*\{\s*$/.test(code) &&
    !/^(?:if|for|while|switch|struct|union|enum|else)\b|=/.test(code)
  ) {
    if (/^(?:[A-Za-z_]\w*[\s*]+)+[A-Za-z_]\w*\(/.test(code)) {
      yield {
        type: 'OPEN_BRACE',
        message: "Open brace '{' of a function should be on the next line",
        hint: 'Put it on the next line',
        line,
        from: code.lastIndexOf('{'),
        to: code.lastIndexOf('{') + 1,
      };
    }
  }
}
