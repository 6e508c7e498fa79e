/** Statements that are indented deeper than the block they are in. */
import { type CodeLine, depthOf, indentOf, type LayoutFinding, TAB } from './code';

/** Blocks whose lines are laid out otherwise: values in braces, fields, cases. */
const OTHER_BLOCK = /[=,(]\s*\{$|^(?:static |const )*(?:struct|union|enum)\b[^(]*\{$|^switch \(/;

/** Returns true for a block of statements, as opposed to one of values, fields or cases. */
function isOfCode(start: CodeLine, end: string, outer: CodeLine | null): boolean {
  // A brace on its own line belongs to the head above it.
  if (end === '{' && outer === null) return false;
  return !OTHER_BLOCK.test((outer ?? start).bare) && !OTHER_BLOCK.test(end);
}

export function* indentationFindings(lines: readonly CodeLine[]): Iterable<LayoutFinding> {
  /** Where the next statement belongs; null where that can't be told. */
  let wanted: number | null = null;
  /** The first line of the statement, and of those without braces that it is in. */
  let start: CodeLine | null = null;
  let outer: CodeLine | null = null;
  let depth = 0;
  const forget = () => {
    [wanted, start, outer, depth] = [null, null, null, 0];
  };
  for (const here of lines) {
    const { bare, line, isMacro, isAsm, inComment } = here;
    if (isMacro || isAsm) forget();
    if (isMacro || isAsm || inComment || bare === '') continue;
    if (start === null) {
      if (wanted !== null && line.kind === '+' && isDeeper(here, wanted)) yield tooDeep(line);
      start = here;
    }
    depth += depthOf(bare);
    if (depth < 0) forget();
    if (depth !== 0 || start === null) continue;
    const first: CodeLine = outer ?? start;
    if (bare.endsWith(';') || bare === '}') wanted = indentOf(first.line.text) || null;
    else if (bare.endsWith('{'))
      wanted = isOfCode(start, bare, outer) ? indentOf(start.line.text) + TAB : null;
    else if (/(?:\)|\belse|\bdo)$/.test(bare)) {
      [wanted, start, outer] = [null, null, first];
      continue;
    } else if (bare.endsWith(':')) wanted = null;
    else continue;
    [start, outer] = [null, null];
  }
}

function isDeeper({ line, bare }: CodeLine, wanted: number): boolean {
  return /^\t+\S/.test(line.text) && indentOf(line.text) >= wanted + TAB && !bare.endsWith(':');
}

function tooDeep(line: CodeLine['line']): LayoutFinding {
  return {
    type: 'INDENTATION',
    message: 'Indented deeper than the block it is in',
    hint: 'Indent it like the other statements of the block',
    line,
    from: 0,
    to: line.text.length - line.text.trimStart().length,
    isBeyondScript: true,
  };
}
