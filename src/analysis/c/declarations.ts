/** Blocks of variable declarations at the top of functions, as they stand after a patch. */

import type { Diff, DiffLine } from '../../model/diff';
import { oneOf, pattern } from '../../model/words';

interface Declaration {
  readonly line: DiffLine;
  readonly text: string;
  /** The variable declared first. */
  readonly name: string;
  /** Columns from the type to the end, a tab being eight. */
  readonly width: number;
}

export type DiffLineRun = readonly Declaration[];

const C_FILE = /\.[ch]$/;
const STATEMENT = /^(?:return|goto|else|case|break|continue|default|if|for|while|do|switch|typedef|asm)\b/;
const DECLARATION = pattern()`^(?:${oneOf`
    const, static, volatile, register, unsigned, signed, struct, union, enum, long, short
  `}\s+)*[A-Za-z_]\w*(?:\s+\**|\s*\*+\s*)(?:const\s+)?([A-Za-z_]\w*)\s*(?:[=,[].*)?;$`;

/**
 * Runs of one-line declarations right after a function's opening brace, where the patch adds at least one of them and
 * none continues on a further line.
 */
export function declarationBlocks(diff: Diff): DiffLineRun[] {
  const blocks: DiffLineRun[] = [];
  for (const file of diff.files) {
    if (!C_FILE.test(file.newPath)) continue;
    for (const hunk of file.hunks) {
      const lines = hunk.lines.filter((line) => line.kind !== '-');
      for (let i = 0; i < lines.length; i += 1) {
        if (lines[i]!.text !== '{') continue;
        const run: Declaration[] = [];
        for (i += 1; i < lines.length; i += 1) {
          const declaration = declarationOf(lines[i]!);
          if (declaration === null) break;
          run.push(declaration);
        }
        if (run.some(({ line }) => line.kind === '+')) blocks.push(run);
      }
    }
  }
  return blocks;
}

function declarationOf(line: DiffLine): Declaration | null {
  const text = line.text.trim();
  const match = STATEMENT.test(text) ? null : DECLARATION.exec(text);
  return match === null
    ? null
    : { line, text: line.text, name: match[1]!, width: text.replaceAll('\t', '        ').length };
}
