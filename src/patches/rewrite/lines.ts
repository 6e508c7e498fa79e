/** Which lines of two texts are the same: the longest common subsequence. */

export interface LineOp {
  readonly kind: ' ' | '-' | '+';
  readonly text: string;
  /** Index into the old lines; of an added line, where it goes in. */
  readonly at: number;
}

/** Without the line breaks at its end. */
export function withoutLastBreaks(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\n') end -= 1;
  return text.slice(0, end);
}

export function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}

/** Beyond, the middle is taken as changed altogether: a table of more cells is not worth its memory. */
const MOST_CELLS = 4_000_000;

export function diffLines(before: readonly string[], after: readonly string[]): LineOp[] {
  let head = 0;
  // mutant: only saves time
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const same = (from: number, to: number): LineOp[] =>
    before.slice(from, to).map((text, i) => ({ kind: ' ', text, at: from + i }));
  return [
    ...same(0, head),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail), head),
    ...same(before.length - tail, before.length),
  ];
}

function middle(a: readonly string[], b: readonly string[], offset: number): LineOp[] {
  const removed = (i: number): LineOp => ({ kind: '-', text: a[i]!, at: offset + i });
  const added = (j: number, i: number): LineOp => ({ kind: '+', text: b[j]!, at: offset + i });
  if ((a.length + 1) * (b.length + 1) > MOST_CELLS) {
    return [...a.map((_, i) => removed(i)), ...b.map((_, j) => added(j, a.length))];
  }
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i * width + j] =
        a[i] === b[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
    }
  }
  const ops: LineOp[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (a[i] === b[j]) {
      ops.push({ kind: ' ', text: a[i]!, at: offset + i });
      i += 1;
      j += 1;
    } else if (j === b.length || common[(i + 1) * width + j]! >= common[i * width + j + 1]!) {
      ops.push(removed(i));
      i += 1;
    } else {
      ops.push(added(j, i));
      j += 1;
    }
  }
  return ops;
}
