/** The line that a finding points at, with a mark under the place. */

import { escapeControls } from '../model/escape-controls';
import type { Finding } from '../model/finding';
import type { CoverLetter, Patch } from '../model/patch';
import type { Span, Text } from '../model/text';
import { columns, cut, fitting } from './columns';

/** A line of the input, and what of it is meant. */
interface Place {
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

/**
 * The quoted line and the marks under it, both already visible and at most `width` columns wide; the marks are left out
 * where all of the line is meant. Empty for a finding without a place.
 */
export function quoteLines({ of, at }: Finding, width: number): string[] {
  if (at === null || at.quote.trim() === '') return [];
  const place = placeIn(of, at);
  const marked = escapeControls(place.marked.trimEnd());
  const before = escapeControls(place.before);
  const after = escapeControls(place.after.trimEnd());
  if (before === '' && after === '') return [cut(marked, width)];
  const shownMark = cut(marked, width - 2);
  // What is before it gives way first: its end is nearest to the place.
  const room = Math.max(1, width - columns(shownMark) - Math.min(columns(after), 20));
  const shownBefore = columns(before) <= room ? before : `…${ending(before, room - 1)}`;
  const line = cut(shownBefore + shownMark + (shownMark === marked ? after : ''), width);
  return [line, ' '.repeat(columns(shownBefore)) + '^'.repeat(Math.max(1, columns(shownMark)))];
}

function placeIn(of: Patch | CoverLetter, at: Span): Place {
  const [marked = '', ...more] = at.quote.split('\n');
  const alone = { before: '', marked: more.length > 0 ? `${marked} …` : marked, after: '' };
  const found = inText(of, at, marked) ?? inDiff(of, at, marked);
  if (found === null) return alone;
  const after = more.length > 0 ? '' : found.line.slice(found.from + marked.length);
  return { ...alone, before: found.line.slice(0, found.from), after };
}

/** The line of the decoded text that the place is in; a folded header is one line, as the reader of a mail sees it. */
function inText(of: Patch | CoverLetter, at: Span, marked: string): { line: string; from: number } | null {
  const texts: Text[] = of.kind === 'patch' ? [of.message, of.notes] : [of.shortlog, of.body];
  for (const { source, start, end } of texts) {
    for (let found = source.text.indexOf(marked, start); found !== -1 && found < end; ) {
      const { line, column } = source.locate(found);
      if (line > at.line) break;
      if (line === at.line && column === at.column) {
        const from = Math.max(start, source.text.lastIndexOf('\n', found - 1) + 1);
        const next = source.text.indexOf('\n', found);
        return { line: source.text.slice(from, next === -1 ? end : Math.min(next, end)), from: found - from };
      }
      found = source.text.indexOf(marked, found + 1);
    }
  }
  return null;
}

function inDiff(of: Patch | CoverLetter, at: Span, marked: string): { line: string; from: number } | null {
  if (of.kind !== 'patch') return null;
  for (const file of of.diff.files) {
    for (const hunk of file.hunks) {
      for (const { kind, text, at: line } of hunk.lines) {
        if (line !== at.line) continue;
        const from = at.column - 2;
        if (!text.startsWith(marked, Math.max(0, from))) return null;
        // Indentation tells nothing here.
        const code = text.trimStart();
        const indent = text.length - code.length;
        return indent === 0 || from < indent
          ? { line: kind + text, from: from + 1 }
          : { line: `${kind} ${code}`, from: from - indent + 2 };
      }
    }
  }
  return null;
}

function ending(text: string, most: number): string {
  const reversed = [...text].reverse().join('');
  return [...fitting(reversed, most)].reverse().join('');
}
