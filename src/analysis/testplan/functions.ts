/** Functions of C code in kernel style: a head at the first column, a body that ends with `}` at the first column. */
import type { DiffFile } from '../../model/diff';
import { masked, scanLine } from '../c/scan';

/** Longest line that is looked at; code has none. */
const LONGEST = 1000;
const HEAD = /^[A-Za-z_][^;={}]*$/;

/** The name that a function's first line gives it; null where the line starts no function. */
function functionNamed(line: string): string | null {
  if (line.length > LONGEST || !HEAD.test(line) || /^(?:struct|union|enum|typedef|extern)\b[^(]*$/.test(line))
    return null;
  const name = /\b([A-Za-z_]\w*)\(/.exec(line)?.[1];
  return name === undefined || /^(?:if|for|while|switch|return|sizeof|case)$/.test(name) ? null : name;
}

/** The functions of which a diff changes lines, by name. */
export function changedFunctions({ hunks }: DiffFile): Set<string> {
  const names = new Set<string>();
  for (const { heading, lines } of hunks) {
    let name = functionNamed(heading);
    for (const { kind, text } of lines) {
      name = functionNamed(text) ?? name;
      if (kind !== ' ' && name !== null) names.add(name);
      if (text.startsWith('}')) name = null;
    }
  }
  return names;
}

/** The lines of each function of a file, by name. */
export function functionsOf(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let name: string | null = null;
  let lines: string[] = [];
  let open = false;
  for (const line of text.split('\n')) {
    if (!open) {
      const starts = functionNamed(line);
      if (starts !== null) [name, lines] = [starts, []];
      else if (name !== null && (line === '' || (line.endsWith(';') && !line.startsWith('\t')))) name = null;
    }
    if (name === null) continue;
    lines.push(line);
    if (line.startsWith('{') || (!open && line.endsWith('{'))) open = true;
    if (open && line.startsWith('}')) {
      found.set(name, lines);
      [name, open] = [null, false];
    }
  }
  return found;
}

/** Lines of a file with comments and the insides of strings masked. */
export function codeOfText(lines: readonly string[]): string[] {
  let inComment = false;
  return lines.map((line) => {
    const scanned = scanLine(line, inComment);
    inComment = scanned.inComment;
    return line.length > LONGEST ? '' : masked(line, scanned.parts);
  });
}
