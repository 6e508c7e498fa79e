/**
 * Tags (git calls them trailers) at the end of a commit message, found the way git finds them: see
 * git-interpret-trailers(1) and `find_trailer_block_start()` in git's trailer.c.
 */
import { Text } from './text';
import { oneOf, pattern } from './words';

export interface Trailer {
  /** As written: `Signed-off-by`. */
  readonly key: string;
  /** Folded lines joined by a space. */
  readonly value: string;
  /** The whole trailer, with its continuation lines. */
  readonly text: Text;
  /** Where the value starts in `text`. */
  readonly valueAt: number;
  /** False for a tag that a blank line keeps out of git's own trailer block. */
  readonly inBlock: boolean;
}

/** Lines that git writes itself: one of them makes a paragraph a trailer block although it is not all trailers. */
const GIT_GENERATED = ['Signed-off-by: ', '(cherry picked from commit '];
const KEY = /^([A-Za-z0-9-]+)[ \t]*:/;
/** What git calls space. */
const BLANK = /^[ \t\r]*$/;
const CONTINUES = /^[ \t\r]/;

/** Tags that are in their own paragraph, apart from the block, are tags to a reader anyway. */
const KERNEL_TAG = pattern('i')`^${oneOf`
    fixes, closes, link, cc, stable, (?:[a-z]+-)+by, [a-z]+-and-[a-z]+-by, suggested-by, message-id,
    change-id, depends-on, references?, bugzilla, debugged-by, origin
  `}$`;

function isTrailerParagraph(lines: readonly Text[]): boolean {
  let trailers = 0;
  let others = 0;
  let generated = false;
  let previousIsTrailer = false;
  for (const line of lines) {
    const value = line.value;
    if (value.startsWith('#')) previousIsTrailer = false;
    else if (GIT_GENERATED.some((prefix) => value.startsWith(prefix))) {
      generated = true;
      trailers += 1;
      previousIsTrailer = true;
    } else if (CONTINUES.test(value) && previousIsTrailer) {
      // a continuation line counts as what it continues
    } else if (KEY.test(value)) {
      trailers += 1;
      previousIsTrailer = true;
    } else {
      others += 1;
      previousIsTrailer = false;
    }
  }
  return (trailers > 0 && others === 0) || (generated && trailers * 3 >= others);
}

/** A paragraph of only tags that the kernel knows: `Fixes:` a blank line above the rest, and the like. */
function isTagParagraph(lines: readonly Text[]): boolean {
  return lines.every((line, i) => {
    const key = KEY.exec(line.value);
    return key ? KERNEL_TAG.test(key[1]!) : i > 0 && CONTINUES.test(line.value);
  });
}

interface SplitBody {
  /** The body without its tags. */
  readonly prose: Text;
  readonly trailers: readonly Trailer[];
}

/** Part a body (the message below its shortlog) into its prose and its tags. */
export function splitTrailers(body: Text): SplitBody {
  const lines = body.lines();
  let last = lines.length;
  while (last > 0 && (BLANK.test(lines[last - 1]!.value) || lines[last - 1]!.value.startsWith('#')))
    last -= 1;
  let first = last;
  let cut = last;
  let inBlock = true;
  const trailers: Trailer[] = [];
  while (first > 0) {
    let start = first;
    while (start > 0 && !BLANK.test(lines[start - 1]!.value)) start -= 1;
    const paragraph = lines.slice(start, first);
    const isBlock = inBlock ? isTrailerParagraph(paragraph) : false;
    if (paragraph.length === 0 || !(isBlock || isTagParagraph(paragraph))) break;
    trailers.unshift(...parseTrailers(paragraph, isBlock));
    inBlock = false;
    cut = start;
    first = start;
    while (first > 0 && BLANK.test(lines[first - 1]!.value)) first -= 1;
  }
  const end = cut < lines.length ? lines[cut]!.start - body.start : body.length;
  return { prose: body.slice(0, end), trailers };
}

function parseTrailers(lines: readonly Text[], inBlock: boolean): Trailer[] {
  const out: Trailer[] = [];
  let open = false;
  for (const line of lines) {
    const key = KEY.exec(line.value);
    if (key) {
      const rest = line.value.slice(key[0].length);
      const valueAt = key[0].length + (rest.length - rest.trimStart().length);
      out.push({ key: key[1]!, value: rest.trim(), text: line, valueAt, inBlock });
      open = true;
    } else if (!CONTINUES.test(line.value)) open = false;
    else if (open) {
      const previous = out[out.length - 1]!;
      out[out.length - 1] = {
        ...previous,
        value: `${previous.value} ${line.value.trim()}`.trim(),
        text: new Text(previous.text.source, previous.text.start, line.end),
      };
    }
  }
  return out;
}

/** The trailers of one key, whatever the case of its letters. */
export function trailersOf(trailers: readonly Trailer[], key: string): Trailer[] {
  const wanted = key.toLowerCase();
  return trailers.filter((trailer) => trailer.key.toLowerCase() === wanted);
}
