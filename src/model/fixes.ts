/** `Fixes:` tags, taken apart leniently: what is wrong with their form is another matter. */
import type { Patch } from './patch';
import type { Text } from './text';
import { trailersOf } from './trailers';

export interface FixesTag {
  /** The id as written, and its place. */
  readonly id: string;
  readonly idText: Text;
  /** What stands for the shortlog, on one line, without quotes and parentheses; null where there is none. */
  readonly shortlog: string | null;
  readonly shortlogText: Text | null;
}

const ID = /^(?:commit\s+)?([0-9a-f]{4,40})(?![0-9a-z])/i;

/** The `Fixes:` tags that name a commit id. */
export function fixesTags(patch: Patch): FixesTag[] {
  return trailersOf(patch.trailers, 'Fixes').flatMap((trailer) => {
    const value = trailer.text.slice(trailer.valueAt);
    const match = ID.exec(value.value);
    if (!match) return [];
    const idAt = match[0].length - match[1]!.length;
    const rest = value.slice(match[0].length).trim();
    const shortlogText = insideOf(rest);
    const shortlog = shortlogText?.value.replace(/\s+/g, ' ') ?? '';
    return [
      {
        id: match[1]!,
        idText: value.slice(idAt, match[0].length),
        shortlog: shortlog === '' ? null : shortlog,
        shortlogText: shortlog === '' ? null : shortlogText,
      },
    ];
  });
}

/** `("shortlog")` without what is around it, whichever half of that is there. */
function insideOf(text: Text): Text | null {
  const value = text.value;
  let from = 0;
  let to = value.length;
  if (value[from] === '(') from += 1;
  if (value[to - 1] === ')' && from === 1) to -= 1;
  if (value[from] === '"' || value[from] === "'") from += 1;
  if (to > from && (value[to - 1] === '"' || value[to - 1] === "'") && value[from - 1] === value[to - 1])
    to -= 1;
  return to > from ? text.slice(from, to) : null;
}
