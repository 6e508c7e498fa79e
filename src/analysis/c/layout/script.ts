/** What the clone's own scripts/checkpatch.pl says, put to the lines of the patches. */

import type { DiffFile, DiffLine } from '../../../model/diff';
import { lineSpan } from '../../../model/line-span';
import type { Patch } from '../../../model/patch';
import { patchText } from '../../../model/patch-text';
import type { CheckpatchFinding, RepoFacts } from '../../../model/repo-facts';
import type { Span } from '../../../model/text';
import { columnAt, indentOf, widthOf } from './code';

/** A finding of the script, and where it is. */
interface Answer {
  readonly type: string;
  readonly level: CheckpatchFinding['level'];
  /** The script's words, without a full stop. */
  readonly text: string;
  readonly at: Span;
  /** The line of the diff; null for one of the message. */
  readonly line: DiffLine | null;
  /** Often wrong: a macro that is made to be included, a long line that is a message. */
  readonly isDoubtful: boolean;
}

/** What the script's findings of these types are often wrong about. */
const DOUBTFUL = new Set([
  'COMPLEX_MACRO',
  'LONG_LINE',
  'LONG_LINE_COMMENT',
  'MULTISTATEMENT_MACRO_USE_DO_WHILE',
]);
/** What userspace builds, or includes, has other types. */
const IS_USERSPACE = /^tools\/|\/uapi\//;
/** Past this a line is too long for the script. */
const WIDEST = 100;

/**
 * What the clone's script says about each patch, without what is known to be wrong. Empty without a clone, or without a
 * script in it.
 */
export function answersOf(patches: readonly Patch[], clone: RepoFacts | null): Answer[][] {
  if (clone === null) return [];
  const texts = patches.map(patchText);
  const answers = clone.checkpatch(texts.map(({ text }) => text));
  if (answers === 'unknown') return [];
  return answers.map((findings, i) =>
    withoutEcho(
      findings.flatMap(({ line, type, level, text }) => {
        const told = text.replace(/(?<![.\s])[.\s]+$/, '');
        const inMessage = texts[i]!.message.get(line);
        if (inMessage !== undefined)
          return { type, level, text: told, at: inMessage.span(), line: null, isDoubtful: false };
        const place = texts[i]!.lines.get(line);
        if (place === undefined || isWrong(type, text, place)) return [];
        return {
          type,
          level,
          text: told,
          at: spanOf(type, place.line),
          line: place.line,
          ...doubt(type, level, place),
        };
      }),
    ),
  );
}

/** Of an if whose else has no braces the script complains twice: at the if, and at the else. */
function withoutEcho(answers: readonly Answer[]): Answer[] {
  const isOfElse = ({ text }: Answer) => text.startsWith('Unbalanced braces around else');
  return answers.filter((answer, i) => {
    const next = answers[i + 1];
    return !(
      /braces \{\} should be used on all arms/.test(answer.text) &&
      next !== undefined &&
      isOfElse(next) &&
      indentOf(answer.line?.text ?? '') === indentOf(next.line?.text ?? '')
    );
  });
}

/** Some processes of the script; after them one can tell how far it came. */
const AT_ONCE = 32;

/**
 * Have the clone ask the script about all patches, several at a time, so that `answersOf` has its answers there.
 * @returns yields how many are done, of how many
 */
export function* askAhead(patches: readonly Patch[], clone: RepoFacts | null): Iterable<[number, number]> {
  for (let from = 0; from < patches.length && clone !== null; from += AT_ONCE) {
    yield [from, patches.length];
    answersOf(patches.slice(from, from + AT_ONCE), clone);
  }
}

interface Place {
  readonly file: DiffFile;
  readonly line: DiffLine;
}

function doubt(type: string, level: Answer['level'], { line }: Place): Pick<Answer, 'isDoubtful'> {
  const isOfTracepoint = type === 'PARENTHESIS_ALIGNMENT' && /^\s*TP_\w+\(/.test(line.text);
  return { isDoubtful: DOUBTFUL.has(type) || (type === 'SPACING' && level === 'CHECK') || isOfTracepoint };
}

function spanOf(type: string, line: DiffLine): Span {
  const from = type === 'LONG_LINE' ? columnAt(line.text, WIDEST) : 0;
  return lineSpan(line, from < line.text.length ? from : 0);
}

/**
 * What the script says twice, or about code that is right: an else whose statement is after #endif or is given to a macro, a
 * sign taken for an operator, an assertion taken for a declaration, userspace's types.
 */
function isWrong(type: string, text: string, { file, line }: Place): boolean {
  // The script counts bytes.
  if (type.startsWith('LONG_LINE')) return widthOf(line.text) <= WIDEST;
  if (type === 'SPACING') return /'[-+*&]'.*ctx:[EOBW]xV/.test(text);
  // CODE_INDENT says the same of the line.
  if (type === 'LEADING_SPACE') return line.text.startsWith('        ');
  if (type === 'PREFER_KERNEL_TYPES') return IS_USERSPACE.test(file.newPath);
  const lines = linesAfter(file, line);
  const at = lines.indexOf(line);
  const above = lines[at - 1]?.text ?? '';
  const below = lines[at + 1]?.text ?? '';
  if (type === 'LINE_SPACING')
    return [above, line.text, below].some((one) => /^\s*static_assert\(/.test(one));
  if (ABOUT_MACROS.has(type)) return /^\s*#\s*define\s+\w*for_each/.test(line.text);
  if (!ABOUT_ELSE.has(type)) return false;
  return line.text.endsWith('\\') || above.endsWith('\\') || endsInDirective(lines, at);
}

/** Macros that stand before the statement of their user. */
const ABOUT_MACROS = new Set(['COMPLEX_MACRO', 'MULTISTATEMENT_MACRO_USE_DO_WHILE']);
/** An arm may be as many lines long. */
const LONGEST_ARM = 50;

/** Returns true if the else of this line, or of the if that is on it, has its statement after an `#endif`. */
function endsInDirective(lines: readonly DiffLine[], at: number): boolean {
  const indent = indentOf(lines[at]!.text);
  for (let i = at; i < Math.min(lines.length - 1, at + LONGEST_ARM); i += 1) {
    const { text } = lines[i]!;
    if (/\belse$/.test(text.trimEnd()) && indentOf(text) === indent)
      return /^\s*#\s*(?:endif|else|elif)\b/.test(lines[i + 1]!.text);
  }
  return false;
}

const ABOUT_ELSE = new Set(['BRACES', 'ELSE_AFTER_BRACE', 'TRAILING_STATEMENTS', 'SUSPECT_CODE_INDENT']);

/** The lines of a line's hunk, as they are after the patch. */
function linesAfter(file: DiffFile, line: DiffLine): readonly DiffLine[] {
  const hunk = file.hunks.find(({ lines }) => lines.includes(line));
  return hunk?.lines.filter(({ kind }) => kind !== '-') ?? [line];
}
