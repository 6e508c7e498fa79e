/** What one line of added code shows by itself: types, comparisons and widths as checkpatch.pl wants them. */
import { type CodeLine, type LayoutFinding, widthOf } from './code';

/** None of the patterns below finds anything in a line without one of these: most lines have none. */
const ANY = /unsigned|= ?NULL|return ?\(|\w\*[\s)]|if \(\(|^static\s|\bsizeof\s|int(?:8|16|32|64)_t|\bS_I/;
/** Rows of a table stick out as far as they must. */
const ROW = /^\s*(?:[[{]|[A-Z][A-Z0-9_]{2,}\b).*,\s*$/;
/** Past this even those who let a line stick out break it. */
const WIDEST = 100;
/** Asked of the kernel alone: userspace has these types, and no others. */
export const C99_TYPES = 'PREFER_KERNEL_TYPES';

interface Habit {
  readonly type: string;
  readonly pattern: RegExp;
  readonly message: string;
  readonly hint: string;
}

const HABITS: readonly Habit[] = [
  {
    type: 'UNSPECIFIED_INT',
    pattern: /\bunsigned(?=\s+(?!int\b|long\b|short\b|char\b|__int128\b)[A-Za-z_]\w*\s*[=;,)[])/,
    message: 'A bare `unsigned`',
    hint: 'Write `unsigned int`',
  },
  {
    type: C99_TYPES,
    pattern: /\bu?int(?:8|16|32|64)_t\b(?=\s?\**\s?\w{1,60}\s?[=;,[])/,
    message: 'A type of C99',
    hint: 'Write `u64`, `s32` …, as the kernel does outside of tools and its ABI',
  },
  {
    type: 'COMPARISON_TO_NULL',
    pattern: /[!=]=\s?NULL\b/,
    message: 'A comparison to NULL',
    hint: 'Write `!x` for `x == NULL`, and `x` for `x != NULL`',
  },
  {
    type: 'RETURN_PARENTHESES',
    pattern: /\breturn\s?\((?=[^()]*\);)/,
    message: 'Unneeded parentheses around a return value',
    hint: 'Drop the parentheses',
  },
  {
    type: 'POINTER_LOCATION',
    pattern: /\b(?:void|char|int|long|bool|u8|u16|u32|u64|struct\s+\w+)\*(?=\s+\w|\)[\w(&])/,
    message: '`*` of a pointer should be next to the name',
    hint: 'Write `type *name`',
  },
  {
    type: 'SIZEOF_PARENTHESIS',
    pattern: /\bsizeof\s+[A-Za-z_*&]/,
    message: 'sizeof without parentheses',
    hint: 'Write `sizeof(x)`',
  },
  {
    type: 'ASSIGN_IN_IF',
    pattern: /\bif \(\(\w+ = /,
    message: 'Assignment in a condition',
    hint: 'Put it on a separate line, above',
  },
  {
    type: 'INITIALISED_STATIC',
    pattern: /^static\s(?:\w+\s){1,4}\**\w+\s=\s(?:0|NULL|false)(?=;)/,
    message: 'A static variable set to what it is anyhow',
    hint: 'Drop the initial value',
  },
  {
    type: 'SYMBOLIC_PERMS',
    pattern: /\bS_I(?:[RWX](?:USR|GRP|OTH|UGO)|RWX(?:[UGO]|UGO))\b(?: \| S_I\w+)*/,
    message: 'Symbolic permissions',
    hint: 'Write them in octal: 0444 for S_IRUGO, 0644 for S_IRUGO | S_IWUSR',
  },
];

export function* wordFindings(lines: readonly CodeLine[]): Iterable<LayoutFinding> {
  for (const { line, code, isMacro } of lines) {
    if (line.kind !== '+') continue;
    // mutant: that there are any only saves time
    for (const { type, pattern, message, hint } of ANY.test(code) ? HABITS : []) {
      const found = pattern.exec(code);
      if (found === null) continue;
      yield { type, message, hint, line, from: found.index, to: found.index + found[0].length };
    }
    if (isMacro) continue;
    if (/^ {1,7}[A-Za-z_}.]/.test(code) && !/^ +\w+:/.test(code)) {
      yield {
        type: 'LEADING_SPACE',
        message: 'Spaces at the start of a line',
        hint: 'Indent with tabs',
        line,
      };
    }
    // A message is not broken, however long.
    if (code.includes('"') || ROW.test(code)) continue;
    const width = widthOf(line.text);
    if (width > WIDEST && code.trimEnd().length === line.text.trimEnd().length) {
      yield {
        type: 'LONG_LINE',
        message: `A line of ${width} columns`,
        hint: 'Break it: 80 columns preferred, 100 at most',
        line,
      };
    }
  }
}
