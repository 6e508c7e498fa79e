/** Comments that open with `#`: in Kconfig, Makefiles, scripts, and assembly. */

import type { Diff, DiffFile, DiffLine } from '../../model/diff';

interface HashComment {
  readonly line: DiffLine;
  /** Offset of what it says into the line's text. */
  readonly from: number;
  readonly value: string;
}

const FILE = /(?:^|\/)(?:Kconfig[\w.-]*|Makefile[\w.-]*|Kbuild[\w.-]*)$|\.(?:S|sh|mk)$/;
/** In assembly the C preprocessor has the word first. */
const DIRECTIVE = /^#\s*(?:define|undef|include|if|ifdef|ifndef|elif|else|endif|error|warning|pragma|line)\b/;

/** Every line of an added comment. */
export function* hashCommentsOf(diff: Diff): Iterable<HashComment> {
  for (const file of diff.files) {
    if (!FILE.test(file.newPath) || file.change === 'deleted') continue;
    for (const { lines } of file.hunks) {
      for (const line of lines) {
        const found = line.kind === '+' && line.text.includes('#') ? opening(line.text, file) : null;
        if (found !== null) yield { line, from: found, value: line.text.slice(found) };
      }
    }
  }
}

/** Where the words of a line's comment start; a comment after code is left alone, as `#` has other meanings there. */
function opening(text: string, { newPath }: DiffFile): number | null {
  const mark = text.search(/\S/);
  if (text[mark] !== '#' || text[mark + 1] === '!') return null;
  if (newPath.endsWith('.S') && DIRECTIVE.test(text.slice(mark))) return null;
  return mark + 1;
}
