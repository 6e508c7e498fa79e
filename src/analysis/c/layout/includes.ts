/** What stands where no reader expects it: headers out of order, characters that change the order of others. */
import type { CodeLine, LayoutFinding } from './code';

const INCLUDE = /^#include <([^>]+)>/;
/** Letters written from right to left, and back: what the compiler reads is then another text than what is shown. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

export function* includeFindings(lines: readonly CodeLine[]): Iterable<LayoutFinding> {
  for (let i = 0; i < lines.length; i += 1) {
    const run = runAt(lines, i);
    yield* disorder(run);
    i += Math.max(0, run.length - 1);
  }
}

export function* bidiFindings(lines: readonly CodeLine[]): Iterable<LayoutFinding> {
  for (const { line } of lines) {
    const at = line.kind === '+' ? line.text.search(BIDI) : -1;
    if (at === -1) continue;
    yield {
      type: 'BIDIRECTIONAL',
      message: 'A character that changes the direction of the text',
      hint: 'Drop it: the code would not be what it looks like',
      line,
      from: at,
      to: at + 1,
      isBeyondScript: true,
    };
  }
}

interface Include {
  readonly line: CodeLine['line'];
  readonly name: string;
}

/** Includes of one folder below each other: `<linux/…>`. */
function runAt(lines: readonly CodeLine[], from: number): Include[] {
  const run: Include[] = [];
  let kind: string | null = null;
  for (let i = from; i < lines.length; i += 1) {
    const match = INCLUDE.exec(lines[i]!.line.text);
    if (match === null) break;
    const name = match[1]!;
    const mine = name.slice(0, name.indexOf('/'));
    if (kind !== null && mine !== kind) break;
    kind = mine;
    run.push({ line: lines[i]!.line, name });
  }
  return run;
}

/** A new list has at least so many headers in order for one to stand out. */
const MOST_OF_NEW = 3;

/** Added headers that break an order which the others have. */
function* disorder(run: readonly Include[]): Iterable<LayoutFinding> {
  for (const { line, name } of strays(run)) {
    yield {
      type: 'INCLUDE_ORDER',
      message: `${name} is not in alphabetical order`,
      hint: 'Keep the list of headers sorted',
      line,
      isNote: true,
      isBeyondScript: true,
    };
  }
}

function strays(run: readonly Include[]): readonly Include[] {
  const old = run.filter(({ line }) => line.kind === ' ');
  if (old.length >= 2 && isSorted(old)) {
    return run.filter(({ line, name }, i) => {
      const [above, below] = [run[i - 1]?.name, run[i + 1]?.name];
      return line.kind === '+' && ((above ?? '') > name || (below ?? name) < name);
    });
  }
  if (run.length <= MOST_OF_NEW || isSorted(run) || run.some(({ line }) => line.kind !== '+')) return [];
  // Of two neighbors the wrong way round, both may be the one that is out of place.
  const alone = run.filter((one) => isSorted(run.filter((other) => other !== one)));
  return alone.slice(-1);
}

function isSorted(run: readonly Include[]): boolean {
  return run.every(({ name }, i) => i === 0 || run[i - 1]!.name <= name);
}
