/** Spaces between the words of one line of C, as checkpatch.pl wants them: after commas, around operators, none at casts. */

import { anyOf, oneOf, pattern } from '../../../model/words';
import type { CodeLine, LayoutFinding } from './code';

interface Habit {
  readonly pattern: RegExp;
  readonly message: string;
  readonly hint: string;
  /** Asked of `#define` as well: what it pastes together makes the others uncertain there. */
  readonly inMacros?: boolean;
}

const AROUND = 'Leave one on each side';

const HABITS: readonly Habit[] = [
  {
    // A word before it makes it a call, a head, or `sizeof`.
    pattern: pattern()`\((?<=(?:^|\breturn|[^\w)\]\s])\s*\()(?:const\s)?(?:${oneOf`
        struct\s\w{1,60}, unsigned(?:\s\w{1,8})?, u?int, (?:__)?[us](?:8|16|32|64), long(?:\s\w{1,8})?,
        bool, char, void, \w{1,60}_t
      `}\s?\**\) +(?=[A-Za-z_0-9~])|(?:struct\s)?\w{1,60}\s?\*+\) +(?=[A-Za-z_0-9~&(]))`,
    message: 'Unnecessary space after a cast',
    hint: 'Drop it',
  },
  { pattern: /[\w)\]"'],(?=[\w("'&*!~-])/, message: 'Missing space after a comma', hint: 'Write `, `' },
  { pattern: /[\w)\]"'] +,/, message: 'Space before a comma', hint: 'Drop it' },
  {
    pattern: /\( +(?=[\w"'&*!~(-])/,
    message: 'Space after an open parenthesis',
    hint: 'Drop it',
    inMacros: true,
  },
  {
    pattern: /[\w"')\]] +\)/,
    message: 'Space before a close parenthesis',
    hint: 'Drop it',
    inMacros: true,
  },
  {
    // `a=b`, `a= b`
    pattern: /[\w)\]"'](?:[=!<>]=|<<=|>>=|[-+*/%&|^]=|=|&&|\|\|)/,
    message: 'Missing space before an operator',
    hint: AROUND,
  },
  {
    // `a =b`; what looks like `&&` there may be the address of a label.
    pattern: /[\w)\]"'] (?:[=!<>]=|<<=|>>=|[-+*/%&|^]=|=|\|\|)(?=[\w"'(&!~-])/,
    message: 'Missing space after an operator',
    hint: AROUND,
  },
  {
    // `a+b`; after `)` it may be the sign of what is cast, and `1e-3` is a number.
    pattern:
      /(?:[\w\]]|\w\(\w{1,40}\))(?:\+|(?<![\d.][eEpP])-|&)(?=[\w(])|[\w)\]](?:[/%|^<>]|<<|>>)(?=[\w(])|[\d\]]\*(?=[\w(])|\w\*(?=\d)/,
    message: 'Missing spaces around an operator',
    hint: AROUND,
  },
  {
    pattern: /[\w)\]"'] ?\?(?=[\w"'(&])|[\w)\]"']\?(?=\s)/,
    message: 'Missing spaces around `?`',
    hint: AROUND,
  },
  {
    pattern: /[\w\]"'] +;(?=\s*$)/,
    message: 'Space before a semicolon',
    hint: 'Drop it',
  },
  {
    // `a ? b: c`
    pattern: /\? [^?:]{0,120}[\w)\]"']:(?= )/,
    message: 'Missing space before `:`',
    hint: AROUND,
  },
  { pattern: /^\s*\}(?:else|while)\b/, message: 'Missing space after a close brace', hint: 'Write `} `' },
];

/** None of the patterns finds anything in a line without one of these. */
const ANY = anyOf(
  '',
  /[\w)\]"'][-,=!<>+*/%&|^?](?=[\w"'(&!~*=|-])/,
  /[\w)\]"'][=&|?]/,
  /[\w)\]"'] (?:[-=!<>+*/%&|^]?=|<<=|>>=|\|\||\?)(?=[\w"'(&!~-])/,
  /<<[\w(=]/,
  />>[\w(=]/,
  /\) +[\w~]/,
  /\*\) +[&(]/,
  /\( /,
  / \)/,
  / ,/,
  /\}(?:else|while)/,
  / ;/,
  /\? .{0,120}: /,
);

export function* spacingFindings(lines: readonly CodeLine[]): Iterable<LayoutFinding> {
  for (const { line, code, inComment, isMacro, isAsm } of lines) {
    if (line.kind !== '+' || inComment || isAsm || !ANY.test(code)) continue;
    for (const { pattern, message, hint, inMacros } of HABITS) {
      if (isMacro && inMacros !== true) continue;
      const found = pattern.exec(code);
      // A comment that was blanked out is not space.
      if (found === null || isCommented(line.text, found)) continue;
      yield { type: 'SPACING', message, hint, line, from: found.index, to: found.index + found[0].length };
      break;
    }
  }
}

function isCommented(text: string, { 0: found, index }: RegExpExecArray): boolean {
  return found.includes(' ') && text.slice(index, index + found.length).includes('/*');
}
