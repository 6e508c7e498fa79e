/** Heads of functions in a diff, of definitions and prototypes, as they stand after the patch. */

import type { Diff, DiffLine, Hunk } from '../../model/diff';
import { memoize } from '../../model/memoize';
import { C_FILE, codeOfLines } from './scan';

interface Word {
  readonly text: string;
  readonly line: DiffLine;
  readonly column: number;
}

interface Head {
  readonly name: string;
  /** Their names, in order. */
  readonly parameters: readonly Word[];
  readonly isPrototype: boolean;
}

const START = /^(?!typedef\b|return\b|else\b|case\b)[A-Za-z_][\w \t*]*[ \t*]([a-z_]\w*)\(/;
/** A head has no more lines. */
const MOST_LINES = 20;
const TYPE_WORD = /^(?:void|int|char|short|long|unsigned|signed|bool|const|[us](?:8|16|32|64)|\w+_t)$/;

/** By the line that each starts on: those whose parameters all have a name, and whose end is in the hunk. */
export const headsOf = memoize(
  ({ files }: Diff): ReadonlyMap<DiffLine, Head> =>
    new Map(
      files.filter(({ newPath }) => C_FILE.test(newPath)).flatMap(({ hunks }) => hunks.flatMap(headsIn)),
    ),
);

function headsIn(hunk: Hunk): (readonly [DiffLine, Head])[] {
  const masks = codeOfLines(hunk);
  const lines = hunk.lines.flatMap((line, i) => (line.kind === '-' ? [] : [{ line, code: masks[i]! }]));
  return lines.flatMap(({ line, code }, i) => {
    const name = START.exec(code)?.[1];
    if (name === undefined || name.startsWith('__attribute')) return [];
    const words = lines.slice(i, i + MOST_LINES).flatMap((one) =>
      [...one.code.matchAll(/\w+|\S/g)].map(({ 0: text, index: column }) => ({
        text,
        column,
        line: one.line,
      })),
    );
    const head = headOf(words);
    return head === null ? [] : [[line, { name, ...head }] as const];
  });
}

/** @param words those of the head and of what follows it, and single marks */
function headOf(words: readonly Word[]): Pick<Head, 'parameters' | 'isPrototype'> | null {
  const names: (Word | null)[] = [];
  let own: Word[] = [];
  let depth = 0;
  let isClosed = false;
  for (const [i, word] of words.entries()) {
    const { text } = word;
    if (text === ';' || text === '{') {
      const parameters = names.filter((name) => name !== null);
      return parameters.length < names.length ? null : { parameters, isPrototype: text === ';' };
    }
    if (!isClosed && (text === ',' || text === ')')) {
      if (own.length > 0 && !(own.length === 1 && own[0]!.text === 'void')) names.push(nameOf(own));
      own = [];
    }
    if (text === '(' || text === '[') depth += 1;
    else if (text === ')' || text === ']') {
      depth -= 1;
      isClosed ||= depth === 0;
    } else if (/\w/.test(text)) {
      // The name of a pointer to a function: `(*name)`.
      const isPointer = depth === 2 && words[i - 1]!.text === '*' && words[i - 2]!.text === '(';
      if (depth === 1 || isPointer) own.push(word);
    }
  }
  return null;
}

/** The name of a parameter, behind its type; null where it has none. */
function nameOf(words: readonly Word[]): Word | null {
  const last = words.findLastIndex(({ text }) => !text.startsWith('__'));
  const isType =
    last < 1 || TYPE_WORD.test(words[last]!.text) || /^(?:struct|union|enum)$/.test(words[last - 1]!.text);
  return isType ? null : words[last]!;
}
