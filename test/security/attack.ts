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
  return [
    ...PADS,
    'a ',
    'a, ',
    ' a',
    'a_',
    'ab.',
    'A-',
    '-a',
    '--a',
    '=a',
    '->',
    '/*',
    '*/',
    '0.',
    ...some,
    ...some.map((word) => `${word} `),
  ];
}

/** In front of what is repeated: so that an expression that is bound to the start gets as far as its loops. */
function prefixes({ text }: Literal): string[] {
  const start = /^\/\^?([\w :"'<>@#/-]{1,30})/.exec(text)?.[1] ?? '';
  return [...new Set(['', 'a', start, `${start} `, `${start}: `])];
}

export interface Slow {
  readonly attack: string;
  readonly took: string;
}

/** Exponential time shows at a few dozen characters, a cube at hundreds: what is linear takes microseconds for them. */
const FEW = [24, 28, 32, 500];
const MOST_MS = 30;
/** A square shows by how it grows, once it takes any time at all: it is 50,000,000 steps for so many characters. */
const MANY = 10_000;
const SUSPECT_MS = 4;
/** For four times as much. Linear is 4, with noise; a square is 16. */
const MOST_GROWTH = 9;

/** The first text on which the expression takes more than linear time. */
export function attack(literal: Literal): Slow | null {
  const expression = new RegExp(literal.expression, literal.expression.flags.replace(/[gy]/g, ''));
  const all = new RegExp(expression, `${expression.flags}g`);
  for (const prefix of prefixes(literal)) {
    for (const pump of pumps(literal)) {
      const text = (size: number) => `${prefix}${pump.repeat(Math.ceil(size / pump.length))}\u0001`;
      for (const one of [expression, all]) {
        const took = slowness(one, text);
        if (took !== null) return { attack: JSON.stringify(`${prefix}${pump}…`), took };
      }
    }
  }
  return null;
}

function slowness(expression: RegExp, text: (size: number) => string): string | null {
  for (const size of FEW) {
    if (time(expression, text(size)) <= MOST_MS) continue;
    const ms = cpuTime(expression, text(size));
    if (ms > MOST_MS) return `${Math.round(ms)} ms on ${size} characters`;
  }
  if (time(expression, text(MANY)) <= SUSPECT_MS) return null;
  const [small, large] = [MANY / 4, MANY].map((size) => cpuTime(expression, text(size))) as [number, number];
  if (large / Math.max(small, 1) < MOST_GROWTH) return null;
  return `${Math.round(small)} ms, and ${Math.round(large)} ms on four times as much`;
}

function time(expression: RegExp, text: string): number {
  const start = performance.now();
  if (expression.global) text.replace(expression, '');
  else expression.test(text);
  return performance.now() - start;
}

/** What the processor takes for it, whatever else it does meanwhile: the best of three. */
function cpuTime(expression: RegExp, text: string): number {
  const times = [1, 2, 3].map(() => {
    const start = process.cpuUsage();
    time(expression, text);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}
