/** What fixing would change, as a unified diff of messages. */
import { diffLines, type LineOp } from './lines';

const CONTEXT = 3;

/** @returns '' where nothing changes; lines end in `\n` */
export function showDiff(before: string, after: string, name: string): string {
  if (before === after) return '';
  const ops = diffLines(before.split('\n'), after.split('\n'));
  // A line break at the end does not make another line.
  while (ops[ops.length - 1]!.text === '' && ops[ops.length - 1]!.kind === ' ') ops.pop();
  const hunks = hunksOf(ops).map((range) => hunk(ops, ...range));
  return `--- a/${name}\n+++ b/${name}\n${hunks.join('')}`;
}

/** Ranges of operations that belong together with the lines around them. */
function hunksOf(ops: readonly LineOp[]): [number, number][] {
  const ranges: [number, number][] = [];
  ops.forEach((op, i) => {
    if (op.kind === ' ') return;
    const last = ranges[ranges.length - 1];
    if (last && i - CONTEXT <= last[1]) last[1] = Math.min(ops.length, i + CONTEXT + 1);
    else ranges.push([Math.max(0, i - CONTEXT), Math.min(ops.length, i + CONTEXT + 1)]);
  });
  return ranges;
}

function hunk(ops: readonly LineOp[], from: number, to: number): string {
  const side = (other: '-' | '+') => {
    const count = (upTo: number) => ops.slice(0, upTo).filter(({ kind }) => kind !== other).length;
    const start = count(from);
    const length = count(to) - start;
    return `${length === 0 ? start : start + 1},${length}`;
  };
  const lines = ops.slice(from, to).map((op) => `${op.kind}${op.text}\n`);
  return `@@ -${side('+')} +${side('-')} @@\n${lines.join('')}`;
}
