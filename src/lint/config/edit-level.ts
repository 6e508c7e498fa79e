/** Set a rule's level in the text of a YAML configuration file; comments and all other lines stay. */
import { UsageError } from '../../model/errors';

/** @throws UsageError for a form that can't be edited line by line */
export function withLevel(text: string, rule: string, level: string): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const head = lines.findIndex((line) => /^rules\s*:/.test(line));
  if (head === -1) return `${[...lines, 'rules:', `  ${rule}: ${level}`].join('\n')}\n`;
  if (!/^rules:\s*(?:#.*)?$/.test(lines[head]!)) throw byHand(rule, level);
  const after = lines.findIndex((line, at) => at > head && /^[^\s#]/.test(line));
  const end = after === -1 ? lines.length : after;
  const indent =
    /^ +(?=[^\s#])/.exec(lines.slice(head + 1, end).find((line) => /^ +[^\s#]/.test(line)) ?? '')?.[0] ??
    '  ';
  const at = lines.findIndex((line, n) => n > head && n < end && line.startsWith(`${indent}${rule}:`));
  if (at === -1) lines.splice(head + 1, 0, `${indent}${rule}: ${level}`);
  else {
    const parts = /^( +[\w-]+:\s+)(['"]?)(?:off|note|warn|block|false)\2(\s*(?:#.*)?)$/.exec(lines[at]!);
    if (parts === null) throw byHand(rule, level);
    lines[at] = `${parts[1]}${level}${parts[3]}`;
  }
  return `${lines.join('\n')}\n`;
}

function byHand(rule: string, level: string): UsageError {
  return new UsageError(
    "this file can't be edited line by line",
    `write it yourself: rules: { ${rule}: ${level} }`,
  );
}
