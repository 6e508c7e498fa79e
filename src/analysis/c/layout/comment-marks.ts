/** Comments: where they stand, and their marks on lines of their own or with spaces around, as tip's handbook has them. */

import type { DiffLine } from '../../../model/diff';
import type { Span } from '../../../model/text';
import type { Comment } from '../comments';
import { WIDTH, widthOf } from './code';

interface CommentFinding {
  readonly message: string;
  readonly hint: string;
  readonly at: Span | null;
}

/** Licence lines, and what a macro or a brace is closed with. */
export function isBoilerplate(comment: Comment): boolean {
  const [first] = comment.lines;
  return (
    comment.text.value.includes('SPDX-License-Identifier') ||
    (comment.style === 'block' && first !== undefined && /^\s*(?:#|\}|\\)/.test(first.text))
  );
}

/**
 * What is wrong with the marks of a new comment, and with where it stands.
 *
 * @param before the new comment before it, in any file
 */
export function* commentFindings(comment: Comment, before: Comment | undefined): Iterable<CommentFinding> {
  const first = comment.lines[0]!;
  const last = comment.lines[comment.lines.length - 1]!;
  if (comment.isTail && !/^\s*#/.test(first.text)) {
    if (!documentsMember(first) && !isAmongCode(comment)) {
      yield {
        message: 'Avoid tail comments',
        hint: 'Put the comment above the line',
        at: comment.text.lines()[0]?.span() ?? null,
      };
    }
    return;
  }
  if (comment.style === 'line') {
    yield {
      message: 'Avoid // comments',
      hint: 'Write /* … */, with /* and */ of a multi-line comment on separate lines',
      at: mark(first, '//'),
    };
    return;
  }
  if (comment.isKernelDoc) return;
  const stuck = /^\s*\/\*[A-Za-z]/.test(first.text) ? first : /[^\s*]\*\/\s*$/.test(last.text) ? last : null;
  if (stuck !== null && comment.lines.length === 1) {
    yield {
      message: 'No space next to /* or */',
      hint: 'Put a space after /* and before */',
      at: mark(stuck, /^\s*\/\*[A-Za-z]/.test(stuck.text) ? '/*' : '*/'),
    };
    return;
  }
  if (comment.lines.length > 1 && /\/\*\s*\S/.test(first.text)) {
    yield {
      message: 'Multi-line comment starts on the line of the /*',
      hint: 'Put /* on a separate line',
      at: mark(first, '/*'),
    };
  } else if (comment.lines.length > 1 && endsBehindWords(last.text)) {
    yield {
      message: 'Multi-line comment ends on the line of the */',
      hint: 'Put */ on a separate line',
      at: mark(last, '*/'),
    };
  } else if (fitsOneLine(comment)) {
    yield {
      message: 'Single-line comment is spread over three lines',
      hint: `Write /* ${comment.text.value.trim()} */`,
      at: mark(first, '/*'),
    };
  } else if (before !== undefined && continues(before, comment)) {
    yield {
      message: 'Consecutive single-line comments',
      hint: 'Use one multi-line comment',
      at: mark(first, '/*'),
    };
  }
}

/** Inside a function, marks above and below, and words that would fit between them on one line. */
function fitsOneLine({ lines }: Comment): boolean {
  if (lines.length !== 3 || !/^\t+\/\*\s*$/.test(lines[0]!.text) || !/^\s*\*\/\s*$/.test(lines[2]!.text))
    return false;
  // The line has ` * ` before its words; `/* ` and ` */` take three columns more.
  return /^\s*\*\s\S/.test(lines[1]!.text) && widthOf(lines[1]!.text) + 3 <= WIDTH;
}

/** Code follows it on its line, as an argument does its name. */
function isAmongCode({ style, lines }: Comment): boolean {
  return style === 'block' && lines.length === 1 && !lines[0]!.text.trimEnd().endsWith('*/');
}

/** Members of structures, enumerators and entries of tables: there tail comments document, as the handbook allows. */
function documentsMember({ text }: DiffLine): boolean {
  const code = text.slice(0, Math.max(0, text.search(/\/[/*]/))).trim();
  return (
    /^[\w\s*[\]:.{}"'()|<,=-]*,$/.test(code) ||
    /^(?:__)?[usb]\w*(?:\s+|\s*\*)\w+(?:\[\w*\])?(?:\s*:\s*\d+)?;$/.test(code) ||
    /^[\w\s*]+\s\*?\w+(?:\[\w*\])?(?:\s*:\s*\d+)?;$/.test(code)
  );
}

/** Two one-line comments in a row, the second of which goes on in mid-sentence. */
function continues(before: Comment, comment: Comment): boolean {
  if (before.file !== comment.file || before.lines.length > 1 || comment.lines.length > 1 || before.isTail)
    return false;
  const follows = comment.lines[0]!.newLine === before.lines[0]!.newLine + 1;
  return follows && (/^[a-z]/.test(comment.text.value) || !/[.:;!?)\]]\s*$/.test(before.text.value));
}

function mark(line: DiffLine, text: string) {
  const at = Math.max(0, text === '*/' ? line.text.lastIndexOf(text) : line.text.indexOf(text));
  return { line: line.at, column: at + 2, endLine: line.at, endColumn: at + 2 + text.length, quote: text };
}

/** Returns true if the mark that ends a comment has words before it. */
function endsBehindWords(line: string): boolean {
  const text = line.trimEnd();
  return text.endsWith('*/') && /[^\s*]/.test(text.slice(0, -2));
}
