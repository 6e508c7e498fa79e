/** Texts on which a regular expression of more than linear time gives itself away. */
import ts from 'typescript';

export interface Literal {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly expression: RegExp;
}

/** Every regular expression literal of a source file. */
export function literalsOf(file: string, code: string): Literal[] {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const found: Literal[] = [];
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.RegularExpressionLiteral) {
      const text = node.getText(source);
      const end = text.lastIndexOf('/');
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      const expression = new RegExp(text.slice(1, end), text.slice(end + 1));
      found.push({ file, line: line + 1, text, expression });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Characters that open, part or pad something in what is read. */
const PADS = [...' \t\n\0aA0_-./,:;"\'`()[]<>{}*#@|=+!?&\\'];

/** What to repeat: single characters, and what stands in the expression itself, alone and with blanks. */
function pumps({ text }: Literal): string[] {
  const plain = text.replace(/\\[bBsSdDwW]|\[[^\]]*\]|\{\d*,?\d*\}|\(\?[:=!<]+/g, '\n');
  const words = new Set<string>();
  for (const word of plain.match(/[\w./:@#<>"' -]{1,30}/g) ?? []) words.add(word.replaceAll('\\', ''));
  const some = [...words].filter((word) => word.trim() !== '').slice(0, 12);
  return [...PADS, 'a ', 'a, ', ' a', 'a_', 'ab.', 'A-', '0.', ...some, ...some.map((word) => `${word} `)];
}

/** In front of what is repeated: so that an expression that is bound to the start gets as far as its loops. */
function prefixes({ text }: Literal): string[] {
  const start = /^\/\^?([\w :"'<>@#/-]{1,30})/.exec(text)?.[1] ?? '';
  return [...new Set(['', 'a', start, `${start} `, `${start}: `])];
}

export interface Slow {
  readonly attack: string;
  readonly size: number;
  readonly ms: number;
}

/** Exponential time shows at a few dozen characters, a square at tens of thousands. */
const SIZES = [24, 32, 500, 10_000];

/**
 * The first text on which the expression takes longer than `mostMs`. One of linear time takes less than one; of square
 * time, 10,000 characters are 50,000,000 steps.
 */
export function attack(literal: Literal, mostMs: number): Slow | null {
  const expression = new RegExp(literal.expression, literal.expression.flags.replace(/[gy]/g, ''));
  const all = new RegExp(expression, `${expression.flags}g`);
  for (const prefix of prefixes(literal)) {
    for (const pump of pumps(literal)) {
      for (const size of SIZES) {
        const text = `${prefix}${pump.repeat(Math.ceil(size / pump.length))}\u0001`;
        for (const one of [expression, all]) {
          // Once more before it is believed: the machine may have been busy.
          if (time(one, text) <= mostMs) continue;
          const ms = cpuTime(one, text);
          if (ms > mostMs) return { attack: JSON.stringify(`${prefix}${pump}…`), size, ms: Math.round(ms) };
        }
      }
    }
  }
  return null;
}

function time(expression: RegExp, text: string): number {
  const start = performance.now();
  if (expression.global) text.replace(expression, '');
  else expression.test(text);
  return performance.now() - start;
}

/** What the processor took for it, whatever else it did meanwhile. */
function cpuTime(expression: RegExp, text: string): number {
  const start = process.cpuUsage();
  time(expression, text);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
