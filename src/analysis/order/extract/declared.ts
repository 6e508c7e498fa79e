/** What a contributor settles: lines under `---` such as `Order: independent of patch 3`. */
import type { PatchFacts, SeriesFacts } from './facts';

interface Declared {
  /** Pairs of patches (`a b` by index, the lower first) that text cannot tie together. */
  readonly free: ReadonlySet<string>;
  /** Pairs that must be in this order. */
  readonly ordered: readonly { readonly first: number; readonly second: number }[];
}

const LINE = /^Order:\s+(independent of|after|before)\s+(.+)$/i;

export function pairKey(a: number, b: number): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

/**
 * Read the `Order:` lines in the notes of every patch: `independent of`, `after` or `before`, then `patch 3`,
 * `patches 3, 4 and 6`, `all patches`, or a shortlog in double quotes, which a new order does not make wrong.
 */
export function declaredIn({ patches }: SeriesFacts): Declared {
  const free = new Set<string>();
  const ordered: { first: number; second: number }[] = [];
  for (const facts of patches) {
    for (const line of notesOf(facts).split('\n')) {
      const match = LINE.exec(line.trim());
      if (match === null) continue;
      for (const other of named(match[2]!, patches)) {
        if (other === facts) continue;
        const what = match[1]!.toLowerCase();
        if (what === 'after') ordered.push({ first: other.index, second: facts.index });
        else if (what === 'before') ordered.push({ first: facts.index, second: other.index });
        else free.add(pairKey(facts.index, other.index));
      }
    }
  }
  return { free, ordered };
}

/** The text below `---`: of a commit, where contributors keep it until `git format-patch`, in its message. */
function notesOf({ patch }: PatchFacts): string {
  if (patch.origin.kind === 'mail') return patch.notes.value;
  const message = patch.message.value;
  const cut = message.indexOf('\n---\n');
  return cut === -1 ? patch.notes.value : `${patch.notes.value}\n${message.slice(cut + 5)}`;
}

function named(text: string, patches: readonly PatchFacts[]): readonly PatchFacts[] {
  const quoted = /^"([^"]+)"/.exec(text)?.[1];
  if (quoted !== undefined) return patches.filter(({ patch }) => patch.shortlog.value === quoted);
  if (/^(?:all|every|any)\b/i.test(text)) return patches;
  if (!/^(?:patch(?:es)?\b|#?\d)/i.test(text)) return [];
  const numbers = new Set([...text.matchAll(/\d{1,4}/g)].map(([digits]) => Number(digits)));
  return patches.filter(({ number }) => numbers.has(number));
}
