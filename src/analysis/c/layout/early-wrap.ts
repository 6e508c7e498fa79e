/** Statements that are broken into more lines than they need. */
import type { Diff, DiffLine } from '../../../model/diff';
import { memoize } from '../../../model/memoize';
import { type CodeLine, codeOf, depthOf, indentOf, isC, WIDTH } from './code';

/** A statement of several lines, and the line that could be spared. */
interface EarlyWrap {
  /** The last line of the statement, or the first that would fit on the line above. */
  readonly line: DiffLine;
  /** Lines that the statement takes, and that it needs. */
  readonly takes: number;
  readonly needs: number;
  /** It had to be wrapped where it was before, further to the right. */
  readonly isOfMove: boolean;
}

/** Longer statements are tables in disguise. */
const MOST_LINES = 8;

/**
 * @returns added statements that need fewer lines than they take, each by the line that could be spared
 */
export function* earlyWraps(diff: Diff): Iterable<EarlyWrap> {
  for (const file of diff.files) {
    if (!isC(file)) continue;
    for (const hunk of file.hunks) {
      // mutant: it only saves time
      if (!hunk.lines.some(({ kind }) => kind === '+')) continue;
      const lines = codeOf(hunk);
      for (let i = 0; i < lines.length; ) {
        const statement = statementAt(lines, i);
        i += Math.max(1, statement.length);
        const found = wrapOf(statement);
        if (found !== null) yield { ...found, isOfMove: hadToWrap(statement, diff) };
      }
    }
  }
}

/** The lines of the statement that starts at `from`: up to where its parentheses close; empty for anything else. */
function statementAt(lines: readonly CodeLine[], from: number): readonly CodeLine[] {
  let depth = 0;
  for (const line of lines.slice(from, from + MOST_LINES)) {
    if (!isPlain(line)) return [];
    depth += depthOf(line.bare);
    if (depth < 0) return [];
    if (depth === 0 && !/(?:[^=!<>]=|return)$/.test(line.bare)) return lines.slice(from, line.index + 1);
  }
  return [];
}

/** Code alone: no comment, string, macro or assembly, whose lines are laid out by other rules. */
function isPlain({ line, code, bare: text, isMacro, isAsm, inComment }: CodeLine): boolean {
  if (isMacro || isAsm || inComment || text === '') return false;
  return code.trimEnd() === line.text.trimEnd() && !text.includes('"');
}

function wrapOf(statement: readonly CodeLine[]): Omit<EarlyWrap, 'isOfMove'> | null {
  const [first] = statement;
  const last = statement.at(-1);
  if (first === undefined || last === undefined) return null;
  // What adds to a statement keeps to the layout it has; only a new head may bring its old lines closer.
  const kinds = new Set(statement.slice(1).map(({ line }) => line.kind));
  if (first.line.kind !== '+' || kinds.size > 1) return null;
  if (statement.slice(0, -1).some(({ bare: text }) => /[{};]/.test(text))) return null;
  if (!/[;{)]$/.test(last.bare)) return null;
  // The parameters of a function's head are grouped by what they mean.
  if (/^\S/.test(first.code)) return null;
  const needs = linesNeeded(statement);
  return needs < statement.length ? { line: last.line, takes: statement.length, needs } : null;
}

function hadToWrap(statement: readonly CodeLine[], diff: Diff): boolean {
  const { text } = statement[0]!.line;
  const before = indentsBefore(diff).get(text.trim());
  return before !== undefined && linesNeeded(statement, before - indentOf(text)) === statement.length;
}

/** How far each removed line was indented. */
const indentsBefore = memoize(
  ({ files }: Diff): ReadonlyMap<string, number> =>
    new Map(
      files.flatMap(({ hunks }) =>
        hunks.flatMap(({ lines }) =>
          lines.flatMap(({ kind, text }) => (kind === '-' ? [[text.trim(), indentOf(text)] as const] : [])),
        ),
      ),
    ),
);

/**
 * Lines that the statement takes if each is filled; a break after an operator stays.
 * @param right by how many columns it is further to the right
 */
function linesNeeded(statement: readonly CodeLine[], right = 0): number {
  const first = statement[0]!;
  let lines = 1;
  let column = indentOf(first.line.text) + right + first.bare.length;
  let above = first;
  for (const here of statement.slice(1)) {
    const stays = OPERATOR.test(above.bare);
    const pieces = piecesOf(here.bare);
    // What goes on after an operator on the next line starts where it is.
    const opens = OPERATOR.test(here.bare) ? pieces.length - 1 : -1;
    for (const [i, piece] of pieces.entries()) {
      if (column + 1 + piece.length <= WIDTH && !(stays && i === 0) && i !== opens)
        column += 1 + piece.length;
      else {
        lines += 1;
        column = indentOf(here.line.text) + right + piece.length;
      }
    }
    above = here;
  }
  return lines;
}

/** At the end of a line: conditions are broken by what they mean. */
const OPERATOR = /(?:&&|[|?:])$/;

/** A line parted after the commas outside of further parentheses. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '(' || text[i] === '[') depth += 1;
    else if (text[i] === ')' || text[i] === ']') depth -= 1;
    else if (text[i] === ' ' && depth <= 0 && text[i - 1] === ',') {
      pieces.push(text.slice(from, i));
      from = i + 1;
    }
  }
  pieces.push(text.slice(from));
  return pieces;
}
