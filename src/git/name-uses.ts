/** What code names what, told by the look of its lines: one `git grep` for whole words. */
import type { NameUse } from '../model/repo-facts';
import { SEEN_BY_KVM } from './definitions';

/** Most names that one search is for. */
const MOST_NAMES = 200;

export interface UseSearch {
  /** For git. */
  readonly args: readonly string[];
  /** What git's output says; a name that is not in it is nowhere. */
  uses(output: Buffer): Map<string, NameUse>;
}

/** The search for these names in HEAD; null where none of them can be a name of C, or there are too many. */
export function useSearch(names: readonly string[]): UseSearch | null {
  const wanted = names.filter((name) => /^\w{1,100}$/.test(name));
  if (wanted.length === 0 || wanted.length > MOST_NAMES) return null;
  const patterns = wanted.flatMap((name) => ['-e', name]);
  return {
    args: ['grep', '-I', '-h', '-w', '-F', ...patterns, 'HEAD', '--', ...SEEN_BY_KVM],
    uses: (output) => usesIn(output.toString('latin1'), new Set(wanted)),
  };
}

function usesIn(text: string, wanted: ReadonlySet<string>): Map<string, NameUse> {
  const uses = new Map<string, NameUse>();
  for (const line of text.split('\n')) {
    for (const match of line.matchAll(/\w+/g)) {
      const name = match[0];
      if (!wanted.has(name)) continue;
      const use = useOf(line.slice(0, match.index), line.slice(match.index + name.length));
      const known = uses.get(name) ?? 'mentioned';
      uses.set(name, known === 'other' || use === 'mentioned' ? known : use);
    }
  }
  return uses;
}

/** What a line makes of a name, by what precedes and what follows it. */
function useOf(before: string, after: string): NameUse {
  if (/^\s*(?:\/?\*|\/\/)/.test(before)) return 'mentioned';
  // The head of a function is at the start of a line; its type may be on the line above.
  if (after.startsWith('(') && /^(?:[a-z]\w*[\s*]+)*$/.test(before)) return 'function';
  if (/^\s*#\s*define\s+$|(?:\.|->|\b(?:struct|enum|union|goto))\s*$|\(\*$/.test(before)) return 'other';
  return /^\s*(?:\[|=[^=]|\+\+|--|->|\.\w)|^\s*;/.test(after) || (/^\s+$/.test(before) && /^\s*,/.test(after))
    ? 'other'
    : 'mentioned';
}
