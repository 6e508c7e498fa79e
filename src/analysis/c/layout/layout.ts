/**
 * The layout of added C code, as far as a hunk shows it by itself: what checkpatch.pl's `--strict` and reviewers ask of
 * alignment, braces, blank lines and line breaks. No tree and no script is needed.
 */

import type { Diff, DiffLine, Hunk } from '../../../model/diff';
import { bare } from '../../../model/moved';
import { commentsOf } from '../comments';
import { alignmentFindings } from './alignment';
import { blankLineFindings } from './blank-lines';
import { braceFindings } from './braces';
import { type CodeLine, codeOf, isC, type LayoutFinding } from './code';
import { commentWidthFindings } from './comment-width';
import { bidiFindings, includeFindings } from './includes';
import { indentationFindings } from './indentation';
import { spacingFindings } from './spacing';
import { statementFindings } from './statements';
import { C99_TYPES, wordFindings } from './words';
import { wrappingFindings } from './wrapping';

/** Types that warn, of this module's and of the script's: the others are a matter of taste, or often wrong. */
export const LOUD: readonly string[] = (
  'ASSIGN_IN_IF BIDIRECTIONAL BLOCK_COMMENT_STYLE BRACES C99_COMMENTS CODE_INDENT COMPARISON_TO_NULL CONSTANT_COMPARISON' +
  ' ELSE_AFTER_BRACE INDENTATION INITIALISED_STATIC LEADING_SPACE LINE_SPACING LOGICAL_CONTINUATIONS LONG_LINE LONG_LINE_COMMENT' +
  ' ONE_SEMICOLON OPEN_BRACE OPEN_ENDED_LINE PARENTHESIS_ALIGNMENT POINTER_LOCATION PREFER_KERNEL_TYPES' +
  ' RETURN_PARENTHESES SIZEOF_PARENTHESIS SPACING SWITCH_CASE_INDENT_LEVEL' +
  ' SYMBOLIC_PERMS TABSTOP TRAILING_STATEMENTS TRAILING_WHITESPACE UNSPECIFIED_INT'
).split(' ');

/** What userspace builds, or includes. */
const IS_USERSPACE = /^tools\/|\/uapi\//;

const CHECKS = [
  alignmentFindings,
  blankLineFindings,
  braceFindings,
  wordFindings,
  wrappingFindings,
  spacingFindings,
  statementFindings,
  indentationFindings,
  includeFindings,
  bidiFindings,
];

/**
 * @returns findings in added lines; code that is the same elsewhere in the diff was moved, and keeps its layout
 */
export function* layoutFindings(diff: Diff): Iterable<LayoutFinding> {
  let old: ReadonlySet<string> | null = null;
  for (const file of diff.files) {
    if (!isC(file)) continue;
    for (const hunk of file.hunks) {
      // mutant: it only saves time
      if (!hunk.lines.some(({ kind }) => kind === '+')) continue;
      const lines = codeOf(hunk);
      let places: Map<DiffLine, number> | null = null;
      let before: Map<string, number> | null = null;
      const ends = endsOfRuns(hunk.lines);
      for (const check of CHECKS) {
        const isOfOne = CHECKS_OF_ONE.includes(check);
        for (const finding of check(lines)) {
          if (finding.type === C99_TYPES && IS_USERSPACE.test(file.newPath)) continue;
          old ??= oldPairs(diff);
          places ??= new Map(lines.map(({ index, line }) => [line, index]));
          if (stoodSo(lines, places.get(finding.line)!, old, isOfOne)) continue;
          before ??= findingsBefore(hunk);
          const key = placeOf(finding, ends);
          const left = before.get(key) ?? 0;
          if (left > 0) before.set(key, left - 1);
          else yield { ...finding, isOfMove: !isOfOne };
        }
      }
    }
  }
  for (const comment of commentsOf(diff)) yield* commentWidthFindings(comment);
}

/** What concerns lines around the one that is told: a patch that only rewrites one of them did not lay them out.
 * What is aligned is another matter: who rewrites a line aligns it. */
const CHECKS_OF_SEVERAL = [blankLineFindings, braceFindings];

/** What a line shows by itself: of a block that moves, the first line and the last one move as well. */
const CHECKS_OF_ONE = [wordFindings, wrappingFindings, spacingFindings];

/** How many findings of a type each change of a hunk had before the patch. */
function findingsBefore(hunk: Hunk): Map<string, number> {
  const found = new Map<string, number>();
  // mutant: it only saves time
  if (!hunk.lines.some(({ kind }) => kind === '-')) return found;
  const opposite = { ' ': ' ', '+': '-', '-': '+' } as const;
  const lines = hunk.lines.map(({ kind, text, oldLine, newLine, at }) => ({
    kind: opposite[kind],
    text,
    oldLine,
    newLine,
    at,
  }));
  const code = codeOf({ ...hunk, lines });
  const ends = endsOfRuns(lines);
  for (const check of CHECKS_OF_SEVERAL) {
    for (const finding of check(code)) {
      const key = placeOf(finding, ends);
      found.set(key, (found.get(key) ?? 0) + 1);
    }
  }
  return found;
}

/** The type of a finding, and the run of changed lines that it is in, by its end. */
function placeOf({ type, line }: LayoutFinding, ends: ReadonlyMap<DiffLine, number>): string {
  return `${type} ${ends.get(line)}`;
}

/** For each line, where the run of changed lines ends that it is in; where it stands itself if it is not changed. */
function endsOfRuns(lines: readonly DiffLine[]): Map<DiffLine, number> {
  const ends = new Map<DiffLine, number>();
  let end = lines.length;
  for (let i = lines.length - 1; i >= 0; i -= 1) {
    if (lines[i]!.kind === ' ') end = i;
    ends.set(lines[i]!, end);
  }
  return ends;
}

/** Every two lines that stood one below the other, one of them removed. */
function oldPairs(diff: Diff): Set<string> {
  const pairs = new Set<string>();
  for (const { hunks } of diff.files) {
    for (const hunk of hunks) {
      const before = hunk.lines.filter(({ kind }) => kind !== '+');
      for (let i = 1; i < before.length; i += 1) {
        if (before[i]!.kind === '-' || before[i - 1]!.kind === '-')
          pairs.add(pair(before[i - 1]!, before[i]!));
      }
    }
  }
  return pairs;
}

function stoodSo(
  lines: readonly CodeLine[],
  at: number,
  old: ReadonlySet<string>,
  isOfOne: boolean,
): boolean {
  const isOld = (above: CodeLine | undefined, below: CodeLine | undefined) =>
    above !== undefined && below !== undefined && old.has(pair(above.line, below.line));
  const [above, below] = [isOld(lines[at - 1], lines[at]), isOld(lines[at], lines[at + 1])];
  return isOfOne ? above || below : above && below;
}

function pair(above: DiffLine, below: DiffLine): string {
  return `${bare(above.text)}\n${bare(below.text)}`;
}
