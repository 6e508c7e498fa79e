/**
 * Whether a path fits a pattern: a plain prefix, or a glob with `*` (no slash), `**` (any). Patterns come from
 * configuration that someone else may have written, so this walks all ways at once instead of trying one by one.
 */
export function fits(path: string, pattern: string): boolean {
  if (!pattern.includes('*')) return path.startsWith(pattern);
  const parts = tokens(pattern);
  let states = reach(new Set([0]), parts);
  for (const c of path) {
    const next = new Set<number>();
    for (const at of states) {
      const part = parts[at];
      if (part === undefined) continue;
      if (part === '**' || (part === '*' && c !== '/')) next.add(at);
      else if (part === c) next.add(at + 1);
    }
    states = reach(next, parts);
    if (states.size === 0) return false;
  }
  return states.has(parts.length);
}

function tokens(pattern: string): string[] {
  const out: string[] = [];
  const chars = [...pattern];
  for (let i = 0; i < chars.length; i += 1) {
    if (chars[i] === '*' && chars[i + 1] === '*') {
      out.push('**');
      i += 1;
    } else out.push(chars[i]!);
  }
  return out;
}

/** A star may stand for nothing: what follows it is reached as well. */
function reach(states: Set<number>, parts: readonly string[]): Set<number> {
  for (const at of states) {
    const part = parts[at];
    if (part === '*' || part === '**') states.add(at + 1);
  }
  return states;
}
