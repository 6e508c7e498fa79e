/** Set a rule's level in the text of a YAML configuration file; comments and all other lines stay. */
import { UsageError } from '../../model/errors';

/** @throws UsageError for a form that can't be edited line by line */
export function withLevel(text: string, rule: string, level: string): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const head = lines.findIndex((line) => /^rules\s*:/.test(line));
  if (head === -1) return `${[...lines, 'rules:', `  ${rule}: ${level}`].join('\n')}\n`;
  if (!/^rules:\s*(?:#.*)?$/.test(lines[head]!)) throw byHand(rule, level);
  const after = findLine(lines, head + 1, lines.length, (line) => /^[^\s#]/.test(line));
  const end = after === -1 ? lines.length : after;
  const indent =
    /^ +(?=[^\s#])/.exec(lines.slice(head + 1, end).find((line) => /^ +[^\s#]/.test(line)) ?? '')?.[0] ??
    '  ';
  const at = findLine(lines, head + 1, end, (line) => line.startsWith(`${indent}${rule}:`));
  if (at === -1) lines.splice(head + 1, 0, `${indent}${rule}: ${level}`);
  else if (/:\s*(?:#.*)?$/.test(lines[at]!)) setBelow(lines, at, end, rule, level);
  else replaceLevel(lines, at, rule, level);
  return `${lines.join('\n')}\n`;
}

/** The first of the lines `from` up to `to` that fits; -1 if none does. */
function findLine(
  lines: readonly string[],
  from: number,
  to: number,
  fits: (line: string) => boolean,
): number {
  const at = lines.slice(from, to).findIndex(fits);
  return at === -1 ? -1 : from + at;
}

/** The rule in its long form: `level:` and `options:` on lines of their own. */
function setBelow(lines: string[], at: number, end: number, rule: string, level: string): void {
  const depth = (line: string) => /^ */.exec(line)![0].length;
  const isText = (line: string) => /^ *[^\s#]/.test(line);
  const own = depth(lines[at]!);
  const next = findLine(lines, at + 1, end, (line) => isText(line) && depth(line) <= own);
  const last = next === -1 ? end : next;
  const first = findLine(lines, at + 1, last, isText);
  if (first === -1) throw byHand(rule, level);
  const inner = ' '.repeat(depth(lines[first]!));
  const there = findLine(lines, at + 1, last, (line) => line.startsWith(`${inner}level:`));
  if (there === -1) lines.splice(at + 1, 0, `${inner}level: ${level}`);
  else replaceLevel(lines, there, rule, level);
}

function replaceLevel(lines: string[], at: number, rule: string, level: string): void {
  const parts = /^( +[\w-]+:\s+)(['"]?)(?:off|note|warn|block|false)\2(\s*(?:#.*)?)$/.exec(lines[at]!);
  if (parts === null) throw byHand(rule, level);
  lines[at] = `${parts[1]}${level}${parts[3]}`;
}

function byHand(rule: string, level: string): UsageError {
  return new UsageError(
    "this file can't be edited line by line",
    `write it yourself: rules: { ${rule}: ${level} }`,
  );
}
