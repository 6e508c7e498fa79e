/**
 * The message file of a commit in the making, as `git commit` will clean it up: comments, scissors, white space. See
 * git-commit(1), `--cleanup`, and `cleanup_message()` in git's builtin/commit.c.
 */
import { type Piece, Source } from '../model/text';

export type Cleanup = 'strip' | 'whitespace' | 'verbatim' | 'scissors';

export interface MessageOptions {
  /** What opens a comment line (`core.commentChar`, `core.commentString`); `auto` is found from the text. */
  readonly comment: string;
  readonly cleanup: Cleanup;
  /** An editor was used: then the template's comments, and the diff of `commit -v`, may be in the file. */
  readonly edited: boolean;
  /** `i18n.commitEncoding`; UTF-8 if null. */
  readonly encoding: string | null;
}

/** A whole line; `^` would follow a lone CR as well. */
const SCISSORS = /(?<![^\n])(\S{1,16}) -{24} >8 -{24}(?=\r?(?:\n|$))/;
/** The characters that `core.commentChar=auto` picks from. */
const AUTO = '#;@!$%^&|:';

/** Bytes of a message file as text: UTF-8 where they are that, else in the commit encoding, else Latin-1. */
export function decodeMessage(bytes: Uint8Array, encoding: string | null): string {
  for (const label of ['utf-8', encoding ?? 'latin1']) {
    try {
      return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      // not in this encoding, or one that is not known here
    }
  }
  return new TextDecoder('latin1').decode(bytes);
}

/** Returns true if the comment character or the cleanup mode could matter for this text at all: most messages need neither. */
export function mayHaveComments(text: string): boolean {
  return /^[^\w\s([<"'*-]/m.test(text);
}

/** What is above the scissors: below, there may be a diff of many megabytes. And what opens a comment line. */
export function ownPart(
  text: string,
  { comment: asked, edited }: MessageOptions,
): { readonly own: string; readonly comment: string } {
  const scissors = SCISSORS.exec(text);
  const comment = asked === 'auto' ? (scissors?.[1] ?? autoComment(text)) : asked;
  const end = edited && scissors?.[0].startsWith(`${comment} `) ? scissors.index : null;
  return { own: end === null ? text : text.slice(0, end).replace(/\n$/, ''), comment };
}

/**
 * The message that git will record, each line with its place in the file.
 *
 * @param keepsText keep the lines that git takes for comments although they are text: `#GP is injected`
 */
export function readCommitMessage(text: string, options: MessageOptions, keepsText = false): Source {
  const { own, comment } = ownPart(text, options);
  let lines = own.split('\n').map((line, i) => ({ text: line.replace(/\r$/, ''), line: i + 1 }));
  if (options.cleanup === 'strip') {
    const isText = (i: number) => keepsText && isLostText(lines, i, comment);
    lines = lines.filter(({ text: line }, i) => !line.startsWith(comment) || isText(i));
  }
  if (options.cleanup !== 'verbatim') {
    lines = lines.map(({ text: line, line: at }) => ({ text: line.trimEnd(), line: at }));
    lines = lines.filter(({ text: line }, i) => line !== '' || (i > 0 && lines[i - 1]!.text !== ''));
    while (lines.length > 0 && lines[lines.length - 1]!.text === '') lines.pop();
  }
  const pieces: Piece[] = [];
  let offset = 0;
  for (const { text: line, line: at } of lines) {
    pieces.push({ offset, line: at, column: 1 });
    offset += line.length + 1;
  }
  return new Source(lines.map(({ text: line }) => line).join('\n'), pieces);
}

/** What text after a comment character starts with: an exception's name, a number, a preprocessor's word. */
const TEXT_START = /^(?:[A-Z]{2}|\d|(?:define|elif|else|endif|error|if|ifdef|ifndef|include|pragma|undef)\b)/;

/**
 * Returns true for a line that starts with the comment character and is text anyway: it is part of a paragraph, or
 * looks like code at the edge of one. Git writes a space after the character, and a tag there was commented out.
 */
function isLostText(lines: readonly { readonly text: string }[], i: number, comment: string): boolean {
  const after = lines[i]!.text.slice(comment.length);
  if (!/^\w/.test(after) || /^[\w-]+:/.test(after)) return false;
  const near = [lines[i - 1], lines[i + 1]].filter(
    (line) => line !== undefined && line.text.trim() !== '' && !line.text.startsWith(comment),
  );
  return near.length === 2 || (near.length === 1 && TEXT_START.test(after));
}

/** Git puts its own comment lines last: the character that opens the last line is the one it picked. */
function autoComment(text: string): string {
  const end = text.trimEnd();
  const last = end[end.lastIndexOf('\n') + 1];
  return last !== undefined && AUTO.includes(last) ? last : '#';
}
